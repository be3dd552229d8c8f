// Purpose: which price a seat of a show has. Place: pricing.
#pragma once
#include <boost/describe/enum.hpp>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "base/money.hpp"
#include "pricing/rounding.hpp"

namespace usher::pricing {

// What the show and its venue say about one price zone.
struct ZonePrice {
  bool enabled = true;
  std::optional<Money> price;          // the show's own
  std::optional<Money> default_price;  // the venue's
};

struct TypePrice {
  std::string name;
  std::optional<PriceZoneId> zone;  // absent: in every zone
  Money price;
};

struct PriceBook {
  std::unordered_map<PriceZoneId, ZonePrice> zones;
  std::vector<TypePrice> types;
};

BOOST_DEFINE_ENUM_CLASS(PriceRefusal, not_for_sale, unknown_ticket_type)

// The price of a seat: its own override, else the ticket type's in its zone, else the type's in
// every zone, else the show's for the zone, else the venue's. A zone that is switched off or
// unknown sells nothing, a seat without a price neither: there is no fallback (rule 38). `type` ""
// is a ticket of no particular type.
std::expected<Money, PriceRefusal> resolve_price(const PriceBook& book, PriceZoneId zone,
                                                 std::optional<Money> seat_override,
                                                 std::string_view type);

// Within what a price that moves must stay (rule 80).
struct PriceBounds {
  Money floor;
  Money ceiling;
  Money step;  // above 0
};
// base × factor to the nearest step (half to the even one), and then within the bounds.
// floor <= ceiling.
Money moved_price(Money base, Percent factor, const PriceBounds& bounds);

}  // namespace usher::pricing

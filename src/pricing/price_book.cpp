#include "pricing/price_book.hpp"

#include <algorithm>

namespace usher::pricing {
namespace {

struct TypeMatch {
  bool known = false;
  std::optional<Money> price;
};

TypeMatch match_type(const PriceBook& book, PriceZoneId zone, std::string_view type) {
  TypeMatch match;
  for (const auto& entry : book.types) {
    if (entry.name != type) continue;
    if (entry.zone && *entry.zone != zone) continue;
    match.known = true;
    if (entry.zone || !match.price) match.price = entry.price;
    if (entry.zone) return match;
  }
  return match;
}

}  // namespace

std::expected<Money, PriceRefusal> resolve_price(const PriceBook& book, PriceZoneId zone,
                                                 std::optional<Money> seat_override,
                                                 std::string_view type) {
  const auto found = book.zones.find(zone);
  if (found == book.zones.end() || !found->second.enabled)
    return std::unexpected(PriceRefusal::not_for_sale);
  std::optional<Money> price = seat_override;
  if (!type.empty()) {
    const TypeMatch match = match_type(book, zone, type);
    if (!match.known) return std::unexpected(PriceRefusal::unknown_ticket_type);
    if (!price) price = match.price;
  }
  if (!price) price = found->second.price;
  if (!price) price = found->second.default_price;
  if (!price) return std::unexpected(PriceRefusal::not_for_sale);
  return *price;
}

Money moved_price(Money base, Percent factor, const PriceBounds& bounds) {
  const Wide per_step = Wide{kWhole} * bounds.step.minor;
  const Money moved{divide_half_even(Wide{base.minor} * factor.thousandths, per_step) *
                    bounds.step.minor};
  return std::clamp(moved, bounds.floor, bounds.ceiling);
}

}  // namespace usher::pricing

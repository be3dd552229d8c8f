// Purpose: what a recital, a show and its ticket configuration are. Place: shows; included by every
// slice above. What clients see is in views.hpp.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "pricing/price_book.hpp"
#include "pricing/terms.hpp"

namespace usher::shows {

BOOST_DEFINE_ENUM_CLASS(ShowStatus, draft, on_sale, paused, sold_out, cancelled, past)

// Whether tickets can be bought at an instant; worked out from status and sale window.
BOOST_DEFINE_ENUM_CLASS(SaleState, draft, not_begun, open, over, paused, sold_out, cancelled)

// What becomes of a choice that leaves one seat alone in its row although the same number of seats
// would fit there without (rules 8 and 46).
BOOST_DEFINE_ENUM_CLASS(OrphanSeats, warn, refuse)

// Limits of one show's configuration.
inline constexpr std::int64_t kMaxTicketsPerOrder = 100;
inline constexpr std::int64_t kMaxHoldMinutes = 120;

struct Recital {
  RecitalId id;
  Label title;
  Slug slug;
  Paragraph description;
  std::optional<HttpUrl> image_url;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Recital, (), (id, title, slug, description, image_url, version))

// A show with the names that documents and other slices need. `status` is what staff has set; ask
// sale_state() (rules.hpp) whether it sells.
struct ShowInfo {
  ShowId id;
  RecitalId recital_id;
  VenueId venue_id;
  std::string title;
  Timestamp starts_at;
  TimeZoneName time_zone;
  std::optional<Timestamp> doors_at;
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  ShowStatus status = ShowStatus::draft;
  // Counts the generations of the show's seats; 0 before the first.
  std::int64_t layout_version = 0;
  std::int64_t version = 1;
  std::string recital_title;
  std::string recital_slug;
  std::string venue_name;
  std::string venue_address;
  std::string venue_city;
};

struct CancelledShow {
  ShowId id;
  Timestamp cancelled_at;
};
BOOST_DESCRIBE_STRUCT(CancelledShow, (), (id, cancelled_at))

struct ZoneConfig {
  PriceZoneId price_zone_id;
  bool enabled = true;
  // Absent: the zone's default price.
  std::optional<Money> price;
};
BOOST_DESCRIBE_STRUCT(ZoneConfig, (), (price_zone_id, enabled, price))

struct TicketType {
  Label name;
  // Absent: for every zone.
  std::optional<PriceZoneId> price_zone_id;
  Money price;
};
BOOST_DESCRIBE_STRUCT(TicketType, (), (name, price_zone_id, price))

struct TicketConfig {
  Currency currency;
  std::int64_t max_tickets_per_order = 10;
  std::int64_t hold_minutes = 10;
  // Zones that are not listed are enabled at their default price.
  std::vector<ZoneConfig> zones;
  std::vector<TicketType> ticket_types;
  std::vector<pricing::Fee> fees;
  std::optional<pricing::Tax> tax;
  pricing::RoundingMode rounding = pricing::RoundingMode::per_line;
  // The show's sale window; absent: from now on, until the show starts.
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  OrphanSeats orphan_seats = OrphanSeats::warn;
  // From when accessible and companion seats sell like all others (rules 9 and 47); absent: never.
  std::optional<Timestamp> accessible_release_at;
  // How often it was saved; 1 for the defaults.
  std::int64_t version = 1;

  bool accessible_released(Timestamp now) const {
    return accessible_release_at && *accessible_release_at <= now;
  }

  // What is charged besides the prices.
  pricing::Terms terms() const;
  // What seats cost; `defaults` are the prices of the venue's zones. A zone of the venue that is
  // not listed here sells at its default.
  pricing::PriceBook price_book(
      const std::unordered_map<PriceZoneId, std::optional<Money>>& defaults) const;
};

// Numbers of free and all seats, by price zone; seats without a zone count in the totals only.
struct Availability {
  std::int64_t total = 0;
  std::int64_t available = 0;
  std::map<PriceZoneId, std::int64_t> available_by_zone;
  // Whether some seats open to whoever types a code.
  bool has_access_codes = false;
};

// Who knows how many seats are free: inventory implements it, app registers it with Shows.
// Called from any thread, for each show of a list; must not wait for the database.
class AvailabilitySource {
 public:
  virtual ~AvailabilitySource() = default;
  // nullopt when the show has no seats yet.
  virtual std::optional<Availability> availability(ShowId show) const = 0;
};

}  // namespace usher::shows

// Purpose: what the use cases of venues share inside a transaction. Place: venues, its .cpp files.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json_write.hpp"
#include "venues/repository.hpp"
#include "venues/venues.hpp"

namespace usher::venues {

// Errors: not_found `venue_not_found`.
Result<Venue> get_venue(store::Queries& q, VenueId id);
// Errors: not_found `section_not_found`, `price_zone_not_found`, `seat_not_found`.
Result<Section> get_section(store::Queries& q, VenueId venue, SectionId id);
Result<PriceZone> get_price_zone(store::Queries& q, VenueId venue, PriceZoneId id);
Result<Seat> get_seat(store::Queries& q, VenueId venue, SeatId id);

VenueView venue_view(store::Queries& q, const Venue& venue);

// Faults of a body that only the slice can see, collected as json_binding collects its own.
class BodyFaults {
 public:
  void add(std::string pointer, std::string code, std::string detail);
  // A member that has no empty form must not be null.
  template <class T>
  void not_null(std::string_view name, const Patch<T>& patch) {
    if (patch.is_null()) add('/' + std::string(name), "wrong_type", "Must not be null.");
  }
  // Takes over the faults of another check.
  void take(Error error);
  // Errors: invalid `validation_failed` when there was any fault.
  Status status() &&;

 private:
  std::vector<FieldError> fields_;
};

// One past the highest position in use.
template <class T>
std::int64_t next_position(const std::vector<T>& items) {
  std::int64_t next = 0;
  for (const auto& item : items) next = std::max(next, item.position + 1);
  return std::min(next, std::int64_t{100'000});
}

}  // namespace usher::venues

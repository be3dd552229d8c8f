#include "venues/use_cases.hpp"

#include <algorithm>

namespace usher::venues {
namespace {

template <class T, class IdType>
Result<T> pick(std::vector<T> items, IdType id, const char* code, const char* detail) {
  const auto found = std::ranges::find(items, id, &T::id);
  if (found == items.end()) return refuse(ErrorKind::not_found, code, detail);
  return std::move(*found);
}

}  // namespace

Result<Venue> get_venue(store::Queries& q, VenueId id) {
  auto venue = find_venue(q, id);
  if (!venue) return refuse(ErrorKind::not_found, "venue_not_found", "There is no such venue.");
  return *std::move(venue);
}

Result<Section> get_section(store::Queries& q, VenueId venue, SectionId id) {
  return pick(list_sections(q, venue), id, "section_not_found", "The venue has no such section.");
}

Result<PriceZone> get_price_zone(store::Queries& q, VenueId venue, PriceZoneId id) {
  return pick(list_price_zones(q, venue), id, "price_zone_not_found",
              "The venue has no such price zone.");
}

Result<Seat> get_seat(store::Queries& q, VenueId venue, SeatId id) {
  auto seat = find_seat(q, venue, id);
  if (!seat) {
    return refuse(ErrorKind::not_found, "seat_not_found", "The venue has no such seat.");
  }
  return *std::move(seat);
}

VenueView venue_view(store::Queries& q, const Venue& venue) {
  return {venue.id,
          venue.name,
          venue.address,
          venue.city,
          venue.state,
          venue.zip,
          venue.country,
          venue.time_zone,
          venue.capacity,
          count_seats(q, venue.id),
          list_sections(q, venue.id),
          list_price_zones(q, venue.id),
          venue.version};
}

void BodyFaults::add(std::string pointer, std::string code, std::string detail) {
  if (fields_.size() < kJsonFaultsMax) {
    fields_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }
}

void BodyFaults::take(Error error) {
  for (auto& field : error.fields) {
    add(std::move(field.pointer), std::move(field.code), std::move(field.detail));
  }
}

Status BodyFaults::status() && {
  if (fields_.empty()) return {};
  Error error{ErrorKind::invalid, "validation_failed", "Some fields are not right."};
  error.fields = std::move(fields_);
  return refuse(std::move(error));
}

}  // namespace usher::venues

// Purpose: the door of venues: places, their sections, price zones, seats and maps. Place: venues.
#pragma once
#include <optional>
#include <vector>

#include "store/transaction.hpp"
#include "venues/events.hpp"
#include "venues/types.hpp"

namespace usher::venues {

// For the slices above, inside their own unit of work.
std::optional<Venue> find_venue(store::Queries& q, VenueId id);
// Every venue, in the order in which they were made.
std::vector<Venue> list_venues(store::Queries& q);
// By position.
std::vector<Section> list_sections(store::Queries& q, VenueId venue);
// By position.
std::vector<PriceZone> list_price_zones(store::Queries& q, VenueId venue);
// Every seat in natural order: by section's position, row, number (rule 34).
std::vector<Seat> list_seats(store::Queries& q, VenueId venue);
std::optional<Seat> find_seat(store::Queries& q, VenueId venue, SeatId seat);
// The stage, labels and shapes of the map, each a JSON object, from back to front.
std::vector<std::string> list_map_objects_json(store::Queries& q, VenueId venue);

}  // namespace usher::venues

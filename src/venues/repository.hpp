// Purpose: the SQL of the tables that venues owns. Place: venues; used by its use cases only.
// Nothing here checks rules; venues.cpp and layout.cpp do that first.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/transaction.hpp"
#include "venues/types.hpp"

namespace usher::venues {

struct MapObjectRow {
  std::int64_t id = 0;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(MapObjectRow, (), (id, body))

// Where a page of seats ends, in the natural order of the venue.
struct SeatPlace {
  std::int64_t section_position = 0;
  SectionId section_id;
  std::string row_name;
  std::string seat_number;
  SeatId id;
};

struct SeatFilter {
  std::optional<SectionId> section_id;
  std::optional<PriceZoneId> price_zone_id;
  // Part of a row, a number or both together, without regard to case.
  std::optional<std::string> text;
};

void insert_venue(store::Transaction& tx, const Venue& venue);
void update_venue(store::Transaction& tx, const Venue& venue);
// Counts a change of what the venue's own page shows, which is on the map as well.
void touch_venue_and_map(store::Transaction& tx, VenueId venue);
// Counts a change of the map alone.
void touch_map(store::Transaction& tx, VenueId venue);
// Deletes the venue with everything in it.
void delete_venue(store::Transaction& tx, VenueId venue);

void insert_section(store::Transaction& tx, VenueId venue, const Section& section);
// Writes the version that it is given; so does update_price_zone.
void update_section(store::Transaction& tx, const Section& section);
void delete_section(store::Transaction& tx, SectionId section);
std::int64_t count_seats_of(store::Queries& q, SectionId section);

void insert_price_zone(store::Transaction& tx, VenueId venue, const PriceZone& zone);
void update_price_zone(store::Transaction& tx, const PriceZone& zone);
void delete_price_zone(store::Transaction& tx, PriceZoneId zone);
std::int64_t count_seats_of(store::Queries& q, PriceZoneId zone);

void insert_seat(store::Transaction& tx, VenueId venue, const Seat& seat);
// Counts a version; so does the other.
void update_seat(store::Transaction& tx, const Seat& seat);
// Writes no more than what differs.
void update_seat(store::Transaction& tx, const Seat& old, const Seat& seat);
// Gives a seat a label of its own, until update_seat gives it its final one.
void park_seat(store::Transaction& tx, SeatId seat);
void delete_seat(store::Transaction& tx, SeatId seat);
std::optional<SeatId> find_seat_id(store::Queries& q, const Seat& like);
std::int64_t count_seats(store::Queries& q, VenueId venue);
std::vector<Seat> seats_after(store::Queries& q, VenueId venue, const SeatFilter& filter,
                              const SeatPlace& after, std::int64_t limit);
std::int64_t count_seats(store::Queries& q, VenueId venue, const SeatFilter& filter);

// The background's JSON, empty when there is none.
std::string find_background(store::Queries& q, VenueId venue);
void update_background(store::Transaction& tx, VenueId venue,
                       const std::optional<std::string>& body);
std::vector<MapObjectRow> list_map_objects(store::Queries& q, VenueId venue);
void replace_map_objects(store::Transaction& tx, VenueId venue,
                         const std::vector<MapObjectRow>& objects);

}  // namespace usher::venues

// Purpose: the SQL of the tables that venues owns. Place: venues; used by its use cases only.
// Nothing here checks rules; venues.cpp and layout.cpp do that first.
#pragma once
#include <optional>
#include <span>
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

// The seats that a venue shows, or another set of its seats.
struct SeatSet {
  VenueId venue_id;
  std::int64_t set = 0;
};
BOOST_DESCRIBE_STRUCT(SeatSet, (), (venue_id, set))

struct MapNumbers {
  std::int64_t map_version = 1;
  std::int64_t seat_set = 0;
};
BOOST_DESCRIBE_STRUCT(MapNumbers, (), (map_version, seat_set))

void insert_venue(store::Transaction& tx, const Venue& venue);
void update_venue(store::Transaction& tx, const Venue& venue);
// Counts a change of what the venue's own page shows, which is on the map as well.
void touch_venue_and_map(store::Transaction& tx, VenueId venue);
// Counts a change of the map alone.
void touch_map(store::Transaction& tx, VenueId venue);
// Deletes the venue with everything in it; its seats are left to be cleared.
void delete_venue(store::Transaction& tx, VenueId venue);

void insert_section(store::Transaction& tx, VenueId venue, const Section& section);
// Writes the version that it is given; so does update_price_zone.
void update_section(store::Transaction& tx, const Section& section);
void delete_section(store::Transaction& tx, SectionId section);
std::int64_t count_seats_of(store::Queries& q, VenueId venue, SectionId section);

void insert_price_zone(store::Transaction& tx, VenueId venue, const PriceZone& zone);
void update_price_zone(store::Transaction& tx, const PriceZone& zone);
void delete_price_zone(store::Transaction& tx, PriceZoneId zone);
std::int64_t count_seats_of(store::Queries& q, VenueId venue, PriceZoneId zone);

std::optional<MapNumbers> find_map_numbers(store::Queries& q, VenueId venue);
// The set that the venue shows.
SeatSet shown_set(store::Queries& q, VenueId venue);
void insert_seat(store::Transaction& tx, const SeatSet& set, const Seat& seat);
// The same for many, in one round trip. PostgreSQL only.
void insert_seats(store::Transaction& tx, const SeatSet& set, std::span<const Seat> seats);
// Counts a version.
// Writes no more than what differs.
void update_seat(store::Transaction& tx, const SeatSet& set, const Seat& old, const Seat& seat);
// Gives a seat a label of its own, until update_seat gives it its final one.
void park_seat(store::Transaction& tx, const SeatSet& set, SeatId seat);
void delete_seat(store::Transaction& tx, const SeatSet& set, SeatId seat);
std::vector<Seat> list_row(store::Queries& q, VenueId venue, const Seat& like);
std::vector<Seat> list_seats(store::Queries& q, VenueId venue, SectionId section);

// Makes the venue show this set; the one that it showed is left to be cleared.
void show_set(store::Transaction& tx, const SeatSet& set);
// A set that no venue shows: begun now, or to be cleared.
void add_spare_set(store::Transaction& tx, const SeatSet& set, Timestamp since);
// False when it is none any more.
bool take_spare_set(store::Transaction& tx, const SeatSet& set);
std::optional<SeatSet> find_set_to_clear(store::Queries& q, Timestamp begun_before);
// Deletes up to `limit` seats of the set; true when none is left.
bool clear_set(store::Transaction& tx, const SeatSet& set, std::int64_t limit);

std::int64_t count_seats(store::Queries& q, VenueId venue);
// People who find room in the venue's seats and areas.
std::int64_t count_places(store::Queries& q, VenueId venue);
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

#include "venues/repository.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.hpp"
#include "base/json_types.hpp"
#include "venues/sql.hpp"
#include "venues/venues.hpp"

namespace usher::venues {
namespace {

// Keys are bytes, not text: every engine then compares them alike, whatever its collation.
Bytes sort_key(const std::string& label) {
  const std::string key = natural_sort_key(label);
  return {key.begin(), key.end()};
}

// What LIKE shall look for: `text` anywhere, taken literally.
std::optional<std::string> contains_pattern(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::string pattern = "%";
  for (const char c : *text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return pattern + '%';
}

}  // namespace

std::optional<Venue> find_venue(store::Queries& q, VenueId id) {
  return q.find<Venue>(sql::find_venue, id);
}

std::vector<Venue> list_venues(store::Queries& q) { return q.all<Venue>(sql::all_venues); }

std::vector<Section> list_sections(store::Queries& q, VenueId venue) {
  return q.all<Section>(sql::list_sections, venue);
}

std::vector<PriceZone> list_price_zones(store::Queries& q, VenueId venue) {
  return q.all<PriceZone>(sql::list_price_zones, venue);
}

std::vector<Seat> list_seats(store::Queries& q, VenueId venue) {
  return q.all<Seat>(sql::list_seats, venue);
}

std::optional<Seat> find_seat(store::Queries& q, VenueId venue, SeatId seat) {
  return q.find<Seat>(sql::find_seat, seat, venue);
}

void insert_venue(store::Transaction& tx, const Venue& venue) {
  tx.run(sql::insert_venue, venue.id, venue.name, venue.address, venue.city, venue.state, venue.zip,
         venue.country, venue.time_zone, venue.capacity, tx.now());
}

void update_venue(store::Transaction& tx, const Venue& venue) {
  tx.run(sql::update_venue, venue.id, venue.name, venue.address, venue.city, venue.state, venue.zip,
         venue.country, venue.time_zone, venue.capacity, tx.now());
}

void touch_venue_and_map(store::Transaction& tx, VenueId venue) {
  tx.run(sql::touch_venue_and_map, venue, tx.now());
}

void touch_map(store::Transaction& tx, VenueId venue) { tx.run(sql::touch_map, venue, tx.now()); }

void delete_venue(store::Transaction& tx, VenueId venue) {
  tx.run(sql::delete_map_objects, venue);
  add_spare_set(tx, shown_set(tx, venue), {});
  tx.run(sql::delete_sections, venue);
  tx.run(sql::delete_price_zones, venue);
  tx.run(sql::delete_venue, venue);
}

void insert_section(store::Transaction& tx, VenueId venue, const Section& section) {
  tx.run(sql::insert_section, section.id, venue, section.name, section.color, section.position);
}

void update_section(store::Transaction& tx, const Section& section) {
  tx.run(sql::update_section, section.id, section.name, section.color, section.position,
         section.version);
}

void delete_section(store::Transaction& tx, SectionId section) {
  tx.run(sql::delete_section, section);
}

std::int64_t count_seats_of(store::Queries& q, VenueId venue, SectionId section) {
  return q.find<std::int64_t>(sql::count_seats_of_section, venue, section).value_or(0);
}

void insert_price_zone(store::Transaction& tx, VenueId venue, const PriceZone& zone) {
  tx.run(sql::insert_price_zone, zone.id, venue, zone.name, zone.color, zone.default_price,
         zone.position);
}

void update_price_zone(store::Transaction& tx, const PriceZone& zone) {
  tx.run(sql::update_price_zone, zone.id, zone.name, zone.color, zone.default_price, zone.position,
         zone.version);
}

void delete_price_zone(store::Transaction& tx, PriceZoneId zone) {
  tx.run(sql::delete_price_zone, zone);
}

std::int64_t count_seats_of(store::Queries& q, VenueId venue, PriceZoneId zone) {
  return q.find<std::int64_t>(sql::count_seats_of_price_zone, venue, zone).value_or(0);
}

std::optional<MapNumbers> find_map_numbers(store::Queries& q, VenueId venue) {
  return q.find<MapNumbers>(sql::find_map_numbers, venue);
}

SeatSet shown_set(store::Queries& q, VenueId venue) {
  return {venue, find_map_numbers(q, venue).value_or(MapNumbers{}).seat_set};
}

void insert_seat(store::Transaction& tx, const SeatSet& set, const Seat& seat) {
  tx.run(sql::insert_seat, set.venue_id, set.set, seat.id, seat.section_id, seat.row_name,
         seat.seat_number, sort_key(seat.row_name.value), sort_key(seat.seat_number.value),
         seat.seat_type, seat.handicap_access, seat.price_zone_id, seat.is_sellable, seat.capacity,
         seat.x_milli, seat.y_milli, seat.rotation_milli, seat.version);
}

void insert_seats(store::Transaction& tx, const SeatSet& set, std::span<const Seat> seats) {
  boost::json::array rows;
  rows.reserve(seats.size());
  for (const auto& seat : seats) {
    boost::json::value zone;
    if (seat.price_zone_id) zone = seat.price_zone_id->value;
    rows.push_back({seat.id.value, seat.section_id.value, seat.row_name.value,
                    seat.seat_number.value, to_hex(sort_key(seat.row_name.value)),
                    to_hex(sort_key(seat.seat_number.value)), enum_text(seat.seat_type),
                    seat.handicap_access ? 1 : 0, std::move(zone), seat.is_sellable ? 1 : 0,
                    seat.capacity, seat.x_milli, seat.y_milli, seat.rotation_milli, seat.version});
  }
  tx.run(sql::insert_seats, set.venue_id, set.set, boost::json::serialize(rows));
}

void update_seat(store::Transaction& tx, const SeatSet& set, const Seat& old, const Seat& seat) {
  if (old == seat) return;
  Seat moved = old;
  moved.version = seat.version;
  moved.x_milli = seat.x_milli;
  moved.y_milli = seat.y_milli;
  moved.rotation_milli = seat.rotation_milli;
  if (moved == seat) {
    tx.run(sql::move_seat, set.venue_id, set.set, seat.id, seat.x_milli, seat.y_milli,
           seat.rotation_milli);
  } else if (old.section_id == seat.section_id && old.row_name == seat.row_name &&
             old.seat_number == seat.seat_number) {
    tx.run(sql::change_seat, set.venue_id, set.set, seat.id, seat.seat_type, seat.handicap_access,
           seat.price_zone_id, seat.is_sellable, seat.capacity, seat.x_milli, seat.y_milli,
           seat.rotation_milli);
  } else {
    tx.run(sql::update_seat, set.venue_id, set.set, seat.id, seat.section_id, seat.row_name,
           seat.seat_number, sort_key(seat.row_name.value), sort_key(seat.seat_number.value),
           seat.seat_type, seat.handicap_access, seat.price_zone_id, seat.is_sellable,
           seat.capacity, seat.x_milli, seat.y_milli, seat.rotation_milli);
  }
}

void park_seat(store::Transaction& tx, const SeatSet& set, SeatId seat) {
  tx.run(sql::park_seat, set.venue_id, set.set, seat, seat.text());
}

void delete_seat(store::Transaction& tx, const SeatSet& set, SeatId seat) {
  tx.run(sql::delete_seat, set.venue_id, set.set, seat);
}

std::vector<Seat> list_row(store::Queries& q, VenueId venue, const Seat& like) {
  return q.all<Seat>(sql::list_row, venue, like.section_id, like.row_name);
}

std::vector<Seat> list_seats(store::Queries& q, VenueId venue, SectionId section) {
  return q.all<Seat>(sql::list_seats_of_section, venue, section);
}

void show_set(store::Transaction& tx, const SeatSet& set) {
  add_spare_set(tx, shown_set(tx, set.venue_id), {});
  tx.run(sql::show_seat_set, set.venue_id, set.set);
}

void add_spare_set(store::Transaction& tx, const SeatSet& set, Timestamp since) {
  tx.run(sql::add_spare_set, set.venue_id, set.set, since);
}

bool take_spare_set(store::Transaction& tx, const SeatSet& set) {
  return tx.run(sql::take_spare_set, set.venue_id, set.set) == 1;
}

std::optional<SeatSet> find_set_to_clear(store::Queries& q, Timestamp begun_before) {
  return q.find<SeatSet>(sql::find_set_to_clear, begun_before);
}

bool clear_set(store::Transaction& tx, const SeatSet& set, std::int64_t limit) {
  if (tx.run(sql::clear_set, set.venue_id, set.set, limit) == limit) return false;
  take_spare_set(tx, set);
  return true;
}

std::int64_t count_places(store::Queries& q, VenueId venue) {
  return q.find<std::int64_t>(sql::count_places, venue).value_or(0);
}

std::int64_t count_seats(store::Queries& q, VenueId venue) {
  return q.find<std::int64_t>(sql::count_seats, venue).value_or(0);
}

std::vector<Seat> seats_after(store::Queries& q, VenueId venue, const SeatFilter& filter,
                              const SeatPlace& after, std::int64_t limit) {
  const bool first = after.id == SeatId{};
  return q.all<Seat>(sql::list_seats_page, venue, filter.section_id, filter.price_zone_id,
                     contains_pattern(filter.text), after.section_position, after.section_id,
                     first ? Bytes{} : sort_key(after.row_name),
                     first ? Bytes{} : sort_key(after.seat_number), after.id, limit);
}

std::int64_t count_seats(store::Queries& q, VenueId venue, const SeatFilter& filter) {
  return q
      .find<std::int64_t>(sql::count_seats_filtered, venue, filter.section_id, filter.price_zone_id,
                          contains_pattern(filter.text))
      .value_or(0);
}

std::string find_background(store::Queries& q, VenueId venue) {
  return q.find<std::string>(sql::find_background, venue).value_or("");
}

void update_background(store::Transaction& tx, VenueId venue,
                       const std::optional<std::string>& body) {
  tx.run(sql::update_background, venue, body);
}

std::vector<MapObjectRow> list_map_objects(store::Queries& q, VenueId venue) {
  return q.all<MapObjectRow>(sql::list_map_objects, venue);
}

std::vector<std::string> list_map_objects_json(store::Queries& q, VenueId venue) {
  std::vector<std::string> objects;
  for (auto& row : list_map_objects(q, venue)) objects.push_back(std::move(row.body));
  return objects;
}

void replace_map_objects(store::Transaction& tx, VenueId venue,
                         const std::vector<MapObjectRow>& objects) {
  tx.run(sql::delete_map_objects, venue);
  boost::json::array rows;
  for (const auto& object : objects) rows.push_back({object.id, rows.size(), object.body});
  tx.run(sql::insert_map_objects, venue, boost::json::serialize(rows));
}

}  // namespace usher::venues

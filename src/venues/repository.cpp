#include "venues/repository.hpp"

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
  tx.run(sql::delete_seats, venue);
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

std::int64_t count_seats_of(store::Queries& q, SectionId section) {
  return q.find<std::int64_t>(sql::count_seats_of_section, section).value_or(0);
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

std::int64_t count_seats_of(store::Queries& q, PriceZoneId zone) {
  return q.find<std::int64_t>(sql::count_seats_of_price_zone, zone).value_or(0);
}

void insert_seat(store::Transaction& tx, VenueId venue, const Seat& seat) {
  tx.run(sql::insert_seat, seat.id, venue, seat.section_id, seat.row_name, seat.seat_number,
         sort_key(seat.row_name.value), sort_key(seat.seat_number.value), seat.seat_type,
         seat.handicap_access, seat.price_zone_id, seat.is_sellable, seat.capacity, seat.x_milli,
         seat.y_milli, seat.rotation_milli);
}

void update_seat(store::Transaction& tx, const Seat& seat) {
  tx.run(sql::update_seat, seat.id, seat.section_id, seat.row_name, seat.seat_number,
         sort_key(seat.row_name.value), sort_key(seat.seat_number.value), seat.seat_type,
         seat.handicap_access, seat.price_zone_id, seat.is_sellable, seat.capacity, seat.x_milli,
         seat.y_milli, seat.rotation_milli);
}

void update_seat(store::Transaction& tx, const Seat& old, const Seat& seat) {
  if (old == seat) return;
  Seat moved = old;
  moved.x_milli = seat.x_milli;
  moved.y_milli = seat.y_milli;
  moved.rotation_milli = seat.rotation_milli;
  if (moved == seat) {
    tx.run(sql::move_seat, seat.id, seat.x_milli, seat.y_milli, seat.rotation_milli);
  } else if (old.section_id == seat.section_id && old.row_name == seat.row_name &&
             old.seat_number == seat.seat_number) {
    tx.run(sql::change_seat, seat.id, seat.seat_type, seat.handicap_access, seat.price_zone_id,
           seat.is_sellable, seat.capacity, seat.x_milli, seat.y_milli, seat.rotation_milli);
  } else {
    update_seat(tx, seat);
  }
}

void park_seat(store::Transaction& tx, SeatId seat) { tx.run(sql::park_seat, seat, seat.text()); }

void delete_seat(store::Transaction& tx, SeatId seat) { tx.run(sql::delete_seat, seat); }

std::optional<SeatId> find_seat_id(store::Queries& q, const Seat& like) {
  return q.find<SeatId>(sql::find_seat_by_label, like.section_id, like.row_name, like.seat_number);
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
  std::int64_t position = 0;
  for (const auto& object : objects) {
    tx.run(sql::insert_map_object, object.id, venue, position++, object.body);
  }
}

}  // namespace usher::venues

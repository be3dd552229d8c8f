// Purpose: what clients send and see of venues. Place: venues; used by its door and endpoints.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json_types.hpp"
#include "venues/seat_file.hpp"
#include "venues/types.hpp"

namespace usher::venues {

using Position = Bounded<0, 100'000>;
using Capacity = Bounded<1, kMaxCapacity>;

struct VenueView {
  VenueId id;
  Label name;
  OptionalLabel address;
  OptionalLabel city;
  OptionalLabel state;
  OptionalLabel zip;
  OptionalLabel country;
  TimeZoneName time_zone;
  std::int64_t capacity = 0;
  std::int64_t seat_count = 0;
  std::vector<Section> sections;
  std::vector<PriceZone> price_zones;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(VenueView, (),
                      (id, name, address, city, state, zip, country, time_zone, capacity,
                       seat_count, sections, price_zones, version))

struct VenueBody {
  Label name;
  std::optional<OptionalLabel> address;
  std::optional<OptionalLabel> city;
  std::optional<OptionalLabel> state;
  std::optional<OptionalLabel> zip;
  std::optional<OptionalLabel> country;
  std::optional<TimeZoneName> time_zone;
  std::optional<Bounded<0, kMaxVenueCapacity>> capacity;
};
BOOST_DESCRIBE_STRUCT(VenueBody, (),
                      (name, address, city, state, zip, country, time_zone, capacity))

struct VenuePatch {
  Patch<Label> name;
  Patch<OptionalLabel> address;
  Patch<OptionalLabel> city;
  Patch<OptionalLabel> state;
  Patch<OptionalLabel> zip;
  Patch<OptionalLabel> country;
  Patch<TimeZoneName> time_zone;
  Patch<Bounded<0, kMaxVenueCapacity>> capacity;
  // As If-Match, for clients that send the whole entity back.
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(VenuePatch, (),
                      (name, address, city, state, zip, country, time_zone, capacity, version))

struct SectionBody {
  Label name;
  std::optional<HexColor> color;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(SectionBody, (), (name, color, position))

struct SectionPatch {
  Patch<Label> name;
  Patch<HexColor> color;
  Patch<Position> position;
  std::optional<std::int64_t> version;  // as If-Match
};
BOOST_DESCRIBE_STRUCT(SectionPatch, (), (name, color, position, version))

struct PriceZoneBody {
  Label name;
  std::optional<HexColor> color;
  std::optional<Money> default_price;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(PriceZoneBody, (), (name, color, default_price, position))

struct PriceZonePatch {
  Patch<Label> name;
  Patch<HexColor> color;
  Patch<Money> default_price;
  Patch<Position> position;
  std::optional<std::int64_t> version;  // as If-Match
};
BOOST_DESCRIBE_STRUCT(PriceZonePatch, (), (name, color, default_price, position, version))

struct SeatView {
  SeatId id;
  SectionId section_id;
  Label row_name;
  Label seat_number;
  SeatType seat_type = SeatType::standard;
  bool handicap_access = false;
  std::optional<PriceZoneId> price_zone_id;
  bool is_sellable = true;
  Omit<std::int64_t> capacity;  // of general admission areas
  double x = 0;
  double y = 0;
  double rotation = 0;
  Omit<std::int64_t> version;  // left out of a map, which has its own
};
BOOST_DESCRIBE_STRUCT(SeatView, (),
                      (id, section_id, row_name, seat_number, seat_type, handicap_access,
                       price_zone_id, is_sellable, capacity, x, y, rotation, version))

// A seat by itself, with its version, and as part of a map.
SeatView view_of(const Seat& seat);
SeatView map_view_of(const Seat& seat);

struct SeatBody {
  SectionId section_id;
  Label row_name;
  Label seat_number;
  std::optional<SeatType> seat_type;
  std::optional<bool> handicap_access;
  std::optional<PriceZoneId> price_zone_id;
  std::optional<bool> is_sellable;
  std::optional<Capacity> capacity;
  std::optional<double> x;
  std::optional<double> y;
  std::optional<double> rotation;
};
BOOST_DESCRIBE_STRUCT(SeatBody, (),
                      (section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
                       is_sellable, capacity, x, y, rotation))

struct SeatsBody {
  SizedList<SeatBody, 1, 20'000> seats;
};
BOOST_DESCRIBE_STRUCT(SeatsBody, (), (seats))

struct CreatedSeats {
  std::int64_t created = 0;
  std::vector<SeatView> seats;
};
BOOST_DESCRIBE_STRUCT(CreatedSeats, (), (created, seats))

struct SeatPatch {
  Patch<SectionId> section_id;
  Patch<Label> row_name;
  Patch<Label> seat_number;
  Patch<SeatType> seat_type;
  Patch<bool> handicap_access;
  Patch<PriceZoneId> price_zone_id;
  Patch<bool> is_sellable;
  Patch<Capacity> capacity;
  Patch<double> x;
  Patch<double> y;
  Patch<double> rotation;
  std::optional<std::int64_t> version;  // as If-Match
};
BOOST_DESCRIBE_STRUCT(SeatPatch, (),
                      (section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
                       is_sellable, capacity, x, y, rotation, version))

struct ImportReport {
  bool dry_run = false;
  std::int64_t rows = 0;
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::vector<LineFault> errors;
  // Labels that look as if a spreadsheet had changed them.
  Omit<std::vector<LineFault>> warnings;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (dry_run, rows, created, updated, errors, warnings))

// --- the whole map in one document ---

BOOST_DEFINE_ENUM_CLASS(MapObjectKind, stage, label, rectangle, ellipse, polygon, line, table, icon)

struct MapPoint {
  double x = 0;
  double y = 0;
};
BOOST_DESCRIBE_STRUCT(MapPoint, (), (x, y))

// Something that is drawn and is no seat. Objects later in the list are drawn over earlier ones.
struct MapObject {
  std::optional<std::string> id;  // given by the server
  MapObjectKind kind = MapObjectKind::label;
  double x = 0;
  double y = 0;
  std::optional<double> width;
  std::optional<double> height;
  std::optional<double> rotation;
  std::optional<OptionalLabel> text;
  std::optional<double> font_size;
  std::optional<HexColor> color;
  std::optional<SizedList<MapPoint, 2, 1'000>> points;  // of polygons and lines
};
BOOST_DESCRIBE_STRUCT(MapObject, (),
                      (id, kind, x, y, width, height, rotation, text, font_size, color, points))

// An image to trace, under everything else.
struct MapBackground {
  HttpUrl image_url;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  std::optional<double> opacity;
};
BOOST_DESCRIBE_STRUCT(MapBackground, (), (image_url, x, y, width, height, opacity))

struct SeatMapView {
  VenueId venue_id;
  std::int64_t version = 1;
  std::vector<Section> sections;
  std::vector<PriceZone> price_zones;
  std::vector<SeatView> seats;
  std::vector<RawJson> objects;  // MapObject
  RawJson background;            // MapBackground or null
};
BOOST_DESCRIBE_STRUCT(SeatMapView, (),
                      (venue_id, version, sections, price_zones, seats, objects, background))

// In a map that is saved, ids that the server does not know are the client's own names for new
// things: seats of the same document may refer to them. The version of a section, zone or seat may
// come back as it was read; the map's own version is what is compared.
struct MapSection {
  std::optional<std::string> id;
  Label name;
  std::optional<HexColor> color;
  std::optional<Position> position;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(MapSection, (), (id, name, color, position, version))

struct MapPriceZone {
  std::optional<std::string> id;
  Label name;
  std::optional<HexColor> color;
  Patch<Money> default_price;
  std::optional<Position> position;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(MapPriceZone, (), (id, name, color, default_price, position, version))

struct MapSeat {
  std::optional<std::string> id;
  std::optional<std::string> section_id;
  std::optional<Label> section;  // by name, instead of section_id
  Label row_name;
  Label seat_number;
  std::optional<SeatType> seat_type;
  std::optional<bool> handicap_access;
  Patch<std::string> price_zone_id;
  std::optional<Label> price_zone;  // by name, instead of price_zone_id
  std::optional<bool> is_sellable;
  std::optional<Capacity> capacity;
  std::optional<double> x;
  std::optional<double> y;
  std::optional<double> rotation;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(MapSeat, (),
                      (id, section_id, section, row_name, seat_number, seat_type, handicap_access,
                       price_zone_id, price_zone, is_sellable, capacity, x, y, rotation, version))

// The whole layout. A list that is left out keeps what it has; what a list that is given does not
// name any more is removed.
struct SeatMapBody {
  std::optional<std::int64_t> version;  // as If-Match
  std::optional<VenueId> venue_id;
  std::optional<SizedList<MapSection, 0, kMaxSections>> sections;
  std::optional<SizedList<MapPriceZone, 0, kMaxPriceZones>> price_zones;
  std::optional<SizedList<MapSeat, 0, kMaxSeats>> seats;
  std::optional<SizedList<MapObject, 0, kMaxMapObjects>> objects;
  Patch<MapBackground> background;
};
BOOST_DESCRIBE_STRUCT(SeatMapBody, (),
                      (version, venue_id, sections, price_zones, seats, objects, background))

// What saving a map would do to a seat that is sold or held.
BOOST_DEFINE_ENUM_CLASS(SeatChange, removed, relabelled, rezoned, changed)

struct SeatChangeView {
  SeatId seat_id;
  Label section;
  Label row_name;
  Label seat_number;
  SeatChange change = SeatChange::changed;
};
BOOST_DESCRIBE_STRUCT(SeatChangeView, (), (seat_id, section, row_name, seat_number, change))

// What saving a map would do. `in_use` counts the venue's seats that are sold or held for a show,
// `changed_in_use` those of them that would not stay as they are; a map that removes one is
// refused.
struct SeatMapPreview {
  std::int64_t version = 1;
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t removed = 0;
  std::int64_t in_use = 0;
  std::int64_t changed_in_use = 0;
  std::int64_t removed_in_use = 0;
  std::vector<SeatChangeView> changes;  // the first thousand of them
};
BOOST_DESCRIBE_STRUCT(SeatMapPreview, (),
                      (version, created, updated, removed, in_use, changed_in_use, removed_in_use,
                       changes))

// --- maps of other programs ---

// What was tidied or left out while a plan was read, and where.
struct PlanNote {
  std::string pointer;
  std::string code;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(PlanNote, (), (pointer, code, detail))

struct ConvertedDivision {
  std::string id;  // a name within the document
  Label name;
  HexColor color;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(ConvertedDivision, (), (id, name, color, position))

struct ConvertedSeat {
  std::string section_id;
  Label row_name;
  Label seat_number;
  SeatType seat_type = SeatType::standard;
  bool handicap_access = false;
  std::optional<std::string> price_zone_id;
  double x = 0;
  double y = 0;
};
BOOST_DESCRIBE_STRUCT(ConvertedSeat, (),
                      (section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
                       x, y))

// As SeatMapBody takes it.
struct ConvertedMap {
  std::vector<ConvertedDivision> sections;
  std::vector<ConvertedDivision> price_zones;
  std::vector<ConvertedSeat> seats;
  std::vector<MapObject> objects;
};
BOOST_DESCRIBE_STRUCT(ConvertedMap, (), (sections, price_zones, seats, objects))

struct MapConversion {
  ConvertedMap map;
  std::vector<PlanNote> notes;
};
BOOST_DESCRIBE_STRUCT(MapConversion, (), (map, notes))

}  // namespace usher::venues

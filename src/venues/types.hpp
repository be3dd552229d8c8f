// Purpose: what a venue is made of. Place: venues; included by every slice above.
//
// The structs are rows: their members are the columns of sql/*.sql, in this order. What clients see
// is in views.hpp.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"

namespace usher::venues {

BOOST_DEFINE_ENUM_CLASS(SeatType, standard, accessible, companion, house, restricted_view,
                        general_admission)

// Units: places on the map are in thousandths of a map unit, so that no rounding ever moves a seat;
// neighbouring seats of an automatic layout are kSeatPitch apart.
inline constexpr std::int64_t kMilli = 1000;
inline constexpr std::int64_t kSeatPitch = 30 * kMilli;
inline constexpr std::int64_t kRowPitch = 36 * kMilli;
inline constexpr double kMaxCoordinate = 1'000'000;

// Limits of one venue.
inline constexpr std::size_t kMaxSeats = 100'000;
inline constexpr std::size_t kMaxSections = 500;
inline constexpr std::size_t kMaxPriceZones = 200;
inline constexpr std::size_t kMaxMapObjects = 5'000;
inline constexpr std::int64_t kMaxVenueCapacity = 1'000'000;
// People in one area, and seats and places together that a show can have (rule 78).
inline constexpr std::int64_t kMaxCapacity = 20'000;
inline constexpr std::int64_t kMaxPlaces = 200'000;

struct Venue {
  VenueId id;
  Label name;
  OptionalLabel address;
  OptionalLabel city;
  OptionalLabel state;
  OptionalLabel zip;
  OptionalLabel country;
  TimeZoneName time_zone;
  std::int64_t capacity = 0;
  std::int64_t version = 1;
  // Counts the changes of the seat map: sections, zones, seats, objects.
  std::int64_t map_version = 1;
};
BOOST_DESCRIBE_STRUCT(Venue, (),
                      (id, name, address, city, state, zip, country, time_zone, capacity, version,
                       map_version))

struct Section {
  SectionId id;
  Label name;
  HexColor color;
  std::int64_t position = 0;
  std::int64_t version = 1;
  bool operator==(const Section&) const = default;
};
BOOST_DESCRIBE_STRUCT(Section, (), (id, name, color, position, version))

struct PriceZone {
  PriceZoneId id;
  Label name;
  HexColor color;
  // Absent: seats of this zone are not for sale unless a show sets a price (rule 38).
  std::optional<Money> default_price;
  std::int64_t position = 0;
  std::int64_t version = 1;
  bool operator==(const PriceZone&) const = default;
};
BOOST_DESCRIBE_STRUCT(PriceZone, (), (id, name, color, default_price, position, version))

struct Seat {
  SeatId id;
  SectionId section_id;
  Label row_name;
  Label seat_number;
  SeatType seat_type = SeatType::standard;
  bool handicap_access = false;
  std::optional<PriceZoneId> price_zone_id;
  bool is_sellable = true;
  // How many people a general admission area takes; 1 for every other type.
  std::int64_t capacity = 1;
  std::int64_t x_milli = 0;
  std::int64_t y_milli = 0;
  std::int64_t rotation_milli = 0;
  std::int64_t version = 1;
  bool operator==(const Seat&) const = default;
};
BOOST_DESCRIBE_STRUCT(Seat, (),
                      (id, section_id, row_name, seat_number, seat_type, handicap_access,
                       price_zone_id, is_sellable, capacity, x_milli, y_milli, rotation_milli,
                       version))

}  // namespace usher::venues

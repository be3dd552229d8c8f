#include "app/demo/halls.hpp"

#include <cmath>
#include <numbers>

#include "base/assert.hpp"

namespace usher::app {
namespace {

using venues::MapObject;
using venues::MapObjectKind;
using venues::MapSeat;
using venues::SeatType;

// Units: map units; neighbouring seats are one pitch apart.
constexpr double kSeatPitch = 26;
constexpr double kRowPitch = 32;
constexpr double kAisle = 34;

Label label(std::string_view text) {
  auto parsed = Label::parse(text);
  USHER_ASSERT(parsed.has_value());
  return *std::move(parsed);
}

HexColor color(std::string_view text) {
  auto parsed = HexColor::parse(text);
  USHER_ASSERT(parsed.has_value());
  return *std::move(parsed);
}

// Row names as theatres use them: no I and no O.
std::string row_letter(int row) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  return std::string(1, kLetters[static_cast<std::size_t>(row)]);
}

void add_section(venues::SeatMapBody& map, std::string_view name, std::string_view hex) {
  map.sections->push_back({std::nullopt, label(name), color(hex), {}, {}});
}

void add_zone(venues::SeatMapBody& map, std::string_view name, std::string_view hex,
              std::int64_t price_minor) {
  venues::MapPriceZone zone{std::nullopt, label(name), color(hex), {}, {}, {}};
  zone.default_price.state = Patch<Money>::State::value;
  zone.default_price.content = Money{price_minor};
  map.price_zones->push_back(std::move(zone));
}

MapObject object(MapObjectKind kind, double x, double y, double width, double height,
                 std::string_view text) {
  MapObject made;
  made.kind = kind;
  made.x = x;
  made.y = y;
  made.width = width;
  made.height = height;
  made.text = *OptionalLabel::parse(text);
  return made;
}

venues::SeatMapBody empty_map() {
  venues::SeatMapBody map;
  map.sections.emplace();
  map.price_zones.emplace();
  map.seats.emplace();
  map.objects.emplace();
  return map;
}

struct Place {
  double x = 0;
  double y = 0;
  double rotation = 0;  // degrees, clockwise
};

MapSeat seat_at(std::string_view section, std::string row, int number, std::string_view zone,
                Place place) {
  MapSeat seat;
  seat.section = label(section);
  seat.row_name = label(row);
  seat.seat_number = label(std::to_string(number));
  seat.price_zone = label(zone);
  seat.x = std::round(place.x * 10) / 10;
  seat.y = std::round(place.y * 10) / 10;
  seat.rotation = std::round(place.rotation * 10) / 10;
  return seat;
}

void make_accessible(MapSeat& seat) {
  seat.seat_type = SeatType::accessible;
  seat.handicap_access = true;
}

// A tier of curved rows around a point behind the stage: a middle block and two wings.
struct Tier {
  std::string_view section;
  double radius = 0;       // of its first row
  int middle = 0;          // seats of the middle block
  std::vector<int> wings;  // seats of each wing, row by row
};

// The rows of all tiers bend around this point.
constexpr double kFocusY = -620;

// The places of one row, left to right.
std::vector<Place> curved_row(double radius, int wing, int middle) {
  const double length = (2 * wing + middle) * kSeatPitch + 2 * kAisle;
  double along = -length / 2 + kSeatPitch / 2;
  std::vector<Place> places;
  for (int i = 0; i < 2 * wing + middle; ++i) {
    if (i == wing || i == wing + middle) along += kAisle;
    const double angle = along / radius;
    places.push_back({radius * std::sin(angle), kFocusY + radius * std::cos(angle),
                      -angle * 180 / std::numbers::pi});
    along += kSeatPitch;
  }
  return places;
}

std::string_view zone_of(const Tier& tier, std::size_t row, int seat, int wing) {
  if (tier.section != "Orchestra") return tier.section;
  const bool in_middle = seat >= wing && seat < wing + tier.middle;
  return in_middle && row < 10 ? "Premium" : "Orchestra";
}

void add_tier(venues::SeatMapBody& map, const Tier& tier) {
  for (std::size_t row = 0; row < tier.wings.size(); ++row) {
    const int wing = tier.wings[row];
    const auto places =
        curved_row(tier.radius + static_cast<double>(row) * kRowPitch, wing, tier.middle);
    const int count = static_cast<int>(places.size());
    for (int i = 0; i < count; ++i) {
      auto seat = seat_at(tier.section, row_letter(static_cast<int>(row)), i + 1,
                          zone_of(tier, row, i, wing), places[static_cast<std::size_t>(i)]);
      const bool last_row = row + 1 == tier.wings.size();
      // Wheelchair places lie at the aisles of the last orchestra row, each with a companion.
      if (tier.section == "Orchestra" && last_row) {
        if (i == wing - 1 || i == wing || i == wing + tier.middle - 1 || i == wing + tier.middle) {
          make_accessible(seat);
        } else if (i == wing - 2 || i == wing + 1 || i == wing + tier.middle - 2 ||
                   i == wing + tier.middle + 1) {
          seat.seat_type = SeatType::companion;
        }
      }
      if (tier.section == "Balcony" && (i == 0 || i == count - 1)) {
        seat.seat_type = SeatType::restricted_view;
      }
      map.seats->push_back(std::move(seat));
    }
  }
}

// Eight boxes of four on each side, along the walls.
void add_boxes(venues::SeatMapBody& map) {
  for (int side = 0; side < 2; ++side) {
    const double direction = side == 0 ? -1 : 1;
    for (int box = 0; box < 8; ++box) {
      const std::string name = (side == 0 ? "L" : "R") + std::to_string(box + 1);
      const double x = direction * (470 + box * 26);
      const double y = 70 + box * 78;
      for (int i = 0; i < 4; ++i) {
        const int behind = i / 2;
        auto seat = seat_at(
            "Boxes", name, i + 1, "Boxes",
            {x + direction * (i % 2) * kSeatPitch, y + behind * kSeatPitch, direction * -60});
        if (box == 0) seat.seat_type = SeatType::restricted_view;
        map.seats->push_back(std::move(seat));
      }
    }
  }
}

}  // namespace

venues::SeatMapBody theatre_map() {
  auto map = empty_map();
  add_section(map, "Orchestra", "#8c0f7d");
  add_section(map, "Mezzanine", "#135d45");
  add_section(map, "Balcony", "#0193d4");
  add_section(map, "Boxes", "#cb7704");
  add_zone(map, "Premium", "#8c0f7d", 7800);
  add_zone(map, "Orchestra", "#0b06eb", 5800);
  add_zone(map, "Mezzanine", "#135d45", 4600);
  add_zone(map, "Balcony", "#0193d4", 2900);
  add_zone(map, "Boxes", "#cb7704", 8500);
  map.objects->push_back(object(MapObjectKind::stage, 0, -20, 460, 70, "STAGE"));
  add_tier(map, {"Orchestra", 720, 12, {5,  5,  6,  6,  7,  7,  8,  8,  9,  9,
                                        11, 11, 12, 12, 13, 13, 14, 14, 15, 15}});
  add_tier(map, {"Mezzanine", 1430, 16, std::vector<int>(7, 12)});
  add_tier(map, {"Balcony", 1720, 16, std::vector<int>(6, 10)});
  add_boxes(map);
  USHER_ASSERT(map.seats->size() == 1200);
  return map;
}

venues::SeatMapBody studio_map() {
  constexpr int kRows = 10;
  constexpr int kPerSide = 9;
  auto map = empty_map();
  add_section(map, "Floor", "#0b06eb");
  add_section(map, "Riser", "#135d45");
  add_zone(map, "Front", "#cb7704", 2600);
  add_zone(map, "Back", "#0b06eb", 1900);
  map.objects->push_back(object(MapObjectKind::stage, 0, -40, 420, 56, "STAGE"));
  for (int row = 0; row < kRows; ++row) {
    for (int i = 0; i < 2 * kPerSide; ++i) {
      const double x = (i - kPerSide + 0.5) * kSeatPitch + (i < kPerSide ? -kAisle : kAisle) / 2;
      auto seat =
          seat_at(row < 5 ? "Floor" : "Riser", row_letter(row), i + 1, row < 4 ? "Front" : "Back",
                  {x, 40 + row * kRowPitch + (row < 5 ? 0 : kRowPitch / 2), 0});
      if (row == 4 && (i == kPerSide - 1 || i == kPerSide)) make_accessible(seat);
      if (row == 4 && (i == kPerSide - 2 || i == kPerSide + 1)) {
        seat.seat_type = SeatType::companion;
      }
      map.seats->push_back(std::move(seat));
    }
  }
  USHER_ASSERT(map.seats->size() == 180);
  return map;
}

}  // namespace usher::app

#include "venues/pretix_plan.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/json_binding.hpp"
#include "venues/loose_json.hpp"
#include "venues/rules.hpp"

namespace usher::venues {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 8> kSectionColors{
    "#6b1d5e", "#0f766e", "#b45309", "#1d4ed8", "#be185d", "#4d7c0f", "#7c3aed", "#0369a1"};
constexpr std::string_view kPlainColor = "#8d8496";
constexpr double kFontSize = 16;
constexpr std::size_t kPointsMax = 1'000;

struct Point {
  double x = 0;
  double y = 0;
  Point operator+(const Point& other) const { return {x + other.x, y + other.y}; }
};

// In the languages of those who draw such plans.
bool says(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string folded = fold_for_search(text);
  return std::ranges::any_of(words, [&](auto word) { return folded.contains(word); });
}
bool is_for_wheelchairs(std::string_view category) {
  return says(category, {"wheelchair", "rollstuhl", "silla de ruedas", "fauteuil roulant"});
}
bool is_stage(std::string_view text) {
  return says(text, {"stage", "buhne", "buehne", "escenario", "scene"});
}

HexColor color_of(const json::value* value) {
  if (value == nullptr || !value->is_string()) return {std::string(kPlainColor)};
  std::string text(value->as_string());
  if (text.size() == 4 && text[0] == '#') {
    text = {'#', text[1], text[1], text[2], text[2], text[3], text[3]};
  }
  return HexColor::parse(text).value_or(HexColor{std::string(kPlainColor)});
}

// Reads one plan; one use.
class PlanReader {
 public:
  Result<SeatingPlan> read(const json::value& data) {
    if (!data.is_object() || !data.as_object().contains("zones")) {
      return refuse_field("", "not_a_plan", "This is no seating plan of pretix.");
    }
    read_categories(data.as_object());
    read_zones(data.as_object());
    name_seats();
    if (plan_.seats.empty() && plan_.objects.empty()) {
      in_.fault("/zones", "no_seats", "The plan has no seats.");
    }
    if (plan_.seats.size() > kMaxSeats) {
      in_.fault("/zones", "too_many", "A venue has at most 100000 seats.");
    }
    if (plan_.sections.size() > kMaxSections) {
      in_.fault("/zones", "too_many", "A venue has at most 500 sections.");
    }
    if (plan_.objects.size() > kMaxMapObjects) {
      in_.fault("/zones", "too_many", "A map has at most 5000 objects.");
    }
    TRY_OK(in_.status());
    plan_.notes = in_.notes();
    return std::move(plan_);
  }

 private:
  // A seat whose number is not settled yet.
  struct Unnamed {
    std::size_t seat = 0;  // in plan_.seats
    std::string pointer;   // of its number
    std::size_t nth = 0;   // in its row, from 1
  };
  using RowKey = std::pair<std::string, std::string>;  // section and row

  Point place(const json::object& of, std::string_view member, const std::string& at) {
    const auto* value = of.if_contains(member);
    const std::string pointer = at + '/' + std::string(member);
    if (value == nullptr || value->is_null()) return {};
    const auto* object = in_.object(*value, pointer);
    if (object == nullptr) return {};
    return {in_.number(*object, "x", pointer), in_.number(*object, "y", pointer)};
  }

  void read_categories(const json::object& plan) {
    const auto categories = in_.list(plan, "categories", "", kMaxPriceZones);
    std::set<std::string> real;
    for (std::size_t i = 0; i < categories.size(); ++i) {
      const std::string at = "/categories/" + std::to_string(i);
      const auto* category = in_.object(*categories[i], at);
      if (category == nullptr) continue;
      const std::string name = in_.label(*category, "name", at);
      if (!real.insert(name).second) {
        in_.note(at + "/name", "duplicate_category", "Is taken as one with the other of its name.");
        continue;
      }
      if (name.empty()) {
        in_.note(at + "/name", "no_name", "Has no name; its seats get no price zone.");
        continue;
      }
      plan_.zones.push_back({{name}, color_of(category->if_contains("color"))});
      categories_.insert(name);
    }
  }

  void read_zones(const json::object& plan) {
    const auto zones = in_.list(plan, "zones", "", kMaxSections);
    std::vector<std::string> names(zones.size());
    std::set<std::string> real;
    for (std::size_t i = 0; i < zones.size(); ++i) {
      const std::string at = "/zones/" + std::to_string(i);
      const auto* zone = in_.object(*zones[i], at);
      if (zone != nullptr) names[i] = in_.label(*zone, "name", at);
      real.insert(names[i]);
    }
    for (std::size_t i = 0; i < zones.size(); ++i) {
      const std::string at = "/zones/" + std::to_string(i);
      if (!zones[i]->is_object()) continue;
      const auto& zone = zones[i]->as_object();
      const auto rows = in_.list(zone, "rows", at, kMaxSeats);
      if (names[i].empty() && !rows.empty()) {
        names[i] = free_name("Section ", i + 1, real);
        real.insert(names[i]);
        in_.note(at + "/name", "no_name", "Had no name; it is \"" + names[i] + "\" now.");
      }
      const Point origin = place(zone, "position", at);
      if (!rows.empty()) {
        add_section(names[i]);
        read_rows(names[i], rows, origin, at);
      }
      read_areas(zone, origin, at);
    }
  }

  static std::string free_name(const std::string& stem, std::size_t first,
                               const std::set<std::string>& taken) {
    std::size_t number = first;
    while (taken.contains(stem + std::to_string(number))) ++number;
    return stem + std::to_string(number);
  }

  void add_section(const std::string& name) {
    if (!sections_.insert(name).second) return;
    const auto color = kSectionColors[plan_.sections.size() % kSectionColors.size()];
    plan_.sections.push_back({{name}, {std::string(color)}});
  }

  void read_rows(const std::string& section, const LooseJson::List& rows, Point origin,
                 const std::string& zone) {
    std::vector<std::string> names(rows.size());
    auto& real = rows_[section];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string at = zone + "/rows/" + std::to_string(i);
      const auto* row = in_.object(*rows[i], at);
      if (row == nullptr) continue;
      names[i] = in_.label(*row, row->contains("row_number") ? "row_number" : "row_label", at);
      if (!names[i].empty()) real.insert(names[i]);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i]->is_object()) continue;
      const std::string at = zone + "/rows/" + std::to_string(i);
      const auto& row = rows[i]->as_object();
      const auto seats = in_.list(row, "seats", at, kMaxSeats);
      if (names[i].empty() && !seats.empty()) {
        names[i] = free_name("", i + 1, real);
        real.insert(names[i]);
        in_.note(at + "/row_number", "no_name", "Had no name; it is \"" + names[i] + "\" now.");
      }
      const Point start = origin + place(row, "position", at);
      for (std::size_t j = 0; j < seats.size(); ++j) {
        read_seat(section, names[i], *seats[j], start, at + "/seats/" + std::to_string(j), j + 1);
      }
    }
  }

  void read_seat(const std::string& section, const std::string& row, const json::value& value,
                 Point start, const std::string& at, std::size_t nth) {
    const auto* seat = in_.object(value, at);
    if (seat == nullptr) return;
    SeatLine line;
    line.section = {section};
    line.row_name = {row};
    const char* const member = seat->contains("seat_number") ? "seat_number" : "seat_label";
    line.seat_number = {in_.label(*seat, member, at)};
    const std::string category = in_.label(*seat, "category", at);
    line.has_price_zone = true;
    if (categories_.contains(category)) {
      line.price_zone = Label{category};
    } else if (!category.empty()) {
      in_.note(at + "/category", "unknown_category",
               "The plan has no category \"" + category + "\"; the seat gets no price zone.");
    }
    const auto* wheelchair = seat->if_contains("wheelchair");
    const bool flagged = wheelchair != nullptr && wheelchair->is_bool() && wheelchair->as_bool();
    const bool accessible = flagged || is_for_wheelchairs(category);
    line.seat_type = accessible ? SeatType::accessible : SeatType::standard;
    line.handicap_access = accessible;
    const Point where = start + place(*seat, "position", at);
    line.x_milli = in_.milli(where.x, at + "/position/x");
    line.y_milli = in_.milli(where.y, at + "/position/y");
    const std::string pointer = at + '/' + member;
    const auto index = plan_.seats.size();
    if (line.seat_number.value.empty() ||
        !numbers_[{section, row}].insert(line.seat_number.value).second) {
      unnamed_.push_back({index, pointer, nth});
    }
    plan_.seats.push_back(std::move(line));
  }

  // Once every real number is known: seats without one, and the second of a number.
  void name_seats() {
    for (const auto& [index, pointer, nth] : unnamed_) {
      auto& seat = plan_.seats[index];
      auto& taken = numbers_[{seat.section.value, seat.row_name.value}];
      const std::string given = seat.seat_number.value;
      if (given.empty()) {
        seat.seat_number.value = free_name("", nth, taken);
        in_.note(pointer, "no_number",
                 "Had no number; it is \"" + seat.seat_number.value + "\" now.");
      } else {
        for (int n = 2; taken.contains(seat.seat_number.value); ++n) {
          seat.seat_number.value = given + " (" + std::to_string(n) + ")";
        }
        in_.note(pointer, "duplicate_number",
                 "Another seat of row \"" + seat.row_name.value + "\" has this number; it is \"" +
                     seat.seat_number.value + "\" now.");
      }
      taken.insert(seat.seat_number.value);
    }
  }

  void read_areas(const json::object& zone, Point origin, const std::string& zone_at) {
    const auto areas = in_.list(zone, "areas", zone_at, kMaxMapObjects);
    for (std::size_t i = 0; i < areas.size(); ++i) {
      const std::string at = zone_at + "/areas/" + std::to_string(i);
      if (const auto* area = in_.object(*areas[i], at)) read_area(*area, origin, at);
    }
  }

  struct Caption {
    std::string text;
    Point offset;
    double size = kFontSize;
  };
  Caption read_caption(const json::object& area, const std::string& at) {
    const auto* value = area.if_contains("text");
    Caption caption;
    if (value == nullptr || value->is_null()) return caption;
    if (value->is_string()) {
      caption.text = in_.caption(area, "text", at);
      return caption;
    }
    const auto* given = in_.object(*value, at + "/text");
    if (given == nullptr) return caption;
    caption.text = in_.caption(*given, "text", at + "/text");
    caption.offset = place(*given, "position", at + "/text");
    caption.size = in_.size(*given, "size", at + "/text", kFontSize);
    return caption;
  }

  void read_area(const json::object& area, Point origin, const std::string& at) {
    const Point corner = origin + place(area, "position", at);
    const Caption caption = read_caption(area, at);
    std::string shape = in_.label(area, "shape", at);
    if (shape.empty()) shape = "rectangle";
    MapObject object;
    object.color = color_of(area.if_contains("color"));
    if (const double turned = in_.number(area, "rotation", at); turned != 0) {
      object.rotation = turned;
    }
    if (!take_shape(object, shape, area, corner, caption.text, at)) {
      if (caption.text.empty()) {
        if (shape != "text") in_.note(at, "not_drawn", "Has no size; it is left out.");
        return;
      }
      object.kind = MapObjectKind::label;
      object.font_size = caption.size;
      object.x = corner.x + caption.offset.x;
      object.y = corner.y + caption.offset.y;
    }
    if (!caption.text.empty()) object.text = OptionalLabel{caption.text};
    in_.milli(object.x, at + "/position/x");
    in_.milli(object.y, at + "/position/y");
    plan_.objects.push_back(std::move(object));
  }

  // False when there is nothing to draw but the caption.
  bool take_shape(MapObject& object, const std::string& shape, const json::object& area,
                  Point corner, const std::string& caption, const std::string& at) {
    if (shape == "text") return false;
    if (shape == "circle" || shape == "ellipse")
      return take_ellipse(object, shape, area, corner, at);
    if (shape == "polygon") return take_polygon(object, area, corner, at);
    if (shape != "rectangle") {
      in_.note(at + "/shape", "unknown_shape", "There is no shape \"" + shape + "\".");
    }
    const auto* given = area.if_contains("rectangle");
    const bool nested = given != nullptr && !given->is_null();
    const std::string where = nested ? at + "/rectangle" : at;
    const auto* size = nested ? in_.object(*given, where) : &area;
    if (size == nullptr) return false;
    const double width = in_.size(*size, "width", where, 0);
    const double height = in_.size(*size, "height", where, 0);
    if (!(width > 0 && height > 0)) return false;
    object.kind = is_stage(caption) ? MapObjectKind::stage : MapObjectKind::rectangle;
    object.x = corner.x + width / 2;
    object.y = corner.y + height / 2;
    object.width = width;
    object.height = height;
    return true;
  }

  bool take_ellipse(MapObject& object, const std::string& shape, const json::object& area,
                    Point middle, const std::string& at) {
    const auto* given = area.if_contains(shape);
    const auto* size = given == nullptr ? nullptr : in_.object(*given, at + '/' + shape);
    if (size == nullptr) return false;
    const std::string where = at + '/' + shape;
    const auto* radius = size->if_contains("radius");
    Point half;
    if (radius != nullptr && radius->is_object()) {
      half = {in_.size(radius->as_object(), "x", where + "/radius", 0),
              in_.size(radius->as_object(), "y", where + "/radius", 0)};
    } else {
      half.x = half.y = in_.size(*size, "radius", where, 0);
    }
    if (!(half.x > 0 && half.y > 0)) return false;
    object.kind = MapObjectKind::ellipse;
    object.x = middle.x;
    object.y = middle.y;
    object.width = 2 * half.x;
    object.height = 2 * half.y;
    return true;
  }

  bool take_polygon(MapObject& object, const json::object& area, Point corner,
                    const std::string& at) {
    const auto* given = area.if_contains("polygon");
    const auto* polygon = given == nullptr ? nullptr : in_.object(*given, at + "/polygon");
    if (polygon == nullptr) return false;
    const auto list = in_.list(*polygon, "points", at + "/polygon", kPointsMax);
    if (list.size() < 2) return false;
    SizedList<MapPoint, 2, kPointsMax> points;
    Point sum;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string where = at + "/polygon/points/" + std::to_string(i);
      const auto* point = in_.object(*list[i], where);
      if (point == nullptr) return false;
      const Point p =
          corner + Point{in_.number(*point, "x", where), in_.number(*point, "y", where)};
      in_.milli(p.x, where + "/x");
      in_.milli(p.y, where + "/y");
      points.push_back({p.x, p.y});
      sum = sum + p;
    }
    object.kind = MapObjectKind::polygon;
    object.x = sum.x / static_cast<double>(list.size());
    object.y = sum.y / static_cast<double>(list.size());
    object.points = std::move(points);
    return true;
  }

  LooseJson in_;
  SeatingPlan plan_;
  std::set<std::string> categories_;
  std::set<std::string> sections_;
  std::map<std::string, std::set<std::string>> rows_;
  std::map<RowKey, std::set<std::string>> numbers_;
  std::vector<Unnamed> unnamed_;
};

}  // namespace

bool looks_like_plan(std::string_view bytes) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '{';
}

Result<SeatingPlan> read_pretix_plan(std::string_view bytes) {
  const auto decoded = decode_text(bytes);
  if (!decoded) return refuse_field("", decoded.error().code, decoded.error().detail);
  TRY(const auto data, parse_json(decoded->text));
  return PlanReader().read(data);
}

MapConversion conversion_of(const SeatingPlan& plan) {
  MapConversion conversion;
  std::unordered_map<std::string, std::string> sections, zones;
  const auto name_all = [](const auto& from, const char* stem, auto& ids, auto& into) {
    for (const auto& division : from) {
      const auto position = static_cast<std::int64_t>(into.size());
      std::string id = stem + std::to_string(position + 1);
      ids[division.name.value] = id;
      into.push_back({std::move(id), division.name, division.color, position});
    }
  };
  name_all(plan.sections, "section-", sections, conversion.map.sections);
  name_all(plan.zones, "zone-", zones, conversion.map.price_zones);
  for (const auto& line : plan.seats) {
    ConvertedSeat seat;
    seat.section_id = sections[line.section.value];
    seat.row_name = line.row_name;
    seat.seat_number = line.seat_number;
    seat.seat_type = *line.seat_type;
    seat.handicap_access = *line.handicap_access;
    if (line.price_zone) seat.price_zone_id = zones[line.price_zone->value];
    seat.x = from_milli(*line.x_milli);
    seat.y = from_milli(*line.y_milli);
    conversion.map.seats.push_back(std::move(seat));
  }
  conversion.map.objects = plan.objects;
  conversion.notes = plan.notes;
  return conversion;
}

}  // namespace usher::venues

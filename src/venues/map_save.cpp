#include "venues/map_save.hpp"

#include <algorithm>
#include <cmath>

namespace usher::venues {
namespace {

// Finds the present division that a given one means: by its id, else by its name, unless the list
// names that division by its id elsewhere.
template <class T, class List>
const T* find_meant(const std::vector<T>& present, const List& list, std::size_t index) {
  using IdType = decltype(T::id);
  const auto id_in = [](const auto& given) { return IdType::parse(given.id.value_or("")); };
  const auto by_id = std::ranges::find(present, id_in(list[index]), &T::id);
  if (by_id != present.end()) return &*by_id;
  const auto named = std::ranges::find(present, list[index].name, &T::name);
  if (named == present.end()) return nullptr;
  const bool listed =
      std::ranges::any_of(list, [&](const auto& given) { return id_in(given) == named->id; });
  return listed ? nullptr : &*named;
}

template <class T, class IdType>
bool has(const std::vector<T>& items, IdType id) {
  return std::ranges::find(items, id, &T::id) != items.end();
}

template <class T>
bool has_name(const std::vector<T>& items, const Label& name) {
  return std::ranges::find(items, name, &T::name) != items.end();
}

}  // namespace

Result<DecidedChange> MapSave::decide() {
  index();
  take_sections();
  take_price_zones();
  take_seats();
  take_objects();
  take_background();
  TRY_OK(std::move(faults_).status());
  TRY_OK(refuse_duplicates(duplicates_, change_.sections));
  TRY_OK(check_divisions());
  place();
  auto change = std::make_shared<MapChange>(std::move(change_));
  change->compare();
  TRY_OK(check_bounds(*change));
  return DecidedChange(std::move(change));
}

void MapSave::index() {
  for (const auto& seat : base_->seats) {
    old_by_id_[seat.id] = &seat;
    old_by_label_[label_key(seat.section_id, seat.row_name, seat.seat_number)] = &seat;
  }
}

void MapSave::take_sections() {
  if (body_.sections) change_.sections.clear();
  const std::size_t count = body_.sections ? body_.sections->size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& given = (*body_.sections)[i];
    const Section* meant = find_meant(base_->sections, *body_.sections, i);
    Section section =
        meant != nullptr
            ? *meant
            : Section{ids_.next<SectionId>(), {}, palette_color(i), static_cast<std::int64_t>(i)};
    section.name = given.name;
    section.color = given.color.value_or(section.color);
    if (given.position) section.position = given.position->value;
    if (meant != nullptr && section != *meant) ++section.version;
    const std::string pointer = "/sections/" + std::to_string(i);
    if (has(change_.sections, section.id)) {
      faults_.add(pointer + "/id", "duplicate_section", "This section is in the list twice.");
    }
    if (has_name(change_.sections, section.name)) {
      faults_.add(pointer + "/name", "duplicate_section", "Another section has this name.");
    }
    if (given.id) section_refs_[*given.id] = section.id;
    change_.sections.push_back(std::move(section));
  }
  for (const auto& section : change_.sections) {
    section_refs_[section.id.text()] = section.id;
    section_names_[section.name.value] = section.id;
  }
}

void MapSave::take_price_zones() {
  if (body_.price_zones) change_.zones.clear();
  const std::size_t count = body_.price_zones ? body_.price_zones->size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& given = (*body_.price_zones)[i];
    const PriceZone* meant = find_meant(base_->zones, *body_.price_zones, i);
    PriceZone zone =
        meant != nullptr
            ? *meant
            : PriceZone{
                  ids_.next<PriceZoneId>(), {}, palette_color(i), {}, static_cast<std::int64_t>(i)};
    zone.name = given.name;
    zone.color = given.color.value_or(zone.color);
    given.default_price.apply_to(zone.default_price);
    if (given.position) zone.position = given.position->value;
    if (meant != nullptr && zone != *meant) ++zone.version;
    const std::string pointer = "/price_zones/" + std::to_string(i);
    if (has(change_.zones, zone.id)) {
      faults_.add(pointer + "/id", "duplicate_price_zone", "This zone is in the list twice.");
    }
    if (has_name(change_.zones, zone.name)) {
      faults_.add(pointer + "/name", "duplicate_price_zone", "Another zone has this name.");
    }
    if (given.id) zone_refs_[*given.id] = zone.id;
    change_.zones.push_back(std::move(zone));
  }
  for (const auto& zone : change_.zones) {
    zone_refs_[zone.id.text()] = zone.id;
    zone_names_[zone.name.value] = zone.id;
  }
}

void MapSave::take_seats() {
  if (!body_.seats) {
    change_.seats = base_->seats;
    for (const auto& seat : base_->seats) claimed_.insert(seat.id);
    return;
  }
  change_.seats.reserve(body_.seats->size());
  labels_.reserve(body_.seats->size());
  for (const auto& given : *body_.seats) listed_.insert(SeatId::parse(given.id.value_or("")));
  for (std::size_t i = 0; i < body_.seats->size(); ++i) take_seat((*body_.seats)[i], i);
}

SectionId MapSave::section_of(const MapSeat& given, const std::string& pointer) {
  const auto& refs = given.section_id ? section_refs_ : section_names_;
  if (!given.section_id && !given.section) {
    const auto old = old_by_id_.find(SeatId::parse(given.id.value_or("")));
    if (old != old_by_id_.end()) return old->second->section_id;
    faults_.add(pointer + "/section_id", "required", "Is missing.");
    return {};
  }
  const auto found = refs.find(given.section_id ? *given.section_id : given.section->value);
  if (found != refs.end()) return found->second;
  faults_.add(pointer + (given.section_id ? "/section_id" : "/section"), "unknown_section",
              "The map has no such section.");
  return {};
}

const Seat* MapSave::claim(const MapSeat& given, SectionId section, const std::string& pointer) {
  const auto by_id = old_by_id_.find(SeatId::parse(given.id.value_or("")));
  if (by_id != old_by_id_.end()) {
    if (claimed_.insert(by_id->first).second) return by_id->second;
    faults_.add(pointer + "/id", "duplicate_id", "This seat is in the list twice.");
    return nullptr;
  }
  // Else the label tells which seat is meant, unless the list names that seat by its id.
  const auto by_label = old_by_label_.find(label_key(section, given.row_name, given.seat_number));
  if (by_label == old_by_label_.end() || listed_.contains(by_label->second->id)) return nullptr;
  return claimed_.insert(by_label->second->id).second ? by_label->second : nullptr;
}

void MapSave::take_seat(const MapSeat& given, std::size_t index) {
  const std::string pointer = "/seats/" + std::to_string(index);
  const SectionId section = section_of(given, pointer);
  const Seat* meant = claim(given, section, pointer);
  Seat seat;
  if (meant != nullptr) {
    seat = *meant;
  } else {
    seat.id = ids_.next<SeatId>();
    seat.handicap_access = is_accessible_by_default(given.seat_type.value_or(SeatType::standard));
    if (!given.x && !given.y) unplaced_.insert(seat.id);
  }
  seat.section_id = section;
  seat.row_name = given.row_name;
  seat.seat_number = given.seat_number;
  fill(seat, given, pointer);
  if (!labels_.insert(label_key(section, seat.row_name, seat.seat_number)).second) {
    duplicates_.push_back(seat);
  }
  change_.seats.push_back(std::move(seat));
}

void MapSave::fill(Seat& seat, const MapSeat& given, const std::string& pointer) {
  seat.seat_type = given.seat_type.value_or(seat.seat_type);
  seat.handicap_access = given.handicap_access.value_or(seat.handicap_access);
  seat.is_sellable = given.is_sellable.value_or(seat.is_sellable);
  const bool is_area = seat.seat_type == SeatType::general_admission;
  seat.capacity = given.capacity ? given.capacity->value : (is_area ? seat.capacity : 1);
  if (auto fits = check_capacity(seat.seat_type, seat.capacity, pointer + "/capacity"); !fits) {
    faults_.take(std::move(fits).error());
  }
  if (given.price_zone_id.is_null() && !given.price_zone) seat.price_zone_id.reset();
  if (given.price_zone_id.has_value() || given.price_zone) {
    const bool by_id = given.price_zone_id.has_value();
    const auto& refs = by_id ? zone_refs_ : zone_names_;
    const auto found = refs.find(by_id ? given.price_zone_id.value() : given.price_zone->value);
    if (found != refs.end()) {
      seat.price_zone_id = found->second;
    } else {
      faults_.add(pointer + (by_id ? "/price_zone_id" : "/price_zone"), "unknown_price_zone",
                  "The map has no such price zone.");
    }
  }
  read_milli(given.x, pointer + "/x", seat.x_milli);
  read_milli(given.y, pointer + "/y", seat.y_milli);
  read_milli(given.rotation, pointer + "/rotation", seat.rotation_milli);
}

void MapSave::read_milli(std::optional<double> value, const std::string& pointer,
                         std::int64_t& target) {
  if (!value) return;
  if (const auto milli = to_milli(*value, pointer))
    target = *milli;
  else
    faults_.take(milli.error());
}

void MapSave::check_size(std::optional<double> value, const std::string& pointer) {
  std::int64_t unused = 0;
  read_milli(value, pointer, unused);
  if (value && *value < 0) faults_.add(pointer, "out_of_range", "Must not be negative.");
}

void MapSave::take_objects() {
  if (!body_.objects) return;
  auto& objects = change_.objects.emplace();
  std::unordered_set<std::int64_t> present, used;
  for (const auto& row : base_->objects) present.insert(row.id);
  for (std::size_t i = 0; i < body_.objects->size(); ++i) {
    MapObject object = (*body_.objects)[i];
    const std::string pointer = "/objects/" + std::to_string(i);
    std::int64_t id = parse_id(object.id.value_or(""));
    if (!present.contains(id) || !used.insert(id).second) id = ids_.next_value();
    object.id = format_id(id);
    std::int64_t unused = 0;
    read_milli(object.x, pointer + "/x", unused);
    read_milli(object.y, pointer + "/y", unused);
    check_size(object.width, pointer + "/width");
    check_size(object.height, pointer + "/height");
    read_milli(object.rotation, pointer + "/rotation", unused);
    check_size(object.font_size, pointer + "/font_size");
    for (const auto& point : object.points.value_or(SizedList<MapPoint, 2, 1'000>{})) {
      read_milli(point.x, pointer + "/points", unused);
      read_milli(point.y, pointer + "/points", unused);
    }
    objects.push_back({id, to_json_text(object)});
  }
}

void MapSave::take_background() {
  if (body_.background.is_null()) change_.background.emplace();
  if (!body_.background.has_value()) return;
  const MapBackground& background = body_.background.value();
  std::int64_t unused = 0;
  read_milli(background.x, "/background/x", unused);
  read_milli(background.y, "/background/y", unused);
  check_size(background.width, "/background/width");
  check_size(background.height, "/background/height");
  const double opacity = background.opacity.value_or(1);
  if (!(opacity >= 0 && opacity <= 1)) {
    faults_.add("/background/opacity", "out_of_range", "Must be from 0 to 1.");
  }
  change_.background.emplace(to_json_text(background));
}

Status MapSave::check_divisions() const {
  // Without a list of seats, those that stay must not lose their section or zone.
  for (const auto& seat : change_.seats) {
    if (!has(change_.sections, seat.section_id)) {
      return refuse(ErrorKind::conflict, "section_has_seats",
                    "A section that the map leaves out still has seats.");
    }
    if (seat.price_zone_id && !has(change_.zones, *seat.price_zone_id)) {
      return refuse(ErrorKind::conflict, "price_zone_in_use",
                    "A price zone that the map leaves out still has seats.");
    }
  }
  return {};
}

void MapSave::place() {
  if (!unplaced_.empty()) place_among(change_.seats, change_.sections, unplaced_);
}

SeatMapPreview preview_of(const MapChange& change, const std::unordered_set<SeatId>& used) {
  constexpr std::size_t kNamed = 1'000;
  SeatMapPreview preview;
  preview.version = change.base->venue.map_version;
  preview.created = static_cast<std::int64_t>(change.created.size());
  preview.updated = static_cast<std::int64_t>(change.updated.size());
  preview.removed = static_cast<std::int64_t>(change.removed.size());
  preview.in_use = static_cast<std::int64_t>(used.size());
  if (used.empty()) return preview;
  const auto add = [&](const Seat& old, SeatChange what) {
    ++preview.changed_in_use;
    if (what == SeatChange::removed) ++preview.removed_in_use;
    if (preview.changes.size() == kNamed) return;
    const auto section = std::ranges::find(change.base->sections, old.section_id, &Section::id);
    preview.changes.push_back({old.id,
                               section == change.base->sections.end() ? Label{} : section->name,
                               old.row_name, old.seat_number, what});
  };
  const std::unordered_set<SeatId> removed(change.removed.begin(), change.removed.end());
  for (const auto& seat : change.base->seats) {
    if (removed.contains(seat.id) && used.contains(seat.id)) add(seat, SeatChange::removed);
  }
  for (const auto& [old, seat] : change.updated) {
    if (!used.contains(seat->id)) continue;
    if (!same_label(*old, *seat))
      add(*old, SeatChange::relabelled);
    else if (old->price_zone_id != seat->price_zone_id)
      add(*old, SeatChange::rezoned);
    else
      add(*old, SeatChange::changed);
  }
  return preview;
}

}  // namespace usher::venues

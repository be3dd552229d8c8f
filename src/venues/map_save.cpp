#include "venues/map_save.hpp"

#include <algorithm>
#include <cmath>

namespace usher::venues {
namespace {

std::string label_key(SectionId section, const Label& row, const Label& number) {
  return section.text() + '\n' + row.value + '\n' + number.value;
}

bool same_label(const Seat& a, const Seat& b) {
  return a.section_id == b.section_id && a.row_name == b.row_name && a.seat_number == b.seat_number;
}

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

Error duplicate_seats(const std::vector<Seat>& duplicates) {
  constexpr std::size_t kNamed = 100;
  Error error{ErrorKind::conflict, "duplicate_seat",
              "A section has each row and number once only."};
  boost::json::array named;
  for (const auto& seat : duplicates) {
    if (named.size() == kNamed) break;
    named.push_back(boost::json::object{{"section_id", seat.section_id.text()},
                                        {"row_name", seat.row_name.value},
                                        {"seat_number", seat.seat_number.value}});
  }
  error.members["duplicates"] = std::move(named);
  return error;
}

}  // namespace

Status MapSave::decide() {
  load();
  take_sections();
  take_price_zones();
  take_seats();
  take_objects();
  check_background();
  TRY_OK(std::move(faults_).status());
  if (!duplicates_.empty()) return refuse(duplicate_seats(duplicates_));
  TRY_OK(check_divisions());
  place();
  return {};
}

MapSave::Counts MapSave::count() const {
  Counts counts;
  for (const auto& seat : seats_) {
    const auto old = old_by_id_.find(seat.id);
    if (old == old_by_id_.end())
      ++counts.created;
    else if (*old->second != seat)
      ++counts.updated;
  }
  counts.removed = static_cast<std::int64_t>(old_seats_.size() - claimed_.size());
  return counts;
}

Result<MapSave::Counts> MapSave::run() {
  TRY_OK(decide());
  TRY_OK(tell_removals());
  write_divisions();
  write_seats();
  remove_divisions();
  if (body_.objects) replace_map_objects(tx_, venue_, objects_);
  if (body_.background.is_null()) update_background(tx_, venue_, std::nullopt);
  if (body_.background.has_value()) {
    update_background(tx_, venue_, to_json_text(body_.background.value()));
  }
  return count();
}

Result<SeatMapPreview> MapSave::preview() {
  TRY_OK(decide());
  SeatMapPreview preview;
  const Counts counts = count();
  preview.created = counts.created;
  preview.updated = counts.updated;
  preview.removed = counts.removed;
  std::unordered_set<SeatId> used;
  TRY_OK(tx_.emit(SeatUseAsked{venue_, &used}));
  preview.in_use = static_cast<std::int64_t>(used.size());
  if (used.empty()) return preview;
  for (const auto& seat : old_seats_) {
    if (used.contains(seat.id) && !claimed_.contains(seat.id)) {
      add_change(preview, seat, SeatChange::removed);
    }
  }
  for (const auto& seat : seats_) {
    const auto old = old_by_id_.find(seat.id);
    if (old == old_by_id_.end() || !used.contains(seat.id) || *old->second == seat) continue;
    const Seat& was = *old->second;
    if (!same_label(was, seat))
      add_change(preview, was, SeatChange::relabelled);
    else if (was.price_zone_id != seat.price_zone_id)
      add_change(preview, was, SeatChange::rezoned);
    else
      add_change(preview, was, SeatChange::changed);
  }
  return preview;
}

void MapSave::add_change(SeatMapPreview& preview, const Seat& old, SeatChange change) const {
  constexpr std::size_t kNamed = 1'000;
  ++preview.changed_in_use;
  if (change == SeatChange::removed) ++preview.removed_in_use;
  if (preview.changes.size() == kNamed) return;
  const auto section = std::ranges::find(old_sections_, old.section_id, &Section::id);
  preview.changes.push_back({old.id, section == old_sections_.end() ? Label{} : section->name,
                             old.row_name, old.seat_number, change});
}

void MapSave::load() {
  old_sections_ = list_sections(tx_, venue_);
  old_zones_ = list_price_zones(tx_, venue_);
  old_seats_ = list_seats(tx_, venue_);
  for (const auto& seat : old_seats_) {
    old_by_id_[seat.id] = &seat;
    old_by_label_[label_key(seat.section_id, seat.row_name, seat.seat_number)] = &seat;
  }
}

void MapSave::take_sections() {
  if (!body_.sections) sections_ = old_sections_;
  const std::size_t count = body_.sections ? body_.sections->size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& given = (*body_.sections)[i];
    const Section* meant = find_meant(old_sections_, *body_.sections, i);
    Section section =
        meant != nullptr
            ? *meant
            : Section{ids_.next<SectionId>(), {}, palette_color(i), static_cast<std::int64_t>(i)};
    section.name = given.name;
    section.color = given.color.value_or(section.color);
    if (given.position) section.position = given.position->value;
    if (meant != nullptr && section != *meant) ++section.version;
    const std::string pointer = "/sections/" + std::to_string(i);
    if (has(sections_, section.id)) {
      faults_.add(pointer + "/id", "duplicate_section", "This section is in the list twice.");
    }
    if (has_name(sections_, section.name)) {
      faults_.add(pointer + "/name", "duplicate_section", "Another section has this name.");
    }
    if (given.id) section_refs_[*given.id] = section.id;
    sections_.push_back(std::move(section));
  }
  for (const auto& section : sections_) {
    section_refs_[section.id.text()] = section.id;
    section_names_[section.name.value] = section.id;
  }
}

void MapSave::take_price_zones() {
  if (!body_.price_zones) zones_ = old_zones_;
  const std::size_t count = body_.price_zones ? body_.price_zones->size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& given = (*body_.price_zones)[i];
    const PriceZone* meant = find_meant(old_zones_, *body_.price_zones, i);
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
    if (has(zones_, zone.id)) {
      faults_.add(pointer + "/id", "duplicate_price_zone", "This zone is in the list twice.");
    }
    if (has_name(zones_, zone.name)) {
      faults_.add(pointer + "/name", "duplicate_price_zone", "Another zone has this name.");
    }
    if (given.id) zone_refs_[*given.id] = zone.id;
    zones_.push_back(std::move(zone));
  }
  for (const auto& zone : zones_) {
    zone_refs_[zone.id.text()] = zone.id;
    zone_names_[zone.name.value] = zone.id;
  }
}

void MapSave::take_seats() {
  if (!body_.seats) {
    seats_ = old_seats_;
    for (const auto& seat : old_seats_) claimed_.insert(seat.id);
    return;
  }
  seats_.reserve(body_.seats->size());
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
  seats_.push_back(std::move(seat));
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

void MapSave::take_objects() {
  if (!body_.objects) return;
  std::unordered_set<std::int64_t> present, used;
  for (const auto& row : list_map_objects(tx_, venue_)) present.insert(row.id);
  for (std::size_t i = 0; i < body_.objects->size(); ++i) {
    MapObject object = (*body_.objects)[i];
    const std::string pointer = "/objects/" + std::to_string(i);
    std::int64_t id = parse_id(object.id.value_or(""));
    if (!present.contains(id) || !used.insert(id).second) id = ids_.next_value();
    object.id = format_id(id);
    std::int64_t unused = 0;
    read_milli(object.x, pointer + "/x", unused);
    read_milli(object.y, pointer + "/y", unused);
    read_milli(object.width, pointer + "/width", unused);
    read_milli(object.height, pointer + "/height", unused);
    read_milli(object.rotation, pointer + "/rotation", unused);
    read_milli(object.font_size, pointer + "/font_size", unused);
    for (const auto& point : object.points.value_or(SizedList<MapPoint, 2, 1'000>{})) {
      read_milli(point.x, pointer + "/points", unused);
      read_milli(point.y, pointer + "/points", unused);
    }
    objects_.push_back({id, to_json_text(object)});
  }
}

void MapSave::check_background() {
  if (!body_.background.has_value()) return;
  const MapBackground& background = body_.background.value();
  std::int64_t unused = 0;
  read_milli(background.x, "/background/x", unused);
  read_milli(background.y, "/background/y", unused);
  read_milli(background.width, "/background/width", unused);
  read_milli(background.height, "/background/height", unused);
  const double opacity = background.opacity.value_or(1);
  if (!(opacity >= 0 && opacity <= 1)) {
    faults_.add("/background/opacity", "out_of_range", "Must be from 0 to 1.");
  }
}

Status MapSave::check_divisions() const {
  // Without a list of seats, those that stay must not lose their section or zone.
  for (const auto& seat : seats_) {
    if (!has(sections_, seat.section_id)) {
      return refuse(ErrorKind::conflict, "section_has_seats",
                    "A section that the map leaves out still has seats.");
    }
    if (seat.price_zone_id && !has(zones_, *seat.price_zone_id)) {
      return refuse(ErrorKind::conflict, "price_zone_in_use",
                    "A price zone that the map leaves out still has seats.");
    }
  }
  return {};
}

Status MapSave::tell_removals() {
  SeatsRemoving removing{venue_, {}};
  for (const auto& seat : old_seats_) {
    if (!claimed_.contains(seat.id)) removing.seat_ids.push_back(seat.id);
  }
  if (!removing.seat_ids.empty()) TRY_OK(tx_.emit(removing));
  for (const auto& section : old_sections_) {
    if (has(sections_, section.id)) continue;
    TRY_OK(tx_.emit(SectionRemoving{venue_, section.id}));
  }
  for (const auto& zone : old_zones_) {
    if (has(zones_, zone.id)) continue;
    TRY_OK(tx_.emit(PriceZoneRemoving{venue_, zone.id}));
  }
  return {};
}

void MapSave::place() {
  if (unplaced_.empty()) return;
  sort_naturally(seats_, sections_);
  std::vector<bool> flags;
  flags.reserve(seats_.size());
  for (const auto& seat : seats_) flags.push_back(unplaced_.contains(seat.id));
  place_seats(seats_, flags);
}

void MapSave::write_divisions() {
  // First out of the way of each other's names, then to the final ones.
  if (body_.sections) {
    for (auto section : old_sections_) {
      section.name = {section.id.text()};
      update_section(tx_, section);
    }
    for (const auto& section : sections_) {
      if (has(old_sections_, section.id))
        update_section(tx_, section);
      else
        insert_section(tx_, venue_, section);
    }
  }
  if (body_.price_zones) {
    for (auto zone : old_zones_) {
      zone.name = {zone.id.text()};
      update_price_zone(tx_, zone);
    }
    for (const auto& zone : zones_) {
      if (has(old_zones_, zone.id))
        update_price_zone(tx_, zone);
      else
        insert_price_zone(tx_, venue_, zone);
    }
  }
}

void MapSave::write_seats() {
  for (const auto& seat : old_seats_) {
    if (!claimed_.contains(seat.id)) delete_seat(tx_, seat.id);
  }
  // As with the names: seats may have changed places.
  for (const auto& seat : seats_) {
    const auto old = old_by_id_.find(seat.id);
    if (old == old_by_id_.end()) continue;
    if (!same_label(*old->second, seat)) park_seat(tx_, seat.id);
  }
  for (const auto& seat : seats_) {
    const auto old = old_by_id_.find(seat.id);
    if (old == old_by_id_.end())
      insert_seat(tx_, venue_, seat);
    else
      update_seat(tx_, *old->second, seat);
  }
}

void MapSave::remove_divisions() {
  for (const auto& section : old_sections_) {
    if (!has(sections_, section.id)) delete_section(tx_, section.id);
  }
  for (const auto& zone : old_zones_) {
    if (!has(zones_, zone.id)) delete_price_zone(tx_, zone.id);
  }
}

}  // namespace usher::venues

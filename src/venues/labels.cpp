#include "venues/labels.hpp"

#include <charconv>
#include <map>
#include <tuple>
#include <unordered_map>

namespace usher::venues {
namespace {

// So many are named in a refusal; its detail counts all.
constexpr std::size_t kNamed = 1'000;

std::unordered_map<SectionId, std::string_view> names_of(const std::vector<Section>& sections) {
  std::unordered_map<SectionId, std::string_view> names;
  for (const auto& section : sections) names[section.id] = section.name.value;
  return names;
}

bool is_area(const Seat& seat) { return seat.seat_type == SeatType::general_admission; }

void append_labels(std::vector<SeatLabel>& labels, const Seat& seat, std::string_view section) {
  const std::int64_t places = is_area(seat) ? seat.capacity : 1;
  for (std::int64_t place = 1; place <= places; ++place) {
    labels.push_back(
        {seat.id, std::string(section), seat.row_name.value,
         is_area(seat) ? place_number(seat.seat_number, place) : seat.seat_number.value});
  }
}

// "GA-17" as "GA" and 17; place 0 when it is no such number.
std::pair<std::string_view, std::int64_t> place_of(std::string_view number) {
  const auto hyphen = number.rfind('-');
  if (hyphen == std::string_view::npos) return {number, 0};
  const auto digits = number.substr(hyphen + 1);
  std::int64_t place = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place);
  const bool plain = error == std::errc() && end == digits.data() + digits.size() &&
                     !digits.starts_with('0') && place > 0;
  return {number.substr(0, hyphen), plain ? place : 0};
}

boost::json::array named(const std::vector<SeatLabel>& labels) {
  boost::json::array list;
  for (const auto& label : labels) {
    if (list.size() == kNamed) break;
    list.push_back(boost::json::object{{"seat_id", label.seat_id.text()},
                                       {"section", label.section},
                                       {"row_name", label.row_name},
                                       {"seat_number", label.seat_number}});
  }
  return list;
}

}  // namespace

std::string place_number(const Label& area, std::int64_t place) {
  return area.value + '-' + std::to_string(place);
}

Status check_places(std::int64_t total) {
  if (total <= kMaxPlaces) return {};
  return refuse(ErrorKind::conflict, "too_many_places",
                "A show has at most 200000 seats and places of areas; these are " +
                    std::to_string(total) + ".");
}

Error labels_taken(const std::vector<SeatLabel>& taken) {
  Error error{ErrorKind::conflict, "seat_label_taken",
              std::to_string(taken.size()) +
                  " seats would have a label that another seat of a show keeps, because it is sold "
                  "or held. Give them other rows or numbers."};
  error.members["duplicates"] = named(taken);
  return error;
}

bool same_label(const Seat& a, const Seat& b) {
  return a.section_id == b.section_id && a.row_name == b.row_name && a.seat_number == b.seat_number;
}

std::string label_key(SectionId section, const Label& row, const Label& number) {
  return section.text() + '\n' + row.value + '\n' + number.value;
}

std::vector<SeatLabel> new_labels(const Labelled& before, const Labelled& after) {
  const auto old_names = names_of(before.sections);
  const auto names = names_of(after.sections);
  std::unordered_map<SeatId, const Seat*> known;
  known.reserve(before.seats.size());
  for (const auto& seat : before.seats) known[seat.id] = &seat;
  std::vector<SeatLabel> labels;
  for (const auto& seat : after.seats) {
    const auto name = names.find(seat.section_id);
    if (name == names.end()) continue;
    const auto old = known.find(seat.id);
    if (old != known.end()) {
      const Seat& was = *old->second;
      const auto old_name = old_names.find(was.section_id);
      const bool same = old_name != old_names.end() && old_name->second == name->second &&
                        was.row_name == seat.row_name && was.seat_number == seat.seat_number &&
                        is_area(was) == is_area(seat) && was.capacity == seat.capacity;
      if (same) continue;
    }
    append_labels(labels, seat, name->second);
  }
  return labels;
}

std::vector<Seat> clashes_with_places(std::span<const Seat> seats) {
  using Key = std::tuple<SectionId, std::string_view, std::string_view>;
  std::map<Key, std::int64_t> areas;
  for (const auto& seat : seats) {
    if (is_area(seat)) {
      areas[{seat.section_id, seat.row_name.value, seat.seat_number.value}] = seat.capacity;
    }
  }
  std::vector<Seat> clashes;
  if (areas.empty()) return clashes;
  for (const auto& seat : seats) {
    if (is_area(seat)) continue;
    const auto [number, place] = place_of(seat.seat_number.value);
    const auto area = areas.find({seat.section_id, seat.row_name.value, number});
    if (place > 0 && area != areas.end() && place <= area->second) clashes.push_back(seat);
  }
  return clashes;
}

Status check_kept_labels(const store::EventBus& events, store::Queries& q, VenueId venue,
                         const std::vector<SeatLabel>& labels) {
  if (labels.empty()) return {};
  std::vector<SeatLabel> taken;
  events.ask(q, LabelsAsked{venue, &labels, &taken});
  if (taken.empty()) return {};
  return refuse(labels_taken(taken));
}

Status check_unused(const store::EventBus& events, store::Queries& q, VenueId venue,
                    const std::vector<SeatId>& seats) {
  if (seats.empty()) return {};
  std::unordered_set<SeatId> used;
  events.ask(q, SeatUseAsked{venue, &used, &seats});
  boost::json::array in_use;
  for (const auto seat : seats) {
    if (used.contains(seat) && in_use.size() < kNamed) in_use.emplace_back(seat.text());
  }
  if (in_use.empty()) return {};
  Error error{ErrorKind::conflict, "seat_in_use",
              "A seat is sold or held for a show and cannot be removed."};
  error.members["seat_ids"] = std::move(in_use);
  return refuse(std::move(error));
}

Status refuse_duplicates(const std::vector<Seat>& duplicates,
                         const std::vector<Section>& sections) {
  if (duplicates.empty()) return {};
  constexpr std::size_t kDuplicatesNamed = 100;
  const auto names = names_of(sections);
  boost::json::array list;
  for (const auto& seat : duplicates) {
    if (list.size() == kDuplicatesNamed) break;
    const auto name = names.find(seat.section_id);
    list.push_back(
        boost::json::object{{"section_id", seat.section_id.text()},
                            {"section", name == names.end() ? std::string_view{} : name->second},
                            {"row_name", seat.row_name.value},
                            {"seat_number", seat.seat_number.value}});
  }
  Error error{ErrorKind::conflict, "duplicate_seat",
              "A section has each row and number once only."};
  error.members["duplicates"] = std::move(list);
  return refuse(std::move(error));
}

}  // namespace usher::venues

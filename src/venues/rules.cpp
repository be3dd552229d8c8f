#include "venues/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace usher::venues {
namespace {

constexpr std::array<std::string_view, 8> kPalette{"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                                   "#56b4e9", "#d55e00", "#f0e442", "#5d5d5d"};

struct RowSpan {
  std::size_t begin;
  std::size_t end;
};

std::vector<RowSpan> rows_of(const std::vector<Seat>& seats) {
  std::vector<RowSpan> rows;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const bool same = !rows.empty() && seats[rows.back().begin].section_id == seats[i].section_id &&
                      seats[rows.back().begin].row_name == seats[i].row_name;
    if (!same) rows.push_back({i, i});
    rows.back().end = i + 1;
  }
  return rows;
}

// Puts the unplaced seats of a row to the right of its last placed one. False when none is placed.
bool continue_row(std::vector<Seat>& seats, const std::vector<bool>& unplaced, RowSpan row) {
  const Seat* last = nullptr;
  for (std::size_t i = row.begin; i < row.end; ++i) {
    if (!unplaced[i] && (last == nullptr || seats[i].x_milli > last->x_milli)) last = &seats[i];
  }
  if (last == nullptr) return false;
  std::int64_t x = last->x_milli;
  const std::int64_t y = last->y_milli;
  for (std::size_t i = row.begin; i < row.end; ++i) {
    if (!unplaced[i]) continue;
    x += kSeatPitch;
    seats[i].x_milli = x;
    seats[i].y_milli = y;
  }
  return true;
}

}  // namespace

HexColor palette_color(std::size_t n) { return {std::string(kPalette[n % kPalette.size()])}; }

void place_seats(std::vector<Seat>& seats, const std::vector<bool>& unplaced) {
  std::optional<std::int64_t> lowest;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (!unplaced[i]) lowest = std::max(lowest.value_or(seats[i].y_milli), seats[i].y_milli);
  }
  std::int64_t y = lowest ? *lowest + 2 * kRowPitch : 0;
  std::optional<SectionId> section_before;
  for (const RowSpan row : rows_of(seats)) {
    if (std::none_of(unplaced.begin() + static_cast<std::ptrdiff_t>(row.begin),
                     unplaced.begin() + static_cast<std::ptrdiff_t>(row.end), std::identity())) {
      continue;
    }
    if (continue_row(seats, unplaced, row)) continue;
    const SectionId section = seats[row.begin].section_id;
    if (section_before && *section_before != section) y += kRowPitch;  // a gap between sections
    section_before = section;
    const auto count = static_cast<std::int64_t>(row.end - row.begin);
    std::int64_t x = -(count - 1) * kSeatPitch / 2;
    for (std::size_t i = row.begin; i < row.end; ++i) {
      seats[i].x_milli = x;
      seats[i].y_milli = y;
      x += kSeatPitch;
    }
    y += kRowPitch;
  }
}

void place_among(std::vector<Seat>& seats, const std::vector<Section>& sections,
                 const std::unordered_set<SeatId>& unplaced) {
  sort_naturally(seats, sections);
  std::vector<bool> flags;
  flags.reserve(seats.size());
  for (const auto& seat : seats) flags.push_back(unplaced.contains(seat.id));
  place_seats(seats, flags);
}

bool is_accessible_by_default(SeatType type) { return type == SeatType::accessible; }

Status check_capacity(SeatType type, std::int64_t capacity, const std::string& pointer) {
  if (capacity == 1 || type == SeatType::general_admission) return {};
  return refuse_field(pointer, "not_allowed", "Only general admission areas have a capacity.");
}

Result<std::int64_t> to_milli(double value, const std::string& pointer) {
  if (!std::isfinite(value) || std::abs(value) > kMaxCoordinate) {
    return refuse_field(pointer, "out_of_range", "Must be from -1000000 to 1000000.");
  }
  return std::llround(value * static_cast<double>(kMilli));
}

void sort_naturally(std::vector<Seat>& seats, const std::vector<Section>& sections) {
  std::unordered_map<SectionId, std::size_t> ranks;
  for (std::size_t i = 0; i < sections.size(); ++i) ranks[sections[i].id] = i;
  std::unordered_map<std::string, std::string> keys;
  const auto key_of = [&](const Label& label) -> const std::string& {
    const auto [known, is_new] = keys.try_emplace(label.value);
    if (is_new) known->second = natural_sort_key(label.value);
    return known->second;
  };
  // References into an unordered_map stay valid while it grows.
  using Key = std::tuple<std::size_t, const std::string&, const std::string&, SeatId>;
  std::vector<Key> order;
  order.reserve(seats.size());
  for (const auto& seat : seats) {
    order.emplace_back(ranks[seat.section_id], key_of(seat.row_name), key_of(seat.seat_number),
                       seat.id);
  }
  std::vector<std::size_t> places(seats.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::sort(places, [&](std::size_t a, std::size_t b) { return order[a] < order[b]; });
  std::vector<Seat> sorted;
  sorted.reserve(seats.size());
  for (const std::size_t place : places) sorted.push_back(std::move(seats[place]));
  seats = std::move(sorted);
}

}  // namespace usher::venues

// Purpose: pure decisions about venues: colours, where new seats stand, what a seat may be.
// Place: venues.
#pragma once
#include <cstddef>
#include <optional>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "venues/types.hpp"

namespace usher::venues {

// The colour of the nth section or price zone whose colour nobody chose; neighbours are easy to
// tell apart, also for people who see red and green alike. Source: Okabe and Ito, 2008.
HexColor palette_color(std::size_t n);

// Gives places to seats that have none, so that every chart can draw them: beside the last seat of
// their row where the row exists, else in new rows below everything else, section by section, each
// row centred. `seats` are in natural order; `unplaced[i]` says that seats[i] has no place yet.
void place_seats(std::vector<Seat>& seats, const std::vector<bool>& unplaced);

// The same for those of `unplaced`; afterwards the seats are in natural order.
void place_among(std::vector<Seat>& seats, const std::vector<Section>& sections,
                 const std::unordered_set<SeatId>& unplaced);

// Whether people in wheelchairs can use a seat of this type when nobody said.
bool is_accessible_by_default(SeatType type);

// Errors: invalid at `pointer`: a capacity above 1 needs a general admission area.
Status check_capacity(SeatType type, std::int64_t capacity, const std::string& pointer);

// A number of a request in thousandths. Errors: invalid at `pointer` when it is out of bounds.
Result<std::int64_t> to_milli(double value, const std::string& pointer);
// Thousandths as a number for an answer.
inline double from_milli(std::int64_t milli) {
  return static_cast<double>(milli) / static_cast<double>(kMilli);
}

// The order of labels within a venue, with keys that are made once per label. Rows first, then
// numbers; sections by their position in `sections`.
void sort_naturally(std::vector<Seat>& seats, const std::vector<Section>& sections);

}  // namespace usher::venues

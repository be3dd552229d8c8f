// Purpose: where the seats of a house are and which of them are neighbours. Place: inventory, pure.
//
// Built once per layout, then shared read-only by the judging of gaps and the search for the best
// seats. Callers name a seat by its index in the list that they gave to build_grid(); inside, the
// seats lie in "slots": section by section, row by row, from one end of the row to the other.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace usher::inventory {

// Whom a place is for. Places of `standing` areas have no neighbours; they are suggested where
// seats are not.
enum class SeatUse : std::uint8_t { ordinary, accessible, companion, restricted_view, standing };

// The states that a caller passes, one byte per seat, in the order given to build_grid().
enum class Vacancy : std::uint8_t {
  free = 0,
  taken = 1,            // held, sold, blocked or not for sale
  other_allotment = 2,  // free, but only for somebody else: ends a run like a wall (rule 46)
};

inline constexpr std::int64_t kNotForSale = -1;

// One seat as the caller knows it. Units: x and y are map units, y grows away from the stage.
struct GridSeat {
  std::int32_t section = 0;
  std::int32_t row = 0;     // natural order of the row within its section
  std::int32_t number = 0;  // the seat number, or its natural order where it is not a number
  float x = 0;
  float y = 0;
  std::int32_t zone = 0;
  SeatUse use = SeatUse::ordinary;
  std::int64_t price_minor = kNotForSale;
  std::int64_t area = 0;  // the same for all places of a standing area; 0: a seat
};

struct GridPoint {
  float x = 0;
  float y = 0;
};

struct GridOptions {
  // Where the best seat would be. Without it: horizontally centred, a third of the way back.
  std::optional<GridPoint> focus{};
  // The middle of the stage, for maps on which the stage is not at the top.
  std::optional<GridPoint> stage{};
};

struct GridRow {
  std::int32_t section = 0;
  std::int32_t row = 0;
  std::uint32_t begin = 0;  // slots [begin, end)
  std::uint32_t end = 0;
  std::int64_t least_cost = 0;  // of all its seats
};

// Plain data; copied or shared read-only between threads.
struct SeatGrid {
  std::vector<GridRow> rows;  // neighbouring rows of a section follow one another
  // Per slot:
  std::vector<std::uint32_t> seat;  // the caller's index
  std::vector<std::uint8_t> wall;   // 1: no neighbour before this slot; one more at the end
  std::vector<SeatUse> use;
  std::vector<std::int32_t> zone;
  std::vector<std::int64_t> price;
  std::vector<std::int64_t> area;
  std::vector<GridPoint> place;
  std::vector<std::int64_t> cost;       // distance from the focus; kCostPerSeat = one seat's width
  std::vector<std::int64_t> cost_upto;  // prefix sums of cost: [a, b) costs [b] - [a]
  // Per seat:
  std::vector<std::uint32_t> slot;
  std::vector<std::uint32_t> row_of;  // index into rows
  float seat_width = 1;               // the usual distance between neighbours
  std::int64_t cost_max = 1;

  std::size_t size() const { return seat.size(); }
  void set_price(std::uint32_t seat_index, std::int64_t price_minor) {
    price[slot[seat_index]] = price_minor;
  }
  // A wheelchair place is sold on its own: alone it is no orphan.
  bool may_be_orphan(std::uint32_t at) const {
    return use[at] == SeatUse::ordinary || use[at] == SeatUse::restricted_view;
  }
};

inline constexpr std::int64_t kCostPerSeat = 1000;

// Orders seats into rows and finds the aisles: a distance of much more than the row's usual one
// ends the neighbourhood. Seats without coordinates are laid out by row and number.
SeatGrid build_grid(std::span<const GridSeat> seats, const GridOptions& options = {});

}  // namespace usher::inventory

// Purpose: the one judge of gaps in a row, for chart, hold and suggestion. Place: inventory, pure.
// Source: rules 8 and 46.
//
// A run is a stretch of free neighbours, ended by a taken seat, a seat of another allotment, an
// aisle or the end of the row. A seat of another price does not end it. A selection makes an
// orphan where it leaves exactly one ordinary seat of a run alone.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "inventory/seat_grid.hpp"

namespace usher::inventory {

struct GapVerdict {
  // The seats that the selection would leave alone: reason for a warning.
  std::vector<std::uint32_t> orphans;
  // Of these, the seats whose run has room for as many seats without leaving one alone: only
  // they may be a reason to refuse (`orphan_seat`). Empty when the selection may stand.
  std::vector<std::uint32_t> avoidable;
};

// `selection` are seats that are free in `states` (indices as given to build_grid()); what is
// selected but not free is looked over.
GapVerdict judge_gaps(const SeatGrid& grid, std::span<const std::uint8_t> states,
                      std::span<const std::uint32_t> selection);

// The same for `count` neighbouring slots that are all free, without the lists; `free` says for
// each slot whether its seat is free.
int orphans_beside(const SeatGrid& grid, std::span<const std::uint8_t> free, std::uint32_t begin,
                   std::uint32_t count);

}  // namespace usher::inventory

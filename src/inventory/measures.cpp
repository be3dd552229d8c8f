// What inventory counts.
#include "inventory/boards.hpp"
#include "inventory/inventory.hpp"

namespace usher::inventory {
namespace {

constexpr Measure kBoards{"usher_seat_boards", MeasureKind::gauge,
                          "Shows whose seats are kept in memory."};
constexpr Measure kStreams{"usher_seat_streams", MeasureKind::gauge,
                           "Open charts that are told of changes."};
constexpr Measure kSeats{"usher_seats", MeasureKind::gauge,
                         "Seats of the shows in memory, all of them and those that can be had."};
constexpr Measure kHolds{"usher_holds_total", MeasureKind::counter,
                         "Wishes to hold seats that came to a write lane: held, or why not."};

}  // namespace

void Inventory::say_measures(MeasureReader& reader) const {
  FreeSeats sum;
  const auto boards = boards_->all();
  for (const auto& board : boards) {
    const auto seats = board->free_seats();
    sum.total += seats.total;
    sum.available += seats.available;
  }
  reader.number(kBoards, static_cast<double>(boards.size()));
  reader.number(kStreams, static_cast<double>(streams()));
  reader.number(kSeats, {{"state", "all"}}, static_cast<double>(sum.total));
  reader.number(kSeats, {{"state", "available"}}, static_cast<double>(sum.available));
  holds_.say(reader, kHolds);
}

}  // namespace usher::inventory

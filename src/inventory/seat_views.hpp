// Purpose: from boards to what clients see. Place: inventory; private to it.
#pragma once
#include <span>
#include <vector>

#include "inventory/best_available.hpp"
#include "inventory/seat_board.hpp"
#include "inventory/views.hpp"

namespace usher::inventory {

ShowSeatView seat_view(const Layout& layout, const SeatView& seat);
std::vector<ShowSeatView> seat_views(const SeatBoard& board, std::span<const std::uint32_t> seats);
StatisticsView statistics(const SeatBoard& board);
std::vector<RowCounts> row_counts(const SeatBoard& board);
shows::Availability availability_of(const SeatBoard& board);

}  // namespace usher::inventory

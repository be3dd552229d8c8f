// Purpose: from boards to what clients see. Place: inventory; private to it.
#pragma once
#include <span>
#include <vector>

#include "inventory/best_available.hpp"
#include "inventory/seat_board.hpp"
#include "inventory/views.hpp"

namespace usher::inventory {

// Only staff are told whose allotment a seat is.
enum class For : std::uint8_t { everybody, staff };

// The view's price with all fees of one ticket.
void add_fees(ShowSeatView& view, const SaleTerms& terms);
ShowSeatView seat_view(const Layout& layout, const SeatView& seat, For whom = For::everybody);
std::vector<ShowSeatView> seat_views(const SeatBoard& board, std::span<const std::uint32_t> seats,
                                     For whom = For::everybody);
StatisticsView statistics(const SeatBoard& board);
std::vector<RowCounts> row_counts(const SeatBoard& board);
// In the order of the board's list.
std::vector<AllotmentCounts> count_allotments(const SeatBoard& board);
shows::Availability availability_of(const SeatBoard& board, Timestamp now);

}  // namespace usher::inventory

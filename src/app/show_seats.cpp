#include "app/show_seats.hpp"

#include "inventory/seat_views.hpp"

namespace usher::app {

boost::asio::awaitable<Result<std::vector<tickets::SeatLabel>>> ShowSeats::seats(
    ShowId show) const {
  CO_TRY(const auto board, co_await inventory_.board(show));
  std::vector<tickets::SeatLabel> labels;
  const auto layout = board->layout();
  for (const auto& each : board->views()) {
    auto seat = inventory::seat_view(*layout, each);
    labels.push_back(
        {std::move(seat.section), std::move(seat.row_name), std::move(seat.seat_number)});
  }
  co_return labels;
}

}  // namespace usher::app

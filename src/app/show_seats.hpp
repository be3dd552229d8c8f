// Purpose: a show's seats for tickets, which may not look at inventory's boards. Place: app.
#pragma once
#include "inventory/inventory.hpp"
#include "tickets/sheets.hpp"

namespace usher::app {

// Thread-safe; `inventory` outlives it.
class ShowSeats final : public tickets::ShowSeatSource {
 public:
  explicit ShowSeats(inventory::Inventory& inventory) : inventory_(inventory) {}
  boost::asio::awaitable<Result<std::vector<tickets::SeatLabel>>> seats(ShowId show) const override;

 private:
  inventory::Inventory& inventory_;
};

}  // namespace usher::app

// Purpose: the seats of an order's tickets through its life, of however many shows: those of all
// shows or none (rule 66). Place: orders; private to it.
#pragma once
#include <vector>

#include "inventory/inventory.hpp"
#include "orders/repository.hpp"

namespace usher::orders {

// All functions run inside the caller's transaction, which has the turns of the order's shows.
// Thread-safe: it has no state. Lives as long as Orders.
class TicketKeeper {
 public:
  explicit TicketKeeper(inventory::Inventory& inventory) : inventory_(inventory) {}

  // Moves the end of the claims of an unpaid order. False when not all seats are the order's any
  // more; then nothing is changed.
  bool keep_until(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                  Timestamp until);
  // The order is paid. False when a seat is somebody else's by now; then nothing is changed.
  bool sell(store::Transaction& tx, const Order& order, const std::vector<Line>& lines);
  // What was given back is the order's again; the same.
  bool sell_again(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                  const std::vector<OrderItemId>& chosen);
  // The order ends unpaid. Its holds leave their session the time that was left of them.
  void let_go(store::Transaction& tx, const Order& order, const std::vector<Line>& lines);
  // Seats of tickets that are void: back on sale or kept blocked. `inside`: lines somebody has been
  // admitted with, whose seats are not sold again; a cancelled show returns no stock (rule 45).
  void give_back(store::Transaction& tx, const Order& order, const std::vector<Line>& lines,
                 const std::vector<OrderItemId>& chosen, const std::vector<OrderItemId>& inside,
                 bool release);
  // Puts seats on sale that were kept blocked when they were given back; the same bounds.
  void release_kept(store::Transaction& tx, const std::vector<Line>& lines,
                    const std::vector<OrderItemId>& chosen, const std::vector<OrderItemId>& inside);

 private:
  inventory::Inventory& inventory_;
};

// Whether tickets of all shows of the lines may be sold. Errors: as of check_sold().
Status check_shows_sold(store::Queries& q, const std::vector<ShowId>& shows);
// Those that were cancelled.
std::vector<ShowId> cancelled_of(store::Queries& q, const std::vector<ShowId>& shows);

}  // namespace usher::orders

// Purpose: what orders tells the slices above, inside the transaction of the cause. Place: orders.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "orders/types.hpp"

namespace usher::orders {

// One seat that was paid, with the labels it was sold under (rule 51: they never change).
struct SoldItem {
  OrderItemId id;
  ShowId show;
  ShowSeatId show_seat;
  SeatId seat;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;  // "" when the show has no types
  Money price;              // captured; what this seat cost before discount, fees and tax
  Money total;              // its exact share of the order's total (rule 12)
};

// An order was made (pending) or has got another status, in the transaction of that. A refund that
// leaves its order partially refunded is a step too.
struct OrderStepped {
  OrderId order;
  OrderStatus to = OrderStatus::pending;
};

// Emitted exactly once per order, in the transaction that marks it paid (rule 17): issue tickets.
struct OrderPaid {
  OrderId order;
  std::string order_number;
  std::string customer_name;
  std::string customer_email;
  Currency currency;
  Timestamp paid_at;
  std::vector<SoldItem> items;
  std::string locale{};  // the language that the buyer reads (BCP 47); "" when unknown
};

// Emitted in the transaction that records the refund as requested: their tickets are void at once
// (rule 19), whatever becomes of the money. Never emitted twice for one item.
struct ItemsRefunded {
  OrderId order;
  std::vector<OrderItemId> items;
  bool seats_released = false;
};

// Emitted when a refund came to nothing and its tickets are good again; the seats are the order's.
struct ItemsReinstated {
  OrderId order;
  std::vector<OrderItemId> items;
};

// Emitted when it was corrected whom an order is for.
struct CustomerChanged {
  OrderId order;
  std::string customer_name;
  std::string customer_email;
};

}  // namespace usher::orders

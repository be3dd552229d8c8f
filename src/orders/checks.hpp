// Purpose: proves orders' invariants on any database (usher check). Place: orders.
#pragma once
#include <vector>

#include "base/finding.hpp"
#include "base/ids.hpp"
#include "store/transaction.hpp"

namespace usher::orders {

// Rule 12: totals add up and the items' shares are the total. Rule 18: what an order says has come
// back is within what it cost, and its status agrees.
void check(store::Queries& q, Findings& findings);

// A paid seat that was not refunded: a living ticket must stand for it (rule 20).
struct PaidItem {
  OrderItemId item;
  OrderId order;
  ShowSeatId show_seat;
};
std::vector<PaidItem> list_paid_items(store::Queries& q);

// What each paid order says has come back of the payment that counts.
struct RefundedSum {
  OrderId order;
  std::int64_t attempt = 0;
  Money refunded;
};
std::vector<RefundedSum> list_refunded_sums(store::Queries& q);

// What an order's own rows say that its books must say (rule 86).
struct Books {
  OrderId order;
  std::optional<std::int64_t> paid_attempt;
  Money sold;       // its total, once it is paid
  Money refunds;    // asked for and not come to nothing
  Money requested;  // of them: not given back yet
};
std::vector<Books> list_books(store::Queries& q);

}  // namespace usher::orders

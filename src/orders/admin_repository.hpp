// Purpose: the lists and sums that staff see. Place: orders.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "orders/admin_views.hpp"
#include "store/transaction.hpp"

namespace usher::orders {

struct RevenueRow {
  ShowId show;
  Currency currency;
  std::int64_t orders = 0;
  Money revenue;
  Money refunded;
};
BOOST_DESCRIBE_STRUCT(RevenueRow, (), (show, currency, orders, revenue, refunded))

struct TicketsRow {
  ShowId show;
  std::int64_t tickets = 0;
};
BOOST_DESCRIBE_STRUCT(TicketsRow, (), (show, tickets))

std::vector<OrderSummary> list_orders(store::Queries& q, const OrderFilter& filter,
                                      const OrderPlace& after, std::int64_t limit);
std::int64_t count_orders(store::Queries& q, const OrderFilter& filter);
// The key by which the list is sorted, for the place of the next page.
OrderPlace place_of(const OrderSummary& order, OrderSort sort);

// Sales of one currency, counted where they were paid.
struct SalesRow {
  std::int64_t slot = 0;
  Currency currency;
  std::int64_t orders = 0;
  std::int64_t tickets = 0;
  Money revenue;
  Money refunded;
};
BOOST_DESCRIBE_STRUCT(SalesRow, (), (slot, currency, orders, tickets, revenue, refunded))

// Days of every time zone begin at a multiple of it.
inline constexpr std::int64_t kSalesSlotMs = 900'000;

// By slots of kSalesSlotMs since 1970, of what was paid in [from, to).
std::vector<SalesRow> sales_by_slot(store::Queries& q, Timestamp from, Timestamp to);
// Tickets that had been sold before `at` and not refunded by then.
std::vector<TicketsRow> tickets_by_show_at(store::Queries& q, Timestamp at);
// What each show's part of the orders brought.
std::vector<RevenueRow> revenue_by_show(store::Queries& q);
std::vector<CurrencyTotals> totals_of_paid(store::Queries& q);
std::vector<TicketsRow> tickets_by_show(store::Queries& q);
std::int64_t count_pending(store::Queries& q);
std::int64_t count_incidents(store::Queries& q);

}  // namespace usher::orders

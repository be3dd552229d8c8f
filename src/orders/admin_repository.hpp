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

std::vector<RevenueRow> revenue_by_show(store::Queries& q);
std::vector<TicketsRow> tickets_by_show(store::Queries& q);
std::int64_t count_pending(store::Queries& q);
std::int64_t count_incidents(store::Queries& q);

}  // namespace usher::orders

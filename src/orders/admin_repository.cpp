#include "orders/admin_repository.hpp"

#include <limits>

#include "base/text.hpp"
#include "orders/sql.hpp"

namespace usher::orders {
namespace {

// The pattern of a LIKE that finds `text` anywhere; nullopt finds everything.
std::optional<std::string> pattern_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::string pattern = "%";
  for (const char c : fold_for_search(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

std::string_view sort_name(OrderSort sort) {
  switch (sort) {
    case OrderSort::total_up:
      return "total_up";
    case OrderSort::total_down:
      return "total_down";
    case OrderSort::newest:
    case OrderSort::oldest:
      break;
  }
  return "id";
}

}  // namespace

namespace {

// A row of the list as it is read.
struct SummaryRow {
  OrderId id;
  std::string order_number;
  store::LaneKeys keys;
  OrderStatus status = OrderStatus::pending;
  std::string customer_name;
  std::string customer_email;
  Currency currency;
  Money total;
  Money refunded;
  std::int64_t tickets = 0;
  Timestamp created_at;
  std::optional<Timestamp> paid_at;
  std::string incident;
};
BOOST_DESCRIBE_STRUCT(SummaryRow, (),
                      (id, order_number, keys, status, customer_name, customer_email, currency,
                       total, refunded, tickets, created_at, paid_at, incident))

std::vector<OrderSummary> summaries(std::vector<SummaryRow> rows) {
  std::vector<OrderSummary> list;
  for (auto& row : rows) {
    list.push_back({row.id, std::move(row.order_number), show_of(row.keys), shows_of(row.keys),
                    row.status, std::move(row.customer_name), std::move(row.customer_email),
                    std::move(row.currency), row.total, row.refunded, row.tickets, row.created_at,
                    row.paid_at, std::move(row.incident)});
  }
  return list;
}

}  // namespace

std::vector<OrderSummary> list_orders(store::Queries& q, const OrderFilter& filter,
                                      const OrderPlace& after, std::int64_t limit) {
  const auto pattern = pattern_of(filter.text);
  if (filter.sort == OrderSort::newest) {
    const std::int64_t below =
        after.begin ? std::numeric_limits<std::int64_t>::max() : after.id.value;
    return summaries(q.all<SummaryRow>(sql::list_newest, filter.show, filter.status, filter.from,
                                       filter.to, pattern, below, limit));
  }
  const std::int64_t above = after.begin ? std::numeric_limits<std::int64_t>::min() : after.key;
  return summaries(q.all<SummaryRow>(sql::list_sorted, filter.show, filter.status, filter.from,
                                     filter.to, pattern, sort_name(filter.sort), above, after.id,
                                     limit));
}

std::int64_t count_orders(store::Queries& q, const OrderFilter& filter) {
  return q
      .find<std::int64_t>(sql::count_orders, filter.show, filter.status, filter.from, filter.to,
                          pattern_of(filter.text))
      .value_or(0);
}

OrderPlace place_of(const OrderSummary& order, OrderSort sort) {
  switch (sort) {
    case OrderSort::total_up:
      return {order.total.minor, order.id, false};
    case OrderSort::total_down:
      return {-order.total.minor, order.id, false};
    case OrderSort::newest:
    case OrderSort::oldest:
      break;
  }
  return {order.id.value, order.id, false};
}

std::vector<SalesRow> sales_by_slot(store::Queries& q, Timestamp from, Timestamp to) {
  return q.all<SalesRow>(sql::sales_by_slot, from, to);
}

std::vector<TicketsRow> tickets_by_show_at(store::Queries& q, Timestamp at) {
  return q.all<TicketsRow>(sql::tickets_by_show_at, at);
}

std::vector<RevenueRow> revenue_by_show(store::Queries& q) {
  return q.all<RevenueRow>(sql::revenue_by_show);
}

std::vector<CurrencyTotals> totals_of_paid(store::Queries& q) {
  return q.all<CurrencyTotals>(sql::totals_of_paid);
}

std::vector<TicketsRow> tickets_by_show(store::Queries& q) {
  return q.all<TicketsRow>(sql::tickets_by_show);
}

std::int64_t count_pending(store::Queries& q) {
  return q.find<std::int64_t>(sql::count_pending, q.now()).value_or(0);
}

std::int64_t count_incidents(store::Queries& q) {
  return q.find<std::int64_t>(sql::count_incidents).value_or(0);
}

}  // namespace usher::orders

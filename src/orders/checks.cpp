#include "orders/checks.hpp"

#include <fmt/format.h>

#include <boost/describe/class.hpp>

#include "orders/sql.hpp"

namespace usher::orders {

BOOST_DESCRIBE_STRUCT(PaidItem, (), (item, order, show_seat))

void check(store::Queries& q, Findings& findings) {
  const auto report = [&](const store::Query& query, int rule, std::string_view what) {
    for (const auto order : q.all<OrderId>(query)) {
      findings.add(rule, fmt::format("order {}: {}", order.text(), what));
    }
  };
  report(sql::list_broken_totals, 12, "the total is not subtotal − discount + fees + tax");
  report(sql::list_broken_shares, 12, "the shares of its items do not add up to it");
  report(sql::list_broken_refund_states, 18,
         "what was refunded does not agree with its total and status");
}

std::vector<PaidItem> list_paid_items(store::Queries& q) {
  return q.all<PaidItem>(sql::list_paid_items);
}

}  // namespace usher::orders

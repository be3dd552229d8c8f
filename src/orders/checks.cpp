#include "orders/checks.hpp"

#include <fmt/format.h>

#include <boost/describe/class.hpp>

#include "orders/sql.hpp"
#include "shows/shows.hpp"

namespace usher::orders {

BOOST_DESCRIBE_STRUCT(PaidItem, (), (item, order, show_seat))
BOOST_DESCRIBE_STRUCT(RefundedSum, (), (order, attempt, refunded))

BOOST_DESCRIBE_STRUCT(Books, (), (order, paid_attempt, sold, refunds, requested))

std::vector<Books> list_books(store::Queries& q) { return q.all<Books>(sql::list_books); }

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
  report(sql::list_refunded_with_tickets, 18, "everything was given back, and a ticket is left");
  report(sql::list_broken_adjustments, 62,
         "a line does not cost its list price less its adjustments");
  report(sql::list_wrong_keys, 66, "it has tickets of a show whose turn its steps do not take");
  report(sql::list_broken_tenders, 62,
         "what its tenders say does not agree with its total and state");
  report(sql::list_broken_refunds, 62, "the lines of a refund and its legs differ");
  report(sql::list_refunded_beyond_captured, 62, "a tender gives back more than it has captured");
  report(sql::list_wrong_incidents, 10, "lists show another incident than the newest that is open");
  for (const auto& show : shows::list_cancelled_shows(q)) {
    for (const auto order :
         q.all<OrderId>(sql::list_paid_after_cancelling, show.id, show.cancelled_at)) {
      findings.add(15, fmt::format("order {}: paid after show {} was cancelled, and its tickets "
                                   "are valid",
                                   order.text(), show.id.text()));
    }
  }
}

std::vector<RefundedSum> list_refunded_sums(store::Queries& q) {
  return q.all<RefundedSum>(sql::list_refunded_sums);
}

std::vector<PaidItem> list_paid_items(store::Queries& q) {
  return q.all<PaidItem>(sql::list_paid_items);
}

}  // namespace usher::orders

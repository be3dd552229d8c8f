// Purpose: the ways back from a refund that came to nothing, and money back of a payment that was
// never the order's. Place: orders.
//
// Tickets are void from the moment a refund is requested (rule 19). Should the provider refuse it
// or a bank send it back, the buyer has neither money nor ticket: an incident says so, and staff
// ask for the money again or make the tickets good again.
#include <set>

#include "orders/bookings.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::string_view kFailed = "refund_failed";

bool is_failed(const payments::Refund& refund) {
  return refund.status == payments::RefundStatus::failed;
}

}  // namespace

Status Orders::on_refund_failed(store::Transaction& tx, const payments::RefundFailed& event) {
  const auto order = find_order(tx, event.refund.order);
  USHER_ASSERT(order.has_value());
  const auto& refund = event.refund;
  note(tx, order->id, std::string(kFailed), "provider", refund.failure);
  const bool counts = order->paid_attempt == refund.attempt;
  // The money is here again; the tickets stay void and the order what it is (rule 10).
  if (event.was_completed && counts) {
    take_back_refunded(tx, order->id, refund.amount);
    take_back_refunded_of_tender(tx, order->id, refund.attempt, refund.amount);
  }
  change_refund_leg(tx, order->id, refund.number, payments::RefundStatus::failed);
  undo_refund(tx, refund);
  record(tx, {}, "order.refund_failed", *order,
         "{\"number\":" + std::to_string(refund.number) + "}");
  if (refund.outside() && refund.decision == payments::RefundDecision::nothing && counts)
    return undo_outside(tx, *order, refund);
  raise(tx, order->id, std::string(kFailed), std::to_string(refund.number),
        format_money(refund.amount, refund.currency) + ": " + refund.failure);
  return {};
}

// A refund made outside came to nothing before anybody had decided anything: all is as it was, with
// the tickets that were void only because everything had come back.
Status Orders::undo_outside(store::Transaction& tx, const Order& order,
                            const payments::Refund& refund) {
  settle_incident(tx, order.id, "refund_outside", std::to_string(refund.number));
  const auto voided = voided_by(tx, order.id, refund.number);
  const bool back = voided.empty() || keeper_.sell_again(tx, order, lines_of(tx, order.id), voided);
  if (!back) {
    raise(tx, order.id, std::string(kFailed), std::to_string(refund.number),
          format_money(refund.amount, refund.currency) + ": " + refund.failure);
    return {};
  }
  if (!voided.empty()) TRY_OK(reinstate_items(tx, order, voided, "system"));
  return settle_status(tx, order.id);
}

// Those that are void by this refund and by no other that stands.
std::vector<OrderItemId> Orders::voided_by(store::Queries& q, OrderId id, std::int64_t number) {
  const auto refunds = parts_.payments.refunds_of(q, id);
  std::set<OrderItemId> void_lines;
  for (const auto& line : lines_of(q, id))
    if (line.refunded_at) void_lines.insert(line.id);
  std::vector<OrderItemId> mine;
  const auto rows = refund_lines_of(q, id);
  for (const auto& row : rows)
    if (row.line && row.payment_refund == number && void_lines.contains(*row.line))
      mine.push_back(*row.line);
  for (const auto& row : rows) {
    if (!row.line || row.payment_refund == number) continue;
    const auto other = std::ranges::find(refunds, row.payment_refund, &payments::Refund::number);
    if (other != refunds.end() && !is_failed(*other)) std::erase(mine, *row.line);
  }
  return mine;
}

// The seats must be the order's again.
Status Orders::reinstate_items(store::Transaction& tx, const Order& order,
                               const std::vector<OrderItemId>& items, std::string actor) {
  for (const auto id : items)
    if (!reinstate_line(tx, order.id, id)) return changed_meanwhile();
  TRY_OK(tx.emit(ItemsReinstated{order.id, items}));
  note(tx, order.id, "tickets_reinstated", std::move(actor), "");
  tell(tx, order, notifications::MessageKind::order_confirmation,
       "order " + order.id.text() + " reinstated " + std::to_string(tx.now().ms));
  return {};
}

Result<payments::Refund> Orders::failed_refund(store::Queries& q, OrderId id,
                                               std::int64_t number) const {
  for (auto& refund : parts_.payments.refunds_of(q, id)) {
    if (refund.number != number) continue;
    if (is_failed(refund)) return refund;
    return refuse(ErrorKind::conflict, "refund_not_failed", "This refund has not failed.");
  }
  return refuse(ErrorKind::not_found, "refund_not_found", "This order has no such refund.");
}

Status Orders::reinstate_in(store::Transaction& tx, OrderId id, std::int64_t number,
                            const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  TRY(const auto refund, failed_refund(tx, id, number));
  const auto lines = lines_of(tx, id);
  const auto items = voided_by(tx, id, number);
  std::vector<ShowId> concerned;
  for (const auto& each : seats_by_show(lines, items)) concerned.push_back(each.show);
  // Whatever was void by it is good again only as a whole.
  const auto shows = concerned.empty() ? shows_of(order->keys) : concerned;
  if (!cancelled_of(tx, shows).empty())
    return refuse(ErrorKind::conflict, "show_cancelled", "This show is cancelled.");
  if (items.empty()) {
    return refuse(ErrorKind::conflict, "nothing_to_reinstate",
                  "No ticket is void because of this refund.");
  }
  if (!keeper_.sell_again(tx, *order, lines, items)) {
    return refuse(ErrorKind::conflict, "seats_unavailable",
                  "A seat of these tickets is somebody else's by now.");
  }
  TRY_OK(parts_.payments.decide(tx, refund, payments::RefundDecision::reinstated));
  TRY_OK(reinstate_items(tx, *order, items, by.actor));
  TRY_OK(settle_status(tx, id));
  settle_incident(tx, id, kFailed, std::to_string(number));
  record(tx, by, "order.tickets_reinstated", *order,
         "{\"refund\":" + std::to_string(number) + ",\"items\":" + to_json_text(items) + "}");
  return {};
}

asio::awaitable<Result<OrderView>> Orders::reinstate(OrderId id, std::int64_t number, Once once,
                                                     audit::Entry by) {
  co_return co_await change_refunds(
      id, std::move(once),
      [this, id, number, by = std::move(by)](store::Transaction& tx) -> Result<std::int64_t> {
        TRY_OK(reinstate_in(tx, id, number, by));
        return 0;
      });
}

// Answers the number of the new refund.
Result<std::int64_t> Orders::retry_refund_in(store::Transaction& tx, OrderId id,
                                             std::int64_t number, const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  TRY(const auto refund, failed_refund(tx, id, number));
  const auto payments = parts_.payments.payments_of(tx, id);
  const auto payment = std::ranges::find(payments, refund.attempt, &payments::Payment::attempt);
  USHER_ASSERT(payment != payments.end());
  if (refund.outside()) {
    return refuse(ErrorKind::conflict, "refund_not_ours",
                  "This refund was made at the provider; repeat it there, or refund the amount.");
  }
  TRY_OK(parts_.payments.decide(tx, refund, payments::RefundDecision::retried));
  TRY(const auto again, parts_.payments.request_refund(
                            tx, {*payment, refund.amount, refund.fees, refund.tax, refund.reason}));
  if (order->paid_attempt == refund.attempt)
    write_refund(tx, *order, lines_of(tx, id), again, refund_lines_of(tx, id, number));
  settle_incident(tx, id, kFailed, std::to_string(number));
  note(tx, id, "refund_requested", by.actor,
       format_money(refund.amount, refund.currency) + ": " + refund.reason);
  record(tx, by, "order.refund_retried", *order,
         "{\"failed\":" + std::to_string(number) + ",\"number\":" + std::to_string(again.number) +
             "}");
  return again.number;
}

asio::awaitable<Result<OrderView>> Orders::retry_refund(OrderId id, std::int64_t number, Once once,
                                                        audit::Entry by) {
  co_return co_await change_refunds(id, std::move(once),
                                    [this, id, number, by = std::move(by)](store::Transaction& tx) {
                                      return retry_refund_in(tx, id, number, by);
                                    });
}

Result<std::int64_t> Orders::return_payment_in(store::Transaction& tx, OrderId id,
                                               std::int64_t attempt, const std::string& reason,
                                               const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  const auto payments = parts_.payments.payments_of(tx, id);
  const auto payment = std::ranges::find(payments, attempt, &payments::Payment::attempt);
  if (payment == payments.end())
    return refuse(ErrorKind::not_found, "payment_not_found", "This order has no such payment.");
  // What pays for tickets goes back with them, by a refund.
  if (!payment->taken() || order->paid_attempt == attempt) {
    return refuse(ErrorKind::conflict, "payment_not_returnable",
                  "Only money that was taken and pays for nothing is returned like this.");
  }
  TRY(const auto refund, parts_.payments.request_refund(
                             tx, {*payment, payment->amount - payment->refunded, {}, {}, reason}));
  settle_incident(tx, id, "payment_mismatch", std::to_string(attempt));
  const auto amount = format_money(refund.amount, refund.currency);
  note(tx, id, "payment_returned", by.actor, amount + ": " + reason);
  record(tx, by, "order.payment_returned", *order,
         to_json_text(std::map<std::string, std::string>{{"reason", reason}, {"amount", amount}}));
  return refund.number;
}

asio::awaitable<Result<OrderView>> Orders::return_payment(OrderId id, std::int64_t attempt,
                                                          std::string reason, Once once,
                                                          audit::Entry by) {
  const auto now = co_await snapshot(id);
  // How much was taken is asked of the provider: a payment of before did not write it down.
  for (const auto& payment : now.payments) {
    if (payment.attempt == attempt && payment.status == payments::PaymentStatus::mismatched)
      CO_TRY_OK(co_await parts_.payments.reconcile(payment));
  }
  co_return co_await change_refunds(
      id, std::move(once),
      [this, id, attempt, reason = std::move(reason), by = std::move(by)](store::Transaction& tx) {
        return return_payment_in(tx, id, attempt, reason, by);
      });
}

}  // namespace usher::orders

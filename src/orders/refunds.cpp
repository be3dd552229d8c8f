// Purpose: money back, by an administrator; tickets void and seats released with it. Place: orders.
//
// One transaction decides all: the refund is requested, the tickets are void, the seats released or
// blocked. Then the provider is asked; its answer, or the job after a crash, completes the refund
// and makes the order's step (rules 18, 19).
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"
#include "orders/bookings.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

// What the once-store keeps of a refund.
struct StoredRefund {
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(StoredRefund, (), (number))

std::string refund_json(const RefundPlan& plan, const RefundRequest& request) {
  std::vector<OrderItemId> items = plan.items;
  return "{\"amount\":" + std::to_string(plan.part.amount.minor) +
         ",\"items\":" + to_json_text(items) +
         ",\"release_seats\":" + (request.release_seats ? "true}" : "false}");
}

asio::awaitable<void> carry_out_quietly(payments::Payments& payments, OrderId order,
                                        std::int64_t number) {
  try {
    const auto done = co_await payments.carry_out(order, number);
    if (!done) log::warning("refund_not_carried_out", {{"order", order.text()}});
  } catch (const std::exception& failure) {
    log::error("refund_not_carried_out",
               {{"order", order.text()}, {"cause", std::string_view(failure.what())}});
  }
}

}  // namespace

// The job would do it as well, only later.
void Orders::carry_out_soon(store::Transaction& tx, const payments::Refund& refund) {
  tx.after_commit([this, order = refund.order, number = refund.number] {
    if (!executor_) return;
    asio::co_spawn(executor_, carry_out_quietly(parts_.payments, order, number), asio::detached);
  });
}

Result<RefundWish> Orders::wish_of(store::Queries& q, const Order& order,
                                   const std::vector<Line>& lines,
                                   const RefundRequest& request) const {
  RefundWish wish{request.amount, {}};
  if (!request.ticket_ids) return wish;
  auto& chosen = wish.items.emplace();
  for (const auto& text : *request.ticket_ids) {
    const auto line = OrderItemId::parse(text);
    if (std::ranges::find(lines, line, &Line::id) != lines.end()) {
      chosen.push_back(line);
      continue;
    }
    const auto of_ticket =
        tickets_ ? tickets_->item_of_ticket(q, order.id, TicketId::parse(text)) : std::nullopt;
    if (!of_ticket)
      return refuse(ErrorKind::not_found, "ticket_not_found", "This order has no such ticket.");
    chosen.push_back(*of_ticket);
  }
  return wish;
}

// Lines that somebody has been admitted with: their seats are not sold again (rule 45).
std::vector<OrderItemId> Orders::lines_inside(store::Queries& q, const Order& order) const {
  return tickets_ ? tickets_->checked_in_items(q, order.id) : std::vector<OrderItemId>();
}

// The tickets of `chosen` are void from now on; releasing their seats is a choice (rule 19).
Status Orders::void_lines(store::Transaction& tx, const Order& order,
                          const std::vector<Line>& lines, const std::vector<OrderItemId>& chosen,
                          bool release_seats) {
  for (const auto id : chosen)
    if (!mark_line_refunded(tx, order.id, id)) return changed_meanwhile();
  const auto inside = lines_inside(tx, order);
  TRY_OK(tx.emit(ItemsRefunded{order.id, chosen, release_seats}));
  keeper_.give_back(tx, order, lines, chosen, inside, release_seats);
  return {};
}

// What is given back and to which tender, in the order's books and in the ledger.
void Orders::write_refund(store::Transaction& tx, const Order& order,
                          const std::vector<Line>& lines, const payments::Refund& refund,
                          std::vector<RefundLine> parts) {
  book_refund(tx, order, lines, refund.number, parts);
  NewRefund made;
  made.reason = refund.reason;
  made.lines = std::move(parts);
  made.amount = refund.amount;
  made.payment_refund = refund.number;
  for (const auto& tender : tenders_of(tx, order.id))
    if (tender.attempt == refund.attempt) made.tender = tender.position;
  insert_refund(tx, order.id, made);
}

// What of the payment has neither been given back nor is asked for, with its part of fees and tax.
pricing::Refundable Orders::left_of(store::Queries& q, const Order& order,
                                    const payments::Payment& payment) const {
  pricing::Refundable left{{}, order.fees, order.tax};
  left.amount = payment.amount;
  for (const auto& refund : parts_.payments.refunds_of(q, order.id)) {
    if (refund.status == payments::RefundStatus::failed || refund.attempt != payment.attempt)
      continue;
    left.amount -= refund.amount;
    left.fees -= refund.fees;
    left.tax -= refund.tax;
  }
  return left;
}

// 0 when no money moves.
Result<std::int64_t> Orders::refund_plan_in(store::Transaction& tx, const Order& order,
                                            const std::vector<Line>& lines,
                                            const RefundRequest& request, const audit::Entry& by) {
  std::optional<payments::Payment> payment;
  for (auto& each : parts_.payments.payments_of(tx, order.id))
    if (order.paid_attempt == each.attempt) payment = std::move(each);
  pricing::Refundable left;
  if (payment) left = left_of(tx, order, *payment);
  TRY(const auto wish, wish_of(tx, order, lines, request));
  const auto items = refund_items(lines);
  TRY(const auto plan, plan_refund(items, left, wish));
  TRY_OK(check_refundable(plan.part.amount, order.currency));
  std::int64_t number = 0;
  if (plan.part.amount.minor > 0) {
    USHER_ASSERT(payment.has_value());
    TRY(const auto refund,
        parts_.payments.request_refund(
            tx, {*payment, plan.part.amount, plan.part.fees, plan.part.tax, request.reason}));
    number = refund.number;
    write_refund(tx, order, lines, refund, spread_refund(items, plan.part, plan.items));
  }
  if (!plan.items.empty()) TRY_OK(void_lines(tx, order, lines, plan.items, request.release_seats));
  note(tx, order.id, "refund_requested", by.actor,
       format_money(plan.part.amount, order.currency) + ": " + request.reason);
  record(tx, by, "order.refund_requested", order, refund_json(plan, request));
  return number;
}

Result<std::int64_t> Orders::refund_in(store::Transaction& tx, OrderId id,
                                       const RefundRequest& request, const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  if (!is_paid(order->status))
    return refuse(ErrorKind::conflict, "order_not_paid", "This order is not paid.");
  TRY(const auto number, refund_plan_in(tx, *order, lines_of(tx, id), request, by));
  if (number == 0) TRY_OK(finish_refund(tx, *order, {}, "free " + std::to_string(tx.now().ms)));
  return number;
}

// Decides about refunds in one transaction, and has the one that it requests carried out. `work` is
// a Result<std::int64_t>(Transaction&): the number of that refund, or 0.
asio::awaitable<Result<OrderView>> Orders::change_refunds(
    OrderId id, Once once, std::function<Result<std::int64_t>(store::Transaction&)> work) {
  const auto now = co_await snapshot(id);
  if (!now.order)
    co_return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  CO_TRY(const auto stored,
         co_await store_.write(now.order->keys,
                               [once = std::move(once), work = std::move(work)](
                                   store::Transaction& tx) -> Result<StoredRefund> {
                                 return jobs::once<StoredRefund>(tx, once,
                                                                 [&]() -> Result<StoredRefund> {
                                                                   TRY(const auto number, work(tx));
                                                                   return StoredRefund{number};
                                                                 });
                               }));
  // Should that fail, the refund stands as requested, and its job asks the provider again.
  if (stored.number > 0) co_await carry_out_quietly(parts_.payments, id, stored.number);
  co_return co_await details(id);
}

asio::awaitable<Result<OrderView>> Orders::refund(OrderId id, RefundRequest request, Once once,
                                                  audit::Entry by) {
  co_return co_await change_refunds(
      id, std::move(once),
      [this, id, request = std::move(request), by = std::move(by)](store::Transaction& tx) {
        return refund_in(tx, id, request, by);
      });
}

// The status that money and tickets say, after a decision about them.
Status Orders::settle_status(store::Transaction& tx, OrderId id) {
  const auto order = find_order(tx, id);
  USHER_ASSERT(order.has_value());
  const auto to = status_of(refund_items(lines_of(tx, id)), order->total, order->refunded);
  if (to == order->status) return {};
  if (!change_status(tx, *order, to)) return changed_meanwhile();
  note(tx, id, std::string(enum_text(to)), "system", "");
  return {};
}

// The order's step once money (or, for a free order, nothing) has come back.
Status Orders::finish_refund(store::Transaction& tx, const Order& order, Money amount,
                             std::string cause) {
  const Money refunded = order.refunded + amount;
  const auto items = refund_items(lines_of(tx, order.id));
  // What a bank has sent back is refunded again, and the order stays what it is.
  const auto to = order.status == OrderStatus::refunded
                      ? std::optional(order.status)
                      : after(order.status, step_of_refund(items, order.total, refunded));
  USHER_ASSERT(to.has_value());
  if (!add_refunded(tx, order, *to, amount)) return changed_meanwhile();
  note(tx, order.id, std::string(enum_text(*to)), "provider", format_money(amount, order.currency));
  record(tx, {}, "order.refunded", order,
         "{\"status\":\"" + std::string(enum_text(*to)) +
             "\",\"refunded\":" + std::to_string(refunded.minor) + "}");
  tell(tx, order, notifications::MessageKind::order_refunded,
       "order " + order.id.text() + " refund " + cause, {.amount = amount});
  return {};
}

Status Orders::on_refund_completed(store::Transaction& tx, const payments::RefundCompleted& event) {
  const auto order = find_order(tx, event.refund.order);
  USHER_ASSERT(order.has_value());
  const auto& refund = event.refund;
  const bool counts = order->paid_attempt == refund.attempt;
  book_payout(tx, refund, counts);
  change_refund_leg(tx, order->id, refund.number, payments::RefundStatus::completed);
  if (counts) {
    if (!add_refunded_to_tender(tx, order->id, refund.attempt, refund.amount))
      return changed_meanwhile();
    if (order->refunded + refund.amount == order->total)
      TRY_OK(void_what_is_left(tx, *order, refund.number));
    return finish_refund(tx, *order, refund.amount, std::to_string(refund.number));
  }
  note(tx, order->id, "payment_return_completed", "provider",
       format_money(refund.amount, refund.currency));
  return {};
}

}  // namespace usher::orders

// Purpose: refunds that somebody made at the provider, and what staff make of them. Place: orders.
//
// Such a refund counts at once in what has come back and in what is left (rule 18). Which tickets
// it was for only a person can know, so none is void by it, until everything has come back: who has
// no money in an order has no ticket.
#include "orders/bookings.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::string_view kOutside = "refund_outside";

payments::RefundDecision decision_of(AssignTo to) {
  switch (to) {
    case AssignTo::tickets:
      return payments::RefundDecision::tickets;
    case AssignTo::goodwill:
      return payments::RefundDecision::goodwill;
    case AssignTo::order:
      return payments::RefundDecision::order;
  }
  return payments::RefundDecision::nothing;
}

std::string assignment_json(const Assignment& wish, const std::vector<OrderItemId>& items) {
  return "{\"refunds\":" + to_json_text(wish.refunds) + ",\"to\":" + to_json_text(wish.to) +
         ",\"items\":" + to_json_text(items) +
         ",\"release_seats\":" + (wish.release_seats ? "true}" : "false}");
}

}  // namespace

Status Orders::on_refund_outside(store::Transaction& tx, const payments::RefundOutside& event) {
  const auto order = find_order(tx, event.payment.order);
  USHER_ASSERT(order.has_value());
  const auto& refund = event.refund;
  const auto amount = format_money(refund.amount, refund.currency);
  note(tx, order->id, std::string(kOutside), "provider", amount);
  record(tx, {}, "order.refund_outside", *order,
         to_json_text(std::map<std::string, std::string>{{"refund", refund.provider_refund_id},
                                                         {"amount", amount}}));
  // Money that was on its way back anyway is nobody's ticket.
  if (order->paid_attempt != refund.attempt) return {};
  auto left = left_of(tx, *order, event.payment);
  // What payments has booked of it is given back here, so that it gets its part of fees and tax.
  left.amount += refund.amount;
  const auto part = pricing::part_of(left, std::min(refund.amount, left.amount));
  parts_.payments.set_parts(tx, refund, part.fees, part.tax);
  const auto lines = lines_of(tx, order->id);
  write_refund(tx, *order, lines, refund,
               spread_refund(refund_items(lines), {refund.amount, part.fees, part.tax}, {}));
  raise(tx, order->id, std::string(kOutside), std::to_string(refund.number), amount);
  return {};
}

// Everything has come back: whatever ticket is left is void. Its seat is not sold again by itself.
Status Orders::void_what_is_left(store::Transaction& tx, const Order& order, std::int64_t refund) {
  const auto lines = lines_of(tx, order.id);
  std::vector<OrderItemId> left;
  for (const auto& line : lines)
    if (!line.refunded_at) left.push_back(line.id);
  if (left.empty()) return {};
  add_refunded_lines(tx, order.id, refund, left);
  TRY_OK(void_lines(tx, order, lines, left, false));
  note(tx, order.id, "tickets_voided", "provider", "");
  return {};
}

Result<std::vector<OrderItemId>> Orders::lines_to_assign(store::Transaction& tx, const Order& order,
                                                         const std::vector<Line>& lines,
                                                         const Assignment& wish) const {
  if (wish.to == AssignTo::goodwill) return std::vector<OrderItemId>{};
  const auto list = refund_items(lines);
  if (wish.to == AssignTo::order) return living_items(list);
  RefundRequest named;
  named.ticket_ids = wish.ticket_ids;
  TRY(const auto chosen, wish_of(tx, order, lines, named));
  return choose_items(list, *chosen.items);
}

Status Orders::assign_in(store::Transaction& tx, OrderId id, const Assignment& wish,
                         const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  const auto refunds = parts_.payments.refunds_of(tx, id);
  std::vector<payments::Refund> assigned;
  for (const auto number : wish.refunds) {
    const auto refund = std::ranges::find(refunds, number, &payments::Refund::number);
    if (refund == refunds.end())
      return refuse(ErrorKind::not_found, "refund_not_found", "This order has no such refund.");
    if (!refund->outside() || refund->status == payments::RefundStatus::failed) {
      return refuse(ErrorKind::conflict, "refund_not_outside",
                    "Only a refund that was made at the provider can be assigned.");
    }
    TRY_OK(parts_.payments.decide(tx, *refund, decision_of(wish.to)));
    settle_incident(tx, id, kOutside, std::to_string(number));
    assigned.push_back(*refund);
  }
  const auto lines = lines_of(tx, id);
  TRY(const auto chosen, lines_to_assign(tx, *order, lines, wish));
  if (!chosen.empty()) {
    assign_money(tx, *order, lines, assigned, chosen);
    TRY_OK(void_lines(tx, *order, lines, chosen, wish.release_seats));
    TRY_OK(settle_status(tx, id));
  }
  if (wish.release_seats) release_kept_seats(tx, *order, lines, wish.refunds);
  note(tx, id, "refund_assigned", by.actor,
       std::string(enum_text(wish.to)) + (wish.note.empty() ? "" : ": " + wish.note));
  record(tx, by, "order.refund_assigned", *order, assignment_json(wish, chosen));
  return {};
}

// What was given back for nothing in particular was for these lines: the last of the refunds, which
// is the one that they are void by, says so line by line.
void Orders::assign_money(store::Transaction& tx, const Order& order,
                          const std::vector<Line>& lines,
                          const std::vector<payments::Refund>& refunds,
                          const std::vector<OrderItemId>& chosen) {
  if (refunds.empty()) return;
  const auto& last = refunds.back();
  const pricing::Refundable part{last.amount, last.fees, last.tax};
  auto parts = spread_refund(refund_items(lines), part, chosen);
  const auto before = refund_lines_of(tx, order.id, last.number);
  book_assignment(tx, order, lines, last.number, before, parts);
  replace_refund_lines(tx, order.id, last.number, parts);
}

// The seats of tickets that became void when everything had come back, before anybody decided.
void Orders::release_kept_seats(store::Transaction& tx, const Order& order,
                                const std::vector<Line>& lines,
                                const std::vector<std::int64_t>& refunds) {
  std::vector<OrderItemId> meant;
  for (const auto& row : refund_lines_of(tx, order.id)) {
    if (row.line && std::ranges::find(refunds, row.payment_refund) != refunds.end())
      meant.push_back(*row.line);
  }
  keeper_.release_kept(tx, lines, meant, lines_inside(tx, order));
}

asio::awaitable<Result<OrderView>> Orders::assign_refunds(OrderId id, Assignment wish, Once once,
                                                          audit::Entry by) {
  co_return co_await change_refunds(id, std::move(once),
                                    [this, id, wish = std::move(wish), by = std::move(by)](
                                        store::Transaction& tx) -> Result<std::int64_t> {
                                      TRY_OK(assign_in(tx, id, wish, by));
                                      return 0;
                                    });
}

}  // namespace usher::orders

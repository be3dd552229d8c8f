// Purpose: refunds that somebody made at the provider, and what staff make of them. Place: orders.
//
// Such a refund counts at once in what has come back and in what is left (rule 18). Which tickets
// it was for only a person can know, so none is void by it, until everything has come back: who has
// no money in an order has no ticket.
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
  raise(tx, order->id, std::string(kOutside), std::to_string(refund.number), amount);
  return {};
}

// Everything has come back: whatever ticket is left is void. Its seat is not sold again by itself.
Status Orders::void_what_is_left(store::Transaction& tx, const Order& order, std::int64_t refund) {
  const auto items = items_of(tx, order.id);
  std::vector<OrderItemId> left;
  for (const auto& item : items)
    if (!item.refunded_at) left.push_back(item.id);
  if (left.empty()) return {};
  TRY_OK(void_items(tx, order, items, left, {.refund = refund}));
  note(tx, order.id, "tickets_voided", "provider", "");
  return {};
}

Result<std::vector<OrderItemId>> Orders::items_to_assign(store::Transaction& tx, const Order& order,
                                                         const std::vector<Item>& items,
                                                         const Assignment& wish) const {
  if (wish.to == AssignTo::goodwill) return std::vector<OrderItemId>{};
  std::vector<RefundItem> list;
  for (const auto& item : items)
    list.push_back({item.id, item.fees, item.tax, item.total, item.refunded_at.has_value()});
  if (wish.to == AssignTo::order) return living_items(list);
  RefundRequest named;
  named.ticket_ids = wish.ticket_ids;
  TRY(const auto chosen, wish_of(tx, order, items, named));
  return choose_items(list, *chosen.items);
}

Status Orders::assign_in(store::Transaction& tx, OrderId id, const Assignment& wish,
                         const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  const auto refunds = parts_.payments.refunds_of(tx, id);
  std::int64_t last = 0;
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
    last = number;
  }
  const auto items = items_of(tx, id);
  TRY(const auto chosen, items_to_assign(tx, *order, items, wish));
  if (!chosen.empty()) {
    TRY_OK(void_items(tx, *order, items, chosen,
                      {.refund = last, .release_seats = wish.release_seats}));
    TRY_OK(settle_status(tx, id));
  }
  if (wish.release_seats) release_kept_seats(tx, *order, items, wish.refunds);
  note(tx, id, "refund_assigned", by.actor,
       std::string(enum_text(wish.to)) + (wish.note.empty() ? "" : ": " + wish.note));
  record(tx, by, "order.refund_assigned", *order, assignment_json(wish, chosen));
  return {};
}

// The seats of tickets that became void when everything had come back, before anybody decided.
void Orders::release_kept_seats(store::Transaction& tx, const Order& order,
                                const std::vector<Item>& items,
                                const std::vector<std::int64_t>& refunds) {
  const auto inside =
      tickets_ ? tickets_->checked_in_items(tx, order.id) : std::vector<OrderItemId>();
  const auto show = shows::find_show(tx, order.show);
  if (!show || show->status == shows::ShowStatus::cancelled) return;
  std::vector<ShowSeatId> seats;
  for (const auto& row : refunded_items_of(tx, order.id)) {
    const bool meant = std::ranges::find(refunds, row.number) != refunds.end();
    const auto item = std::ranges::find(items, row.item, &Item::id);
    const bool is_inside = std::ranges::find(inside, row.item) != inside.end();
    if (meant && !is_inside && item != items.end()) seats.push_back(item->show_seat);
  }
  parts_.inventory.claims().unblock(tx, order.show, seats);
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

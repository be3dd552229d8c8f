// Purpose: what a dispute does to an order: staff see it, nothing is decided for them. Place:
// orders.
//
// The tickets stay valid: a bank's question is no refund, and most are answered. Who wants to void
// them does so by hand.
#include "orders/bookings.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace {

constexpr std::string_view kOpen = "dispute";
constexpr std::string_view kLost = "dispute_lost";

std::string json_of(const payments::Dispute& dispute) {
  return to_json_text(
      std::map<std::string, std::string>{{"dispute", dispute.id},
                                         {"amount", format_money(dispute.amount, dispute.currency)},
                                         {"reason", dispute.reason},
                                         {"status", std::string(enum_text(dispute.status))}});
}

}  // namespace

Status Orders::on_dispute_opened(store::Transaction& tx, const payments::DisputeOpened& event) {
  const auto order = find_order(tx, event.payment.order);
  USHER_ASSERT(order.has_value());
  note(tx, order->id, "dispute_opened", "provider",
       format_money(event.dispute.amount, event.dispute.currency) + ": " + event.dispute.reason);
  book_dispute(tx, event.dispute);
  record(tx, {}, "order.dispute_opened", *order, json_of(event.dispute));
  // Who has to answer for it, and until when, is in the administrators' message.
  raise(tx, order->id, std::string(kOpen), event.dispute.id,
        format_money(event.dispute.amount, event.dispute.currency) + ": " + event.dispute.reason);
  return {};
}

Status Orders::on_dispute_closed(store::Transaction& tx, const payments::DisputeClosed& event) {
  const auto order = find_order(tx, event.payment.order);
  USHER_ASSERT(order.has_value());
  const auto status = event.dispute.status;
  note(tx, order->id, "dispute_closed", "provider", std::string(enum_text(status)));
  book_end_of_dispute(tx, event.dispute);
  record(tx, {}, "order.dispute_closed", *order, json_of(event.dispute));
  settle_incident(tx, order->id, kOpen, event.dispute.id);
  if (status != payments::DisputeStatus::lost) return {};
  raise(tx, order->id, std::string(kLost), event.dispute.id,
        format_money(event.dispute.amount, event.dispute.currency));
  return {};
}

}  // namespace usher::orders

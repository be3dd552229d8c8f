#include "orders/views.hpp"

#include "orders/rules.hpp"

namespace usher::orders {
namespace {

ItemView view_of(const Item& item) {
  ItemView view;
  view.id = item.id;
  view.show_seat_id = item.show_seat;
  view.seat_id = item.seat;
  view.section = item.section;
  view.row_name = item.row_name;
  view.seat_number = item.seat_number;
  view.seat_type = item.seat_type;
  if (!item.ticket_type.empty()) view.ticket_type = item.ticket_type;
  view.price = item.price;
  view.discount = item.discount;
  view.fees = item.fees;
  view.tax = item.tax;
  view.total = item.total;
  view.refunded = item.refunded_at.has_value();
  return view;
}

}  // namespace

OrderView view_of(const Order& order, const std::vector<Item>& items) {
  OrderView view;
  view.id = order.id;
  view.order_number = order.order_number;
  view.show_id = order.show;
  view.status = order.status;
  view.customer_name = order.customer_name;
  view.customer_email = order.customer_email;
  view.customer_phone = order.customer_phone;
  view.currency = order.currency;
  view.subtotal = order.subtotal;
  view.discount = order.discount;
  view.fees = order.fees;
  view.tax = order.tax;
  view.tax_inclusive = order.tax_inclusive;
  view.total = order.total;
  view.refunded = order.refunded;
  if (auto lines = read_json_text<std::vector<FeeLineView>>(order.fee_lines))
    view.fee_lines = *std::move(lines);
  for (const auto& item : items) view.items.push_back(view_of(item));
  view.created_at = order.created_at;
  if (!is_paid(order.status)) view.expires_at = order.expires_at;
  view.paid_at = order.paid_at;
  view.locale = order.locale;
  view.version = order.version;
  return view;
}

RefundView view_of(const payments::Refund& refund) {
  RefundView view;
  view.number = refund.number;
  view.amount = refund.amount;
  view.fees = refund.fees;
  view.tax = refund.tax;
  view.currency = refund.currency;
  view.reason = refund.reason;
  view.status = refund.status;
  if (!refund.failure.empty()) view.failure = refund.failure;
  view.requested_at = refund.requested_at;
  view.completed_at = refund.completed_at;
  view.origin = refund.origin;
  view.decision = refund.decision;
  return view;
}

}  // namespace usher::orders

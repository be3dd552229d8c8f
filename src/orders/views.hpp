// Purpose: what clients see of orders. Place: orders.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json_binding.hpp"
#include "orders/repository.hpp"
#include "orders/types.hpp"
#include "payments/types.hpp"

namespace usher::orders {

struct ItemView {
  OrderItemId id;
  ShowSeatId show_seat_id;
  SeatId seat_id;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::optional<std::string> ticket_type;
  Money price;
  Money discount;
  Money fees;
  Money tax;
  Money total;
  bool refunded = false;
};
BOOST_DESCRIBE_STRUCT(ItemView, (),
                      (id, show_seat_id, seat_id, section, row_name, seat_number, seat_type,
                       ticket_type, price, discount, fees, tax, total, refunded))

// One fee of the order, as on a receipt.
struct FeeLineView {
  std::string name;
  Money amount;
  Money tax;
};
BOOST_DESCRIBE_STRUCT(FeeLineView, (), (name, amount, tax))

// One ticket of an order that is not made yet.
struct QuoteItemView {
  ShowSeatId show_seat_id;
  SeatId seat_id;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::optional<std::string> ticket_type;
  Money price;
  Money discount;
  Money fees;
  Money tax;
  Money total;
};
BOOST_DESCRIBE_STRUCT(QuoteItemView, (),
                      (show_seat_id, seat_id, section, row_name, seat_number, seat_type,
                       ticket_type, price, discount, fees, tax, total))

// What an order would cost by the terms of now. Who agrees to it sends its digest along.
struct QuoteView {
  Currency currency;
  Money subtotal;
  Money discount;
  Money fees;
  Money tax;
  bool tax_inclusive = false;
  Money total;
  std::vector<FeeLineView> fee_lines;
  std::vector<QuoteItemView> items;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(QuoteView, (),
                      (currency, subtotal, discount, fees, tax, tax_inclusive, total, fee_lines,
                       items, digest))

struct TimelineEntry {
  Timestamp at;
  std::string kind;
  std::string actor;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(TimelineEntry, (), (at, kind, actor, detail))

struct RefundView {
  std::int64_t number = 0;
  Money amount;
  Money fees;
  Money tax;
  Currency currency;
  std::string reason;
  payments::RefundStatus status = payments::RefundStatus::requested;
  std::optional<std::string> failure;
  Timestamp requested_at;
  std::optional<Timestamp> completed_at;
  payments::RefundOrigin origin = payments::RefundOrigin::usher;
  payments::RefundDecision decision = payments::RefundDecision::nothing;
  std::vector<OrderItemId> item_ids;  // whose tickets it made void
};
BOOST_DESCRIBE_STRUCT(RefundView, (),
                      (number, amount, fees, tax, currency, reason, status, failure, requested_at,
                       completed_at, origin, decision, item_ids))

// One payment of the order, whether it counts or not.
struct PaymentView {
  std::int64_t attempt = 0;
  std::string provider;
  std::string payment_intent_id;
  Money amount;  // of a mismatched one what was taken
  Currency currency;
  payments::PaymentStatus status = payments::PaymentStatus::open;
  Money refunded;       // given back or asked to be
  bool counts = false;  // it pays for the order
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (attempt, provider, payment_intent_id, amount, currency, status, refunded,
                       counts, created_at))

// What a person must look at. `subject`: the number of the refund or the attempt of the payment
// that it is about, or the dispute's id.
struct IncidentView {
  IncidentId id;
  std::string kind;
  std::string subject;
  std::string detail;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(IncidentView, (), (id, kind, subject, detail, at))

// Money that the buyer's bank claims back.
struct DisputeView {
  std::string id;
  Money amount;
  Currency currency;
  std::string reason;
  payments::DisputeStatus status = payments::DisputeStatus::open;
  std::string provider_status;
  std::optional<Timestamp> answer_by;
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
};
BOOST_DESCRIBE_STRUCT(DisputeView, (),
                      (id, amount, currency, reason, status, provider_status, answer_by, opened_at,
                       closed_at))

// `timeline`, `refunds`, `payments`, `disputes`, `incident` and `incidents` are for staff only.
// `incident` is the kind of the newest of `incidents`; "" when there is none.
struct OrderView {
  OrderId id;
  std::string order_number;
  ShowId show_id;
  OrderStatus status = OrderStatus::pending;
  std::string customer_name;
  std::string customer_email;
  std::optional<std::string> customer_phone;
  Currency currency;
  Money subtotal;
  Money discount;
  Money fees;
  Money tax;
  bool tax_inclusive = false;
  Money total;
  Money refunded;
  std::vector<FeeLineView> fee_lines;
  std::vector<ItemView> items;
  std::vector<TicketView> tickets;
  Timestamp created_at;
  std::optional<Timestamp> expires_at;
  std::optional<Timestamp> paid_at;
  std::string locale;  // the language of its mails (BCP 47); "" for the house's
  Omit<std::vector<TimelineEntry>> timeline{};
  Omit<std::vector<RefundView>> refunds{};
  Omit<std::vector<DisputeView>> disputes{};
  Omit<std::string> incident{};
  Omit<std::vector<PaymentView>> payments{};
  Omit<std::vector<IncidentView>> incidents{};
  std::int64_t version = 1;  // counts corrections of the customer's details
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (id, order_number, show_id, status, customer_name, customer_email,
                       customer_phone, currency, subtotal, discount, fees, tax, tax_inclusive,
                       total, refunded, fee_lines, items, tickets, created_at, expires_at, paid_at,
                       locale, timeline, refunds, disputes, incident, payments, incidents, version))

// `payment_required` is false when the order is free: it is paid at once then (O4).
struct CreatedView {
  OrderView order;
  std::string order_token;
  bool payment_required = true;
};
BOOST_DESCRIBE_STRUCT(CreatedView, (), (order, order_token, payment_required))

// An order of the browser session that asks, and how far it is.
struct SessionOrderView {
  OrderView order;
  std::string order_token;
  // The hold that it was made from.
  std::optional<std::string> reservation_token;
  // Of its last payment; null when none was begun.
  std::optional<payments::PaymentStatus> payment_status;
};
BOOST_DESCRIBE_STRUCT(SessionOrderView, (), (order, order_token, reservation_token, payment_status))

struct IntentView {
  std::string provider;
  std::string payment_intent_id;
  std::string client_secret;
  std::string publishable_key;
  Money amount;
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(IntentView, (),
                      (provider, payment_intent_id, client_secret, publishable_key, amount,
                       currency))

// A row of the staff's list.
struct OrderSummary {
  OrderId id;
  std::string order_number;
  ShowId show_id;
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
BOOST_DESCRIBE_STRUCT(OrderSummary, (),
                      (id, order_number, show_id, status, customer_name, customer_email, currency,
                       total, refunded, tickets, created_at, paid_at, incident))

OrderView view_of(const Order& order, const std::vector<Item>& items);
RefundView view_of(const payments::Refund& refund);

}  // namespace usher::orders

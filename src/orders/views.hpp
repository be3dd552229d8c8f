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
#include "shows/types.hpp"

namespace usher::orders {

struct ItemView {
  OrderItemId id;
  std::optional<ShowId> show_id;
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
                      (id, show_id, show_seat_id, seat_id, section, row_name, seat_number,
                       seat_type, ticket_type, price, discount, fees, tax, total, refunded))

// One fee of the order, as on a receipt.
struct FeeLineView {
  std::string name;
  Money amount;
  Money tax;
};
BOOST_DESCRIBE_STRUCT(FeeLineView, (), (name, amount, tax))

// What makes a line cost less than its list price.
struct AdjustmentView {
  pricing::AdjustmentSource source = pricing::AdjustmentSource::offer;
  std::string label;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(AdjustmentView, (), (source, label, amount))

// What a line is a ticket for; what is issued for it is there once the order is paid.
struct LineTicketView {
  Omit<TicketId> id{};
  Omit<std::string> ticket_number{};
  Omit<std::string> code{};
  Omit<std::string> status{};
  ShowSeatId show_seat_id;
  SeatId seat_id;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::optional<std::string> ticket_type;
};
BOOST_DESCRIBE_STRUCT(LineTicketView, (),
                      (id, ticket_number, code, status, show_seat_id, seat_id, section, row_name,
                       seat_number, seat_type, ticket_type))

// One thing with its exact share of every total. `id` is left out of a quote.
struct LineView {
  Omit<OrderItemId> id{};
  LineKind kind = LineKind::ticket;
  std::optional<ShowId> show_id;
  std::string title;
  Money list_price;
  std::vector<AdjustmentView> adjustments;
  Money discount;
  Money fees;
  Money tax;
  Money total;
  Omit<LineTicketView> ticket{};
  std::optional<Timestamp> refunded_at;
};
BOOST_DESCRIBE_STRUCT(LineView, (),
                      (id, kind, show_id, title, list_price, adjustments, discount, fees, tax,
                       total, ticket, refunded_at))

// One leg of the payment.
struct TenderView {
  TenderKind kind = TenderKind::card;
  Money amount{};
  Money captured{};
  Money refunded{};
  std::string label{};
};
BOOST_DESCRIBE_STRUCT(TenderView, (), (kind, amount, captured, refunded, label))

// A show that an order has tickets of.
struct OrderShowView {
  ShowId id;
  std::string title;
  std::string recital_title;
  std::string venue_name;
  Timestamp starts_at;
  std::string starts_at_local;
  std::string time_zone;
  shows::ShowStatus status = shows::ShowStatus::draft;
};
BOOST_DESCRIBE_STRUCT(OrderShowView, (),
                      (id, title, recital_title, venue_name, starts_at, starts_at_local, time_zone,
                       status))

// The tax of one rate. `percent` as in a ticket configuration: 8.875.
struct TaxLineView {
  std::string name;
  double percent = 0;
  bool inclusive = false;
  Money net;
  Money tax;
};
BOOST_DESCRIBE_STRUCT(TaxLineView, (), (name, percent, inclusive, net, tax))

// One ticket of an order that is not made yet.
struct QuoteItemView {
  ShowId show_id;
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
                      (show_id, show_seat_id, seat_id, section, row_name, seat_number, seat_type,
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
  std::vector<LineView> lines;
  std::vector<TaxLineView> taxes;
  std::vector<TenderView> tenders;
  Money due;  // what is left to be paid when the order is made
  std::vector<OrderShowView> shows;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(QuoteView, (),
                      (currency, subtotal, discount, fees, tax, tax_inclusive, total, fee_lines,
                       items, lines, taxes, tenders, due, shows, digest))

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
  std::optional<ShowId> show_id;  // where there is one show
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
  std::vector<ItemView> items;  // the tickets' lines
  std::vector<LineView> lines;
  std::vector<TenderView> tenders;
  std::vector<OrderShowView> shows;
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
                       total, refunded, fee_lines, items, lines, tenders, shows, tickets,
                       created_at, expires_at, paid_at, locale, timeline, refunds, disputes,
                       incident, payments, incidents, version))

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
  // The hold that it was made from, where there was one.
  std::optional<std::string> reservation_token;
  std::vector<std::string> reservation_tokens;
  // Of its last payment; null when none was begun.
  std::optional<payments::PaymentStatus> payment_status;
};
BOOST_DESCRIBE_STRUCT(SessionOrderView, (),
                      (order, order_token, reservation_token, reservation_tokens, payment_status))

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
  std::optional<ShowId> show_id;  // where there is one show
  std::vector<ShowId> show_ids;
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
                      (id, order_number, show_id, show_ids, status, customer_name, customer_email,
                       currency, total, refunded, tickets, created_at, paid_at, incident))

// What an order consists of, beside its own row.
struct OrderParts {
  std::vector<Line> lines;
  std::vector<LineAdjustment> adjustments{};
  std::vector<Tender> tenders{};
  std::vector<OrderShowView> shows{};
  std::vector<TicketView> tickets{};
};
// Reads all but the tickets, which orders do not know.
OrderParts parts_of(store::Queries& q, const Order& order);
std::vector<OrderShowView> show_views(store::Queries& q, const std::vector<ShowId>& shows);
OrderView view_of(const Order& order, OrderParts parts);
RefundView view_of(const payments::Refund& refund);

}  // namespace usher::orders

// Purpose: the rows of orders, their lines, tenders, refunds and timelines. Place: orders.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "orders/types.hpp"
#include "payments/types.hpp"
#include "pricing/pricing.hpp"
#include "store/lane_keys.hpp"
#include "store/transaction.hpp"

namespace usher::orders {

// A row of orders as it is read, in the order of the columns.
struct Order {
  OrderId id;
  std::string order_number;
  // The turns that whatever changes it takes: those of its shows.
  store::LaneKeys keys;
  Bytes session_key;
  OrderStatus status = OrderStatus::pending;
  std::string customer_name;
  std::string customer_email;
  std::optional<std::string> customer_phone;
  Currency currency;
  Money subtotal;
  Money discount;
  Money fees;
  Money tax;
  Money tax_added;  // what of it is not in the prices
  Money total;
  bool tax_inclusive = false;  // all of it
  std::string fee_lines;       // JSON
  Money refunded;
  std::optional<std::int64_t> paid_attempt;
  std::string incident;  // what a person must look at; "" when nothing
  Timestamp created_at;
  Timestamp expires_at;
  std::optional<Timestamp> paid_at;
  std::string locale;    // BCP 47; "" when unknown
  std::string hold_ids;  // that it was made from: ids with commas; "" in orders of old
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, order_number, keys, session_key, status, customer_name, customer_email,
                       customer_phone, currency, subtotal, discount, fees, tax, tax_added, total,
                       tax_inclusive, fee_lines, refunded, paid_attempt, incident, created_at,
                       expires_at, paid_at, locale, hold_ids, version))

// The one show that all of it is of; nothing where it is of several or of none.
std::optional<ShowId> show_of(const store::LaneKeys& keys);
// The holds that an order was made from.
std::vector<HoldId> parse_hold_ids(std::string_view text);
std::string hold_ids_text(const std::vector<HoldId>& holds);

// What is written once, beside what Order has.
struct NewOrder {
  Order order;
  std::string email_key;
  std::string search_key;
  std::string rounding;
};

// An order as its browser session finds it again.
struct SessionOrder {
  OrderId id;
  std::string hold_ids;  // "" in orders made before this was written down
};
BOOST_DESCRIBE_STRUCT(SessionOrder, (), (id, hold_ids))

// One thing of an order with its exact share of every total. A ticket has its show, its seat and
// the labels that it was sold under; of anything else they are empty.
struct Line {
  OrderItemId id;
  LineKind kind = LineKind::ticket;
  std::optional<ShowId> show;
  std::string title;  // what it is called, where that is not its show's to say
  std::optional<ShowSeatId> show_seat;
  std::optional<SeatId> seat;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;
  Money price;  // before any adjustment
  Money discount;
  Money fees;
  Money tax;
  std::optional<std::int64_t> tax_rate;  // thousandths of a percent; absent in orders of old
  bool tax_inclusive = false;
  Money total;
  std::optional<Timestamp> refunded_at;
};
BOOST_DESCRIBE_STRUCT(Line, (),
                      (id, kind, show, title, show_seat, seat, section, row_name, seat_number,
                       seat_type, ticket_type, price, discount, fees, tax, tax_rate, tax_inclusive,
                       total, refunded_at))

// Why a line costs less than its list price.
struct LineAdjustment {
  OrderItemId line;
  pricing::AdjustmentSource source = pricing::AdjustmentSource::offer;
  std::string label;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(LineAdjustment, (), (line, source, label, amount))

// One leg of the order's payment.
struct Tender {
  std::int64_t position = 0;
  TenderKind kind = TenderKind::card;
  std::string label{};
  Money amount{};
  Money captured{};
  Money refunded{};                       // given back for good
  std::optional<std::int64_t> attempt{};  // of a card: the payment that counts
};
BOOST_DESCRIBE_STRUCT(Tender, (), (position, kind, label, amount, captured, refunded, attempt))

// The seats of an order's tickets, show by show in the order of their turns (rule 61).
struct SeatsOfShow {
  ShowId show;
  std::vector<ShowSeatId> seats;
};
std::vector<SeatsOfShow> seats_by_show(const std::vector<Line>& lines);
// Those of the chosen lines.
std::vector<SeatsOfShow> seats_by_show(const std::vector<Line>& lines,
                                       const std::vector<OrderItemId>& chosen);

struct TimelineRow {
  Timestamp at;
  std::string kind;
  std::string actor;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(TimelineRow, (), (at, kind, actor, detail))

// What an order is found by in lists.
std::string search_key_of(const Order& order);

// False when the order number is taken.
bool insert_order(store::Transaction& tx, const NewOrder& order);
void insert_line(store::Transaction& tx, OrderId order, std::int64_t position, const Line& line);
void insert_adjustment(store::Transaction& tx, OrderId order, std::int64_t position,
                       const LineAdjustment& adjustment);
void insert_tender(store::Transaction& tx, OrderId order, const Tender& tender);
void insert_event(store::Transaction& tx, OrderId order, std::int64_t id, const TimelineRow& row);

std::optional<Order> find_order(store::Queries& q, OrderId id);
std::optional<Order> find_order_by_number(store::Queries& q, std::string_view number);
std::vector<Line> lines_of(store::Queries& q, OrderId order);
std::vector<LineAdjustment> adjustments_of(store::Queries& q, OrderId order);
std::vector<Tender> tenders_of(store::Queries& q, OrderId order);
std::vector<TimelineRow> timeline_of(store::Queries& q, OrderId order);
// The newest first.
std::vector<SessionOrder> orders_of_session(store::Queries& q, const Bytes& session,
                                            std::int64_t limit);
// Those that were paid, the newest first.
std::vector<OrderOfAddress> orders_of_address(store::Queries& q, std::string_view email,
                                              std::int64_t limit);
bool show_has_orders(store::Queries& q, ShowId show);

// Each changes the row only if it still has the status that `order` says, and tells whether it did:
// between nodes this decides who makes the step.
bool mark_paid(store::Transaction& tx, const Order& order, OrderStatus to, std::int64_t attempt);
bool change_status(store::Transaction& tx, const Order& order, OrderStatus to);
bool add_refunded(store::Transaction& tx, const Order& order, OrderStatus to, Money amount);
void take_back_refunded(store::Transaction& tx, OrderId order, Money amount);
void change_expiry(store::Transaction& tx, OrderId order, Timestamp expires_at);
// Takes over name, address, telephone number and what they are found by.
void set_customer(store::Transaction& tx, const Order& order);
// False when it was refunded before.
bool mark_line_refunded(store::Transaction& tx, OrderId order, OrderItemId line);
// False when it is not refunded.
bool reinstate_line(store::Transaction& tx, OrderId order, OrderItemId line);

// The card's leg is captured by this payment. False when it was before.
bool capture_card(store::Transaction& tx, OrderId order, std::int64_t attempt);
// False when that is more than the payment's tender has captured.
bool add_refunded_to_tender(store::Transaction& tx, OrderId order, std::int64_t attempt,
                            Money amount);
void take_back_refunded_of_tender(store::Transaction& tx, OrderId order, std::int64_t attempt,
                                  Money amount);

// What one refund gives back of one line; without a line, of none in particular.
struct RefundLine {
  std::optional<OrderItemId> line{};
  std::optional<ShowId> show{};
  Money amount{};
  Money fees{};
  Money tax{};
};
// A refund of the order: what is given back, and to which tender the money goes (rule 62).
struct NewRefund {
  std::string reason;
  std::vector<RefundLine> lines;
  std::int64_t tender = 0;  // its position
  Money amount{};
  std::int64_t payment_refund = 0;  // its number in payments
};
void insert_refund(store::Transaction& tx, OrderId order, const NewRefund& refund);
// How far the provider is with it.
void change_refund_leg(store::Transaction& tx, OrderId order, std::int64_t payment_refund,
                       payments::RefundStatus state);
// It becomes known what a refund was for.
void replace_refund_lines(store::Transaction& tx, OrderId order, std::int64_t payment_refund,
                          const std::vector<RefundLine>& lines);

// These lines are void by the refund as well, though none of its money was theirs.
void add_refunded_lines(store::Transaction& tx, OrderId order, std::int64_t payment_refund,
                        const std::vector<OrderItemId>& lines);

// The same as it is read, by the number of the refund in payments.
struct RefundLineRow {
  std::int64_t payment_refund = 0;
  std::optional<OrderItemId> line;
  std::optional<ShowId> show;
  Money amount;
  Money fees;
  Money tax;
};
BOOST_DESCRIBE_STRUCT(RefundLineRow, (), (payment_refund, line, show, amount, fees, tax))
std::vector<RefundLineRow> refund_lines_of(store::Queries& q, OrderId order);
// Those of one refund.
std::vector<RefundLine> refund_lines_of(store::Queries& q, OrderId order,
                                        std::int64_t payment_refund);

// What a person must look at. `subject` is what it is about within the order: the number of a
// refund or payment, the id of a dispute.
struct Incident {
  IncidentId id;
  std::string kind;
  std::string subject;
  std::string detail;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Incident, (), (id, kind, subject, detail, at))
// The kind of an order whose time is over and whose payment cannot be ended.
inline constexpr std::string_view kNotEnded = "payment_not_ended";
// False when it is open already.
bool insert_incident(store::Transaction& tx, OrderId order, const Incident& incident);
std::vector<Incident> open_incidents(store::Queries& q, OrderId order);
// Both: false when it is not open.
bool clear_incident(store::Transaction& tx, OrderId order, IncidentId incident);
bool settle_incident(store::Transaction& tx, OrderId order, std::string_view kind,
                     std::string_view subject);

// A pending order whose time is over, by that time.
struct DuePlace {
  Timestamp expires_at{};
  OrderId id{};
};
BOOST_DESCRIBE_STRUCT(DuePlace, (), (expires_at, id))
// Those after `place`.
std::vector<DuePlace> due_orders(store::Queries& q, Timestamp now, const DuePlace& place,
                                 std::int64_t limit);
// When the next one after `until` is due; kNever when none is.
Timestamp next_due(store::Queries& q, Timestamp until);

}  // namespace usher::orders

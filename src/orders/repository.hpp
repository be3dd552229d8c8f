// Purpose: the rows of orders, their items and timelines. Place: orders.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "orders/types.hpp"
#include "store/transaction.hpp"

namespace usher::orders {

// A row of orders as it is read, in the order of the columns.
struct Order {
  OrderId id;
  std::string order_number;
  ShowId show;
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
  Money total;
  bool tax_inclusive = false;
  std::string fee_lines;  // JSON
  Money refunded;
  std::optional<std::int64_t> paid_attempt;
  std::string incident;  // what a person must look at; "" when nothing
  Timestamp created_at;
  Timestamp expires_at;
  std::optional<Timestamp> paid_at;
  std::string locale;            // BCP 47; "" when unknown
  std::optional<HoldId> hold{};  // that it was made from; absent in orders of old
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, order_number, show, session_key, status, customer_name, customer_email,
                       customer_phone, currency, subtotal, discount, fees, tax, total,
                       tax_inclusive, fee_lines, refunded, paid_attempt, incident, created_at,
                       expires_at, paid_at, locale, hold, version))

// What is written once, beside what Order has.
struct NewOrder {
  Order order;
  std::string email_key;
  std::string search_key;
  std::string rounding;
  HoldId hold{};  // whose seats they were
};

// An order as its browser session finds it again.
struct SessionOrder {
  OrderId id;
  std::optional<HoldId> hold;  // absent in orders made before this was written down
};
BOOST_DESCRIBE_STRUCT(SessionOrder, (), (id, hold))

struct Item {
  OrderItemId id;
  ShowSeatId show_seat;
  SeatId seat;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;
  Money price;
  Money discount;
  Money fees;
  Money tax;
  Money total;
  std::optional<Timestamp> refunded_at;
};
BOOST_DESCRIBE_STRUCT(Item, (),
                      (id, show_seat, seat, section, row_name, seat_number, seat_type, ticket_type,
                       price, discount, fees, tax, total, refunded_at))

std::vector<ShowSeatId> seats_of(const std::vector<Item>& items);

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
void insert_item(store::Transaction& tx, OrderId order, std::int64_t position, const Item& item);
void insert_event(store::Transaction& tx, OrderId order, std::int64_t id, const TimelineRow& row);

std::optional<Order> find_order(store::Queries& q, OrderId id);
std::optional<Order> find_order_by_number(store::Queries& q, std::string_view number);
std::vector<Item> items_of(store::Queries& q, OrderId order);
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
bool mark_item_refunded(store::Transaction& tx, OrderId order, OrderItemId item);
// False when it is not refunded.
bool reinstate_item(store::Transaction& tx, OrderId order, OrderItemId item);

// Which items a refund made void.
struct RefundedItem {
  std::int64_t number = 0;
  OrderItemId item;
};
BOOST_DESCRIBE_STRUCT(RefundedItem, (), (number, item))
void insert_refund_item(store::Transaction& tx, OrderId order, const RefundedItem& row);
std::vector<RefundedItem> refunded_items_of(store::Queries& q, OrderId order);

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

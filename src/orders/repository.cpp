#include "orders/repository.hpp"

#include "base/email.hpp"
#include "base/text.hpp"
#include "orders/events.hpp"
#include "orders/sql.hpp"

namespace usher::orders {
namespace {

// A step that was made is told; nobody refuses what was decided.
bool tell_step(store::Transaction& tx, OrderId order, OrderStatus to, bool made) {
  if (made) static_cast<void>(tx.emit(OrderStepped{order, to}));
  return made;
}

}  // namespace

std::vector<ShowSeatId> seats_of(const std::vector<Item>& items) {
  std::vector<ShowSeatId> seats;
  for (const auto& item : items) seats.push_back(item.show_seat);
  return seats;
}

bool insert_order(store::Transaction& tx, const NewOrder& made) {
  const Order& o = made.order;
  const bool inserted =
      tx.run(sql::insert_order, o.id, o.order_number, o.show, o.session_key, o.customer_name,
             o.customer_email, made.email_key, o.customer_phone, made.search_key, o.currency,
             o.subtotal, o.discount, o.fees, o.tax, o.total, o.tax_inclusive, made.rounding,
             o.fee_lines, o.created_at, o.expires_at, o.locale, made.hold) == 1;
  return tell_step(tx, o.id, OrderStatus::pending, inserted);
}

void insert_item(store::Transaction& tx, OrderId order, std::int64_t position, const Item& item) {
  tx.run(sql::insert_item, order, position, item.id, item.show_seat, item.seat, item.section,
         item.row_name, item.seat_number, item.seat_type, item.ticket_type, item.price,
         item.discount, item.fees, item.tax, item.total);
}

void insert_event(store::Transaction& tx, OrderId order, std::int64_t id, const TimelineRow& row) {
  tx.run(sql::insert_event, order, id, row.at, row.kind, row.actor, row.detail);
}

std::optional<Order> find_order(store::Queries& q, OrderId id) {
  return q.find<Order>(sql::find_order, id);
}

std::optional<Order> find_order_by_number(store::Queries& q, std::string_view number) {
  return q.find<Order>(sql::find_order_by_number, number);
}

std::vector<Item> items_of(store::Queries& q, OrderId order) {
  return q.all<Item>(sql::items_of_order, order);
}

std::vector<TimelineRow> timeline_of(store::Queries& q, OrderId order) {
  return q.all<TimelineRow>(sql::events_of_order, order);
}

std::vector<OrderOfAddress> orders_of_address(store::Queries& q, std::string_view email,
                                              std::int64_t limit) {
  // Before domains were stored as mail servers write them, keys had them as people do.
  return q.all<OrderOfAddress>(sql::orders_of_address, email_key(email),
                               fold_case(readable_email(email)), limit);
}

std::vector<SessionOrder> orders_of_session(store::Queries& q, const Bytes& session,
                                            std::int64_t limit) {
  return q.all<SessionOrder>(sql::orders_of_session, session, limit);
}

bool show_has_orders(store::Queries& q, ShowId show) {
  return q.find<OrderId>(sql::any_order_of_show, show).has_value();
}

bool mark_paid(store::Transaction& tx, const Order& order, OrderStatus to, std::int64_t attempt) {
  const auto counted = attempt > 0 ? std::optional(attempt) : std::nullopt;
  const bool marked = tx.run(sql::mark_paid, order.id, order.status, to, counted, tx.now()) == 1;
  return tell_step(tx, order.id, to, marked);
}

bool change_status(store::Transaction& tx, const Order& order, OrderStatus to) {
  const bool changed = tx.run(sql::change_status, order.id, order.status, to) == 1;
  return tell_step(tx, order.id, to, changed);
}

bool add_refunded(store::Transaction& tx, const Order& order, OrderStatus to, Money amount) {
  const bool added = tx.run(sql::add_refunded, order.id, order.status, to, amount) == 1;
  return tell_step(tx, order.id, to, added);
}

void take_back_refunded(store::Transaction& tx, OrderId order, Money amount) {
  tx.run(sql::take_back_refunded, order, amount);
}

void change_expiry(store::Transaction& tx, OrderId order, Timestamp expires_at) {
  tx.run(sql::change_expiry, order, expires_at);
}

std::string search_key_of(const Order& order) {
  return fold_for_search(order.order_number + " " + order.customer_name + " " +
                         order.customer_email + " " + readable_email(order.customer_email));
}

void set_customer(store::Transaction& tx, const Order& order) {
  tx.run(sql::set_customer, order.id, order.customer_name, order.customer_email,
         email_key(order.customer_email), order.customer_phone, search_key_of(order));
}

bool insert_incident(store::Transaction& tx, OrderId order, const Incident& incident) {
  const bool is_new = tx.run(sql::insert_incident, incident.id, order, incident.kind,
                             incident.subject, incident.detail, tx.now()) == 1;
  if (is_new) tx.run(sql::show_newest_incident, order);
  return is_new;
}

std::vector<Incident> open_incidents(store::Queries& q, OrderId order) {
  return q.all<Incident>(sql::open_incidents, order);
}

bool clear_incident(store::Transaction& tx, OrderId order, IncidentId incident) {
  const bool cleared = tx.run(sql::clear_incident, order, incident, tx.now()) == 1;
  if (cleared) tx.run(sql::show_newest_incident, order);
  return cleared;
}

bool settle_incident(store::Transaction& tx, OrderId order, std::string_view kind,
                     std::string_view subject) {
  const bool settled = tx.run(sql::settle_incident, order, kind, subject, tx.now()) == 1;
  if (settled) tx.run(sql::show_newest_incident, order);
  return settled;
}

bool mark_item_refunded(store::Transaction& tx, OrderId order, OrderItemId item) {
  return tx.run(sql::mark_item_refunded, order, item, tx.now()) == 1;
}

bool reinstate_item(store::Transaction& tx, OrderId order, OrderItemId item) {
  return tx.run(sql::reinstate_item, order, item) == 1;
}

void insert_refund_item(store::Transaction& tx, OrderId order, const RefundedItem& row) {
  tx.run(sql::insert_refund_item, order, row.number, row.item);
}

std::vector<RefundedItem> refunded_items_of(store::Queries& q, OrderId order) {
  return q.all<RefundedItem>(sql::refund_items_of_order, order);
}

std::vector<DuePlace> due_orders(store::Queries& q, Timestamp now, const DuePlace& place,
                                 std::int64_t limit) {
  return q.all<DuePlace>(sql::due_orders, now, place.expires_at, place.id, limit);
}

Timestamp next_due(store::Queries& q, Timestamp until) {
  return q.find<Timestamp>(sql::next_due, until).value_or(kNever);
}

}  // namespace usher::orders

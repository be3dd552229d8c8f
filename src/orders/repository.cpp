#include "orders/repository.hpp"

#include <algorithm>
#include <tuple>

#include "base/email.hpp"
#include "base/text.hpp"
#include "orders/events.hpp"
#include "orders/sql.hpp"

namespace usher::orders {
namespace {

// A step that was made is told; nobody refuses what was decided.
bool tell_step(store::Transaction& tx, OrderId order, OrderStatus to, bool made) {
  if (made) std::ignore = tx.emit(OrderStepped{order, to});
  return made;
}

template <class Chosen>
std::vector<SeatsOfShow> seats_by_show_if(const std::vector<Line>& lines, Chosen chosen) {
  std::vector<SeatsOfShow> all;
  for (const auto& line : lines) {
    if (!line.show || !line.show_seat || !chosen(line)) continue;
    auto known = std::ranges::lower_bound(all, *line.show, {}, &SeatsOfShow::show);
    if (known == all.end() || known->show != *line.show)
      known = all.insert(known, {*line.show, {}});
    known->seats.push_back(*line.show_seat);
  }
  return all;
}

}  // namespace

std::optional<ShowId> show_of(const store::LaneKeys& keys) {
  const auto shows = shows_of(keys);
  return shows.size() == 1 ? std::optional(shows.front()) : std::nullopt;
}

std::vector<ShowId> shows_of(const store::LaneKeys& keys) {
  std::vector<ShowId> shows;
  for (const auto key : keys.values())
    if (key != store::kHouseLane.value) shows.push_back(ShowId{key});
  return shows;
}

std::vector<HoldId> parse_hold_ids(std::string_view text) {
  std::vector<HoldId> holds;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto hold = HoldId::parse(text.substr(0, comma))) holds.push_back(hold);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return holds;
}

std::string hold_ids_text(const std::vector<HoldId>& holds) {
  std::string text;
  for (const auto hold : holds) text += (text.empty() ? "" : ",") + hold.text();
  return text;
}

std::vector<SeatsOfShow> seats_by_show(const std::vector<Line>& lines) {
  return seats_by_show_if(lines, [](const Line&) { return true; });
}

std::vector<SeatsOfShow> seats_by_show(const std::vector<Line>& lines,
                                       const std::vector<OrderItemId>& chosen) {
  return seats_by_show_if(
      lines, [&](const Line& line) { return std::ranges::find(chosen, line.id) != chosen.end(); });
}

bool insert_order(store::Transaction& tx, const NewOrder& made) {
  const Order& o = made.order;
  const bool inserted =
      tx.run(sql::insert_order, o.id, o.order_number, o.keys, o.session_key, o.customer_name,
             o.customer_email, made.email_key, o.customer_phone, made.search_key, o.currency,
             o.subtotal, o.discount, o.fees, o.tax, o.tax_added, o.total, o.tax_inclusive,
             made.rounding, o.fee_lines, o.created_at, o.expires_at, o.locale, o.hold_ids) == 1;
  return tell_step(tx, o.id, OrderStatus::pending, inserted);
}

void insert_line(store::Transaction& tx, OrderId order, std::int64_t position, const Line& line) {
  tx.run(sql::insert_line, order, position, line.id, line.kind, line.show, line.title,
         line.show_seat, line.seat, line.section, line.row_name, line.seat_number, line.seat_type,
         line.ticket_type, line.price, line.discount, line.fees, line.tax, line.tax_rate,
         line.tax_inclusive, line.total);
}

void insert_adjustment(store::Transaction& tx, OrderId order, std::int64_t position,
                       const LineAdjustment& adjustment) {
  tx.run(sql::insert_adjustment, order, adjustment.line, position, adjustment.source,
         adjustment.label, adjustment.amount);
}

void insert_tender(store::Transaction& tx, OrderId order, const Tender& tender) {
  tx.run(sql::insert_tender, order, tender.position, tender.kind, tender.label, tender.amount);
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

std::vector<Line> lines_of(store::Queries& q, OrderId order) {
  return q.all<Line>(sql::lines_of_order, order);
}

std::vector<LineAdjustment> adjustments_of(store::Queries& q, OrderId order) {
  return q.all<LineAdjustment>(sql::adjustments_of_order, order);
}

std::vector<Tender> tenders_of(store::Queries& q, OrderId order) {
  return q.all<Tender>(sql::tenders_of_order, order);
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

bool mark_line_refunded(store::Transaction& tx, OrderId order, OrderItemId line) {
  return tx.run(sql::mark_line_refunded, order, line, tx.now()) == 1;
}

bool reinstate_line(store::Transaction& tx, OrderId order, OrderItemId line) {
  return tx.run(sql::reinstate_line, order, line) == 1;
}

bool capture_card(store::Transaction& tx, OrderId order, std::int64_t attempt) {
  return tx.run(sql::capture_card, order, attempt) == 1;
}

bool add_refunded_to_tender(store::Transaction& tx, OrderId order, std::int64_t attempt,
                            Money amount) {
  return tx.run(sql::add_refunded_to_tender, order, attempt, amount) == 1;
}

void take_back_refunded_of_tender(store::Transaction& tx, OrderId order, std::int64_t attempt,
                                  Money amount) {
  tx.run(sql::take_back_refunded_of_tender, order, attempt, amount);
}

namespace {

void insert_refund_lines(store::Transaction& tx, OrderId order, std::int64_t number,
                         const std::vector<RefundLine>& lines) {
  std::int64_t position = 0;
  for (const auto& line : lines)
    tx.run(sql::insert_refund_line, order, number, position++, line.line, line.show, line.amount,
           line.fees, line.tax);
}

}  // namespace

void insert_refund(store::Transaction& tx, OrderId order, const NewRefund& refund) {
  const auto number = tx.find<std::int64_t>(sql::next_order_refund, order).value_or(1);
  tx.run(sql::insert_order_refund, order, number, refund.reason, tx.now());
  insert_refund_lines(tx, order, number, refund.lines);
  tx.run(sql::insert_refund_leg, order, number, refund.tender, refund.amount,
         refund.payment_refund);
}

void change_refund_leg(store::Transaction& tx, OrderId order, std::int64_t payment_refund,
                       payments::RefundStatus state) {
  tx.run(sql::change_refund_leg, order, payment_refund, state);
}

void replace_refund_lines(store::Transaction& tx, OrderId order, std::int64_t payment_refund,
                          const std::vector<RefundLine>& lines) {
  const auto number = tx.find<std::int64_t>(sql::refund_of_payment, order, payment_refund);
  if (!number) return;
  tx.run(sql::forget_refund_lines, order, *number);
  insert_refund_lines(tx, order, *number, lines);
}

void add_refunded_lines(store::Transaction& tx, OrderId order, std::int64_t payment_refund,
                        const std::vector<OrderItemId>& lines) {
  const auto number = tx.find<std::int64_t>(sql::refund_of_payment, order, payment_refund);
  if (!number) return;
  for (const auto line : lines) tx.run(sql::add_refunded_line, order, *number, line);
}

std::vector<RefundLineRow> refund_lines_of(store::Queries& q, OrderId order) {
  return q.all<RefundLineRow>(sql::refund_lines_of_order, order);
}

std::vector<RefundLine> refund_lines_of(store::Queries& q, OrderId order,
                                        std::int64_t payment_refund) {
  std::vector<RefundLine> lines;
  for (const auto& row : refund_lines_of(q, order)) {
    if (row.payment_refund == payment_refund)
      lines.push_back({row.line, row.show, row.amount, row.fees, row.tax});
  }
  return lines;
}

std::vector<DuePlace> due_orders(store::Queries& q, Timestamp now, const DuePlace& place,
                                 std::int64_t limit) {
  return q.all<DuePlace>(sql::due_orders, now, place.expires_at, place.id, limit);
}

Timestamp next_due(store::Queries& q, Timestamp until) {
  return q.find<Timestamp>(sql::next_due, until).value_or(kNever);
}

}  // namespace usher::orders

#include "tickets/repository.hpp"

#include <limits>

#include "tickets/sql.hpp"
#include "tickets/token.hpp"

namespace usher::tickets {
namespace {

// A LIKE pattern that finds the text anywhere.
std::optional<std::string> pattern_of(const TicketFilter& filter) {
  if (!filter.text || filter.text->empty()) return std::nullopt;
  std::string pattern = "%";
  for (const char c : fold_for_search(*filter.text)) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

std::optional<std::string> status_of(const TicketFilter& filter) {
  if (!filter.status) return std::nullopt;
  return std::string(enum_text(*filter.status));
}

struct StatusCount {
  std::string status;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(StatusCount, (), (status, count))

}  // namespace

void insert_ticket(store::Transaction& tx, const Ticket& t, ShowSeatId seat) {
  const std::string search = fold_for_search(t.holder_name + ' ' + t.holder_email + ' ' +
                                             t.ticket_number + ' ' + t.order_number);
  tx.run(sql::insert_ticket, t.id, t.ticket_number, t.order_id, t.order_item_id, t.order_number,
         t.show_id, seat, t.key_number, t.nonce, t.holder_name, t.holder_email, t.section,
         t.row_name, t.seat_number, t.seat_type, t.ticket_type, t.price, t.currency, t.issued_at,
         search);
}

bool number_is_taken(store::Queries& q, const std::string& number) {
  return q.find<std::int64_t>(sql::count_number, number).value_or(0) > 0;
}

std::optional<Ticket> find_ticket(store::Queries& q, TicketId id) {
  return q.find<Ticket>(sql::find_ticket, id);
}

std::vector<Ticket> find_tickets_of(store::Queries& q, OrderId order) {
  return q.all<Ticket>(sql::tickets_of_order, order);
}

std::vector<Ticket> list_tickets(store::Queries& q, const TicketFilter& filter, TicketId after,
                                 std::int64_t limit) {
  const auto status = status_of(filter);
  const auto pattern = pattern_of(filter);
  if (filter.sort == TicketSort::oldest) {
    return q.all<Ticket>(sql::list_oldest, after, filter.show, status, pattern, limit);
  }
  const TicketId before = after ? after : TicketId{std::numeric_limits<std::int64_t>::max()};
  return q.all<Ticket>(sql::list_newest, before, filter.show, status, pattern, limit);
}

std::int64_t count_tickets(store::Queries& q, const TicketFilter& filter) {
  return q.find<std::int64_t>(sql::count_list, filter.show, status_of(filter), pattern_of(filter))
      .value_or(0);
}

std::int64_t count_tickets_of(store::Queries& q, ShowId show) {
  return q.find<std::int64_t>(sql::count_of_show, show).value_or(0);
}

std::vector<OrderItemId> used_items(store::Queries& q, OrderId order) {
  return q.all<OrderItemId>(sql::used_items, order);
}

void void_ticket_of(store::Transaction& tx, OrderItemId item) {
  tx.run(sql::void_item, item, tx.now());
}

bool mark_used(store::Transaction& tx, TicketId ticket, Timestamp at, const std::string& gate) {
  return tx.run(sql::mark_used, ticket, at, gate) == 1;
}

bool mark_unused(store::Transaction& tx, TicketId ticket) {
  return tx.run(sql::mark_unused, ticket) == 1;
}

bool insert_scan(store::Transaction& tx, const NewScan& scan) {
  std::optional<Timestamp> first_at;
  std::optional<std::string> first_gate;
  if (scan.first) {
    first_at = scan.first->at;
    first_gate = scan.first->gate;
  }
  return tx.run(sql::insert_scan, scan.id, scan.ticket, scan.show, scan.scan_id, scan.request_hash,
                enum_text(scan.result), scan.gate, scan.scanned_at, tx.now(), scan.scanned_by,
                first_at, first_gate) == 1;
}

std::optional<StoredScan> find_scan(store::Queries& q, const std::string& scan_id) {
  return q.find<StoredScan>(sql::find_scan, scan_id);
}

std::optional<FirstScan> find_first_scan(store::Queries& q, TicketId ticket) {
  return q.find<FirstScan>(sql::first_admission, ticket);
}

void undo_admissions(store::Transaction& tx, TicketId ticket, UserId by) {
  tx.run(sql::undo_admissions, ticket, tx.now(), by);
}

Admissions count_admissions(store::Queries& q, ShowId show) {
  Admissions admissions;
  admissions.show_id = show;
  for (const auto& [status, count] : q.all<StatusCount>(sql::count_by_status, show)) {
    if (status == "valid") admissions.expected = count;
    if (status == "used") admissions.admitted = count;
  }
  admissions.issued = admissions.expected + admissions.admitted;
  admissions.gates = q.all<GateCount>(sql::count_by_gate, show);
  return admissions;
}

store::Viewer viewer_of(const std::string& code) {
  const auto token = parse_token(code);
  return token ? store::Viewer::of_ticket(token->claims.ticket) : store::Viewer::anyone();
}

}  // namespace usher::tickets

#include "tickets/repository.hpp"

#include <limits>

#include "tickets/sql.hpp"
#include "tickets/token.hpp"

namespace usher::tickets {
namespace {

// A LIKE pattern that finds the text anywhere.
std::optional<std::string> pattern_of(const std::optional<std::string>& text) {
  if (!text || text->empty()) return std::nullopt;
  std::string pattern = "%";
  for (const char c : fold_for_search(*text)) {
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

struct ConflictText {
  std::optional<std::string> conflict;
};
BOOST_DESCRIBE_STRUCT(ConflictText, (), (conflict))

// The table has one word for each of the two answers of either direction.
ScanResult stored_form(ScanResult result) {
  if (result == ScanResult::left) return ScanResult::admitted;
  if (result == ScanResult::not_inside) return ScanResult::already_used;
  return result;
}

ScanResult spoken_form(const std::string& text, Direction direction) {
  const auto stored = enum_from_text<ScanResult>(text);
  USHER_ASSERT(stored.has_value());
  if (direction == Direction::entry) return *stored;
  if (*stored == ScanResult::admitted) return ScanResult::left;
  if (*stored == ScanResult::already_used) return ScanResult::not_inside;
  return *stored;
}

std::optional<std::string> text_of(std::optional<ConflictKind> conflict) {
  if (!conflict) return std::nullopt;
  return std::string(enum_text(*conflict));
}

// A row of the log; the ticket's columns are all there or all null.
struct ScanRow {
  ScanId id;
  std::string result;
  Direction direction = Direction::entry;
  std::string gate;
  Timestamp scanned_at;
  Timestamp recorded_at;
  bool offline = false;
  UserId scanned_by;
  std::optional<Timestamp> undone_at;
  std::optional<std::string> conflict;
  std::optional<Timestamp> conflict_seen_at;
  std::optional<TicketId> ticket;
  std::optional<std::string> ticket_number;
  std::optional<OrderId> order;
  std::optional<std::string> holder_name;
  std::optional<std::string> section;
  std::optional<std::string> row_name;
  std::optional<std::string> seat_number;
  std::optional<std::string> status;
};
BOOST_DESCRIBE_STRUCT(ScanRow, (),
                      (id, result, direction, gate, scanned_at, recorded_at, offline, scanned_by,
                       undone_at, conflict, conflict_seen_at, ticket, ticket_number, order,
                       holder_name, section, row_name, seat_number, status))

LoggedScan logged(ScanRow row) {
  LoggedScan scan{.id = row.id,
                  .result = spoken_form(row.result, row.direction),
                  .direction = row.direction,
                  .gate = std::move(row.gate),
                  .scanned_at = row.scanned_at,
                  .recorded_at = row.recorded_at,
                  .offline = row.offline,
                  .scanned_by = row.scanned_by,
                  .undone_at = row.undone_at,
                  .conflict = std::nullopt,
                  .conflict_seen_at = row.conflict_seen_at,
                  .ticket = std::nullopt};
  if (row.conflict) scan.conflict = enum_from_text<ConflictKind>(*row.conflict);
  if (row.ticket) {
    scan.ticket = ScannedTicket{*row.ticket,
                                row.ticket_number.value_or(""),
                                row.order.value_or(OrderId{}),
                                row.holder_name.value_or(""),
                                row.section.value_or(""),
                                row.row_name.value_or(""),
                                row.seat_number.value_or(""),
                                row.status.value_or("")};
  }
  return scan;
}

// What a filter says of the columns.
struct ScanColumns {
  std::optional<std::string> result{};
  std::optional<std::string> direction{};
  std::optional<std::int64_t> passed{};
  std::optional<std::int64_t> offline{};
  std::optional<std::string> text{};
};

ScanColumns columns_of(const ScanFilter& filter) {
  ScanColumns columns{.text = pattern_of(filter.text)};
  if (filter.passed) columns.passed = std::int64_t{*filter.passed};
  if (filter.offline) columns.offline = std::int64_t{*filter.offline};
  if (!filter.result) return columns;
  columns.result = std::string(enum_text(stored_form(*filter.result)));
  const bool of_exit =
      *filter.result == ScanResult::left || *filter.result == ScanResult::not_inside;
  const bool of_entry =
      *filter.result == ScanResult::admitted || *filter.result == ScanResult::already_used;
  if (of_exit) columns.direction = std::string(enum_text(Direction::exit));
  if (of_entry) columns.direction = std::string(enum_text(Direction::entry));
  return columns;
}

}  // namespace

namespace {

std::string search_text_of(const Ticket& t) {
  return fold_for_search(t.holder_name + ' ' + t.holder_email + ' ' + t.ticket_number + ' ' +
                         t.order_number);
}

}  // namespace

void set_holder(store::Transaction& tx, const Ticket& t) {
  tx.run(sql::set_holder, t.id, t.holder_name, t.holder_email, search_text_of(t));
}

void insert_ticket(store::Transaction& tx, const Ticket& t, ShowSeatId seat) {
  tx.run(sql::insert_ticket, t.id, t.ticket_number, t.order_id, t.order_item_id, t.order_number,
         t.show_id, seat, t.key_number, t.nonce, t.holder_name, t.holder_email, t.section,
         t.row_name, t.seat_number, t.seat_type, t.ticket_type, t.price, t.currency, t.issued_at,
         search_text_of(t), t.locale);
}

bool number_is_taken(store::Queries& q, const std::string& number) {
  return q.find<std::int64_t>(sql::count_number, number).value_or(0) > 0;
}

std::optional<Ticket> find_ticket_by_number(store::Queries& q, const std::string& number) {
  return q.find<Ticket>(sql::find_ticket_by_number, number);
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
  const auto pattern = pattern_of(filter.text);
  if (filter.sort == TicketSort::oldest) {
    return q.all<Ticket>(sql::list_oldest, after, filter.show, status, pattern, limit);
  }
  const TicketId before = after ? after : TicketId{std::numeric_limits<std::int64_t>::max()};
  return q.all<Ticket>(sql::list_newest, before, filter.show, status, pattern, limit);
}

std::int64_t count_tickets(store::Queries& q, const TicketFilter& filter) {
  return q
      .find<std::int64_t>(sql::count_list, filter.show, status_of(filter), pattern_of(filter.text))
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

void reinstate_ticket_of(store::Transaction& tx, OrderItemId item) {
  tx.run(sql::reinstate_item, item);
}

bool let_in(store::Transaction& tx, TicketId ticket, Timestamp at, const std::string& gate) {
  return tx.run(sql::let_in, ticket, at, gate) == 1;
}

bool let_out(store::Transaction& tx, TicketId ticket) { return tx.run(sql::let_out, ticket) == 1; }

void lock_ticket(store::Transaction& tx, TicketId ticket) { tx.run(sql::lock_ticket, ticket); }

void settle_ticket(store::Transaction& tx, TicketId ticket, const Story& story) {
  std::optional<Timestamp> at;
  std::optional<std::string> gate;
  if (story.first_entry) {
    at = story.first_entry->at;
    gate = story.first_entry->gate;
  }
  tx.run(sql::settle_ticket, ticket, at, gate, story.inside ? Presence::inside : Presence::outside);
}

std::vector<ListedRow> scan_list(store::Queries& q, ShowId show) {
  return q.all<ListedRow>(sql::scan_list, show);
}

bool insert_scan(store::Transaction& tx, const NewScan& scan) {
  std::optional<Timestamp> first_at;
  std::optional<std::string> first_gate;
  if (scan.first) {
    first_at = scan.first->at;
    first_gate = scan.first->gate;
  }
  return tx.run(sql::insert_scan, scan.id, scan.ticket, scan.show, scan.scan_id, scan.request_hash,
                enum_text(stored_form(scan.result)), scan.gate, scan.scanned_at, tx.now(),
                scan.scanned_by, first_at, first_gate, scan.direction, passes(scan.result),
                scan.offline, text_of(scan.conflict)) == 1;
}

ScanResult StoredScan::result() const { return spoken_form(stored_result, direction); }

std::optional<FirstScan> StoredScan::first() const {
  if (!first_at) return std::nullopt;
  return FirstScan{*first_at, first_gate.value_or("")};
}

std::optional<StoredScan> find_scan(store::Queries& q, const std::string& scan_id) {
  return q.find<StoredScan>(sql::find_scan, scan_id);
}

std::optional<FirstScan> find_first_scan(store::Queries& q, TicketId ticket) {
  return q.find<FirstScan>(sql::first_admission, ticket);
}

std::vector<PassageRow> passages_of(store::Queries& q, TicketId ticket, ShowId show) {
  return q.all<PassageRow>(sql::passages_of_ticket, ticket, show);
}

void pass_scan(store::Transaction& tx, ScanId scan, Timestamp at, const std::string& gate,
               std::optional<ConflictKind> conflict) {
  tx.run(sql::pass_scan, scan, at, gate, text_of(conflict));
}

void set_conflict(store::Transaction& tx, ScanId scan, std::optional<ConflictKind> conflict) {
  tx.run(sql::set_conflict, scan, text_of(conflict));
}

void undo_passages(store::Transaction& tx, TicketId ticket, UserId by) {
  tx.run(sql::undo_passages, ticket, tx.now(), by);
}

std::vector<ConflictRow> list_conflicts(store::Queries& q, const ConflictFilter& filter,
                                        ScanId before, std::int64_t limit) {
  const ScanId end = before ? before : ScanId{std::numeric_limits<std::int64_t>::max()};
  return q.all<ConflictRow>(sql::list_conflicts, end, filter.show, std::int64_t{filter.with_seen},
                            text_of(filter.kind), filter.gate, limit);
}

std::int64_t count_conflicts(store::Queries& q, const ConflictFilter& filter) {
  return q
      .find<std::int64_t>(sql::count_listed_conflicts, filter.show, std::int64_t{filter.with_seen},
                          text_of(filter.kind), filter.gate)
      .value_or(0);
}

std::optional<ConflictRow> find_conflict(store::Queries& q, ScanId scan) {
  return q.find<ConflictRow>(sql::find_conflict, scan);
}

std::optional<ConflictKind> conflict_of(store::Queries& q, const std::string& scan_id) {
  const auto row = q.find<ConflictText>(sql::conflict_of_scan, scan_id);
  if (!row || !row->conflict) return std::nullopt;
  return enum_from_text<ConflictKind>(*row->conflict);
}

void mark_conflict_seen(store::Transaction& tx, ScanId scan, UserId by, const std::string& note) {
  tx.run(sql::mark_conflict_seen, scan, tx.now(), by, note);
}

std::vector<LoggedScan> list_scans(store::Queries& q, const ScanFilter& filter,
                                   const std::optional<ScanPlace>& before, std::int64_t limit) {
  std::optional<Timestamp> at;
  ScanId id;
  if (before) {
    at = before->at;
    id = before->id;
  }
  const auto columns = columns_of(filter);
  std::vector<LoggedScan> scans;
  for (auto& row :
       q.all<ScanRow>(sql::list_scans, filter.show, at, id, filter.gate, columns.result,
                      columns.direction, columns.passed, columns.offline, columns.text, limit)) {
    scans.push_back(logged(std::move(row)));
  }
  return scans;
}

std::int64_t count_scans(store::Queries& q, const ScanFilter& filter) {
  const auto columns = columns_of(filter);
  return q
      .find<std::int64_t>(sql::count_scans, filter.show, filter.gate, columns.result,
                          columns.direction, columns.passed, columns.offline, columns.text)
      .value_or(0);
}

Admissions count_admissions(store::Queries& q, ShowId show) {
  Admissions admissions;
  admissions.show_id = show;
  for (const auto& [status, count] : q.all<StatusCount>(sql::count_by_status, show)) {
    if (status == "valid") admissions.expected = count;
    if (status == "used") admissions.admitted = count;
  }
  admissions.issued = admissions.expected + admissions.admitted;
  admissions.inside = q.find<std::int64_t>(sql::count_inside, show).value_or(0);
  admissions.conflicts = q.find<std::int64_t>(sql::count_open_conflicts, show).value_or(0);
  admissions.gates = q.all<GateCount>(sql::count_by_gate, show);
  return admissions;
}

store::Viewer viewer_of(const std::string& code) {
  const auto token = parse_token(code);
  return token ? store::Viewer::of_ticket(token->claims.ticket) : store::Viewer::anyone();
}

}  // namespace usher::tickets

// Purpose: the SQL of tickets and scans. Place: tickets; used by its use cases only.
// Nothing here decides; rules.cpp and the use cases do.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/transaction.hpp"
#include "tickets/filters.hpp"
#include "tickets/rules.hpp"
#include "tickets/types.hpp"

namespace usher::tickets {

struct NewScan {
  std::int64_t id = 0;
  std::optional<TicketId> ticket;
  ShowId show;
  std::optional<std::string> scan_id;
  Bytes request_hash;
  ScanResult result = ScanResult::not_found;
  std::string gate;
  Timestamp scanned_at;
  UserId scanned_by;
  std::optional<FirstScan> first;
  Direction direction = Direction::entry;
  bool offline = false;
  std::optional<ConflictKind> conflict{};
};

// A row of scans as the answer to a retry.
struct StoredScan {
  ScanId id;
  std::optional<TicketId> ticket;
  Bytes request_hash;
  Direction direction = Direction::entry;
  std::string stored_result;
  bool passed = false;
  std::optional<Timestamp> first_at;
  std::optional<std::string> first_gate;

  ScanResult result() const;
  std::optional<FirstScan> first() const;
};
BOOST_DESCRIBE_STRUCT(StoredScan, (),
                      (id, ticket, request_hash, direction, stored_result, passed, first_at,
                       first_gate))

// A scan with which somebody went through the door.
struct PassageRow {
  ScanId id;
  std::string scan_id;
  Direction direction = Direction::entry;
  Timestamp scanned_at;
  std::string gate;
  bool offline = false;
  Timestamp recorded_at;
  std::optional<std::string> conflict;
};
BOOST_DESCRIBE_STRUCT(PassageRow, (),
                      (id, scan_id, direction, scanned_at, gate, offline, recorded_at, conflict))

struct ConflictRow {
  ScanId id;
  std::optional<TicketId> ticket;
  ShowId show;
  Direction direction = Direction::entry;
  std::string gate;
  Timestamp scanned_at;
  Timestamp recorded_at;
  bool offline = false;
  std::string kind;
  std::optional<Timestamp> seen_at;
  std::optional<UserId> seen_by;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ConflictRow, (),
                      (id, ticket, show, direction, gate, scanned_at, recorded_at, offline, kind,
                       seen_at, seen_by, note))

struct ListedRow {
  TicketId id;
  std::string ticket_number;
  Bytes nonce;
  std::string status;
  std::string presence;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;
  std::optional<Timestamp> used_at;
  std::optional<std::string> used_gate;
  std::optional<Timestamp> voided_at;
};
BOOST_DESCRIBE_STRUCT(ListedRow, (),
                      (id, ticket_number, nonce, status, presence, section, row_name, seat_number,
                       seat_type, ticket_type, used_at, used_gate, voided_at))

void insert_ticket(store::Transaction& tx, const Ticket& ticket, ShowSeatId seat);
// Takes over whose the ticket is, and what it is found by.
void set_holder(store::Transaction& tx, const Ticket& ticket);
bool number_is_taken(store::Queries& q, const std::string& number);
std::optional<Ticket> find_ticket(store::Queries& q, TicketId id);
std::optional<Ticket> find_ticket_by_number(store::Queries& q, const std::string& number);
std::vector<Ticket> find_tickets_of(store::Queries& q, OrderId order);
// After the ticket `after` in the order of the filter; 0 begins.
std::vector<Ticket> list_tickets(store::Queries& q, const TicketFilter& filter, TicketId after,
                                 std::int64_t limit);
std::int64_t count_tickets(store::Queries& q, const TicketFilter& filter);
std::int64_t count_tickets_of(store::Queries& q, ShowId show);
std::vector<OrderItemId> used_items(store::Queries& q, OrderId order);

void void_ticket_of(store::Transaction& tx, OrderItemId item);
// The same ticket is good again, with its code.
void reinstate_ticket_of(store::Transaction& tx, OrderItemId item);
// False when the ticket is not good, or inside: somebody else was let in with it.
bool let_in(store::Transaction& tx, TicketId ticket, Timestamp at, const std::string& gate);
// False when it is not inside.
bool let_out(store::Transaction& tx, TicketId ticket);
// Nobody else changes the ticket until the transaction is over.
void lock_ticket(store::Transaction& tx, TicketId ticket);
// What all its passages say of the ticket; a void one stays void.
void settle_ticket(store::Transaction& tx, TicketId ticket, const Story& story);
std::vector<ListedRow> scan_list(store::Queries& q, ShowId show);

// False when the scan_id is known already.
bool insert_scan(store::Transaction& tx, const NewScan& scan);
std::optional<StoredScan> find_scan(store::Queries& q, const std::string& scan_id);
std::optional<FirstScan> find_first_scan(store::Queries& q, TicketId ticket);
// In their order (rule 49).
std::vector<PassageRow> passages_of(store::Queries& q, TicketId ticket, ShowId show);
// A scan that the server refused, with which somebody was let through all the same.
void pass_scan(store::Transaction& tx, ScanId scan, Timestamp at, const std::string& gate,
               std::optional<ConflictKind> conflict);
void set_conflict(store::Transaction& tx, ScanId scan, std::optional<ConflictKind> conflict);
void undo_passages(store::Transaction& tx, TicketId ticket, UserId by);
// The newest first, from before the scan `before`; 0 begins.
std::vector<ConflictRow> list_conflicts(store::Queries& q, const ConflictFilter& filter,
                                        ScanId before, std::int64_t limit);
std::int64_t count_conflicts(store::Queries& q, const ConflictFilter& filter);
std::optional<ConflictRow> find_conflict(store::Queries& q, ScanId scan);
std::optional<ConflictKind> conflict_of(store::Queries& q, const std::string& scan_id);
void mark_conflict_seen(store::Transaction& tx, ScanId scan, UserId by, const std::string& note);
// The latest first, from before `before`.
std::vector<LoggedScan> list_scans(store::Queries& q, const ScanFilter& filter,
                                   const std::optional<ScanPlace>& before, std::int64_t limit);
std::int64_t count_scans(store::Queries& q, const ScanFilter& filter);
Admissions count_admissions(store::Queries& q, ShowId show);

// Whom the database shows the ticket that a code names, genuine or not, and nothing else.
store::Viewer viewer_of(const std::string& code);

}  // namespace usher::tickets

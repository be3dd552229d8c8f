// Purpose: the SQL of tickets and scans. Place: tickets; used by its use cases only.
// Nothing here decides; rules.cpp and the use cases do.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/transaction.hpp"
#include "tickets/types.hpp"

namespace usher::tickets {

BOOST_DEFINE_ENUM_CLASS(TicketSort, newest, oldest)

struct TicketFilter {
  std::optional<std::string> text{};
  std::optional<ShowId> show{};
  std::optional<TicketStatus> status{};
  TicketSort sort = TicketSort::newest;
};

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
};

struct StoredScan {
  std::optional<TicketId> ticket;
  Bytes request_hash;
  std::string result;
  std::optional<Timestamp> first_at;
  std::optional<std::string> first_gate;
};
BOOST_DESCRIBE_STRUCT(StoredScan, (), (ticket, request_hash, result, first_at, first_gate))

void insert_ticket(store::Transaction& tx, const Ticket& ticket, ShowSeatId seat);
bool number_is_taken(store::Queries& q, const std::string& number);
std::optional<Ticket> find_ticket(store::Queries& q, TicketId id);
std::vector<Ticket> find_tickets_of(store::Queries& q, OrderId order);
// After the ticket `after` in the order of the filter; 0 begins.
std::vector<Ticket> list_tickets(store::Queries& q, const TicketFilter& filter, TicketId after,
                                 std::int64_t limit);
std::int64_t count_tickets(store::Queries& q, const TicketFilter& filter);
std::int64_t count_tickets_of(store::Queries& q, ShowId show);
std::vector<OrderItemId> used_items(store::Queries& q, OrderId order);

void void_ticket_of(store::Transaction& tx, OrderItemId item);
// False when the ticket is not valid (any more): somebody else was let in with it.
bool mark_used(store::Transaction& tx, TicketId ticket, Timestamp at, const std::string& gate);
bool mark_unused(store::Transaction& tx, TicketId ticket);

// False when the scan_id is known already.
bool insert_scan(store::Transaction& tx, const NewScan& scan);
std::optional<StoredScan> find_scan(store::Queries& q, const std::string& scan_id);
std::optional<FirstScan> find_first_scan(store::Queries& q, TicketId ticket);
void undo_admissions(store::Transaction& tx, TicketId ticket, UserId by);
Admissions count_admissions(store::Queries& q, ShowId show);

// Whom the database shows the ticket that a code names, genuine or not, and nothing else.
store::Viewer viewer_of(const std::string& code);

}  // namespace usher::tickets

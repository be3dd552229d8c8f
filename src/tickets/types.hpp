// Purpose: what a ticket is and what a scan of it says. Place: tickets; for the slices above too.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json_types.hpp"
#include "base/money.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "orders/types.hpp"

namespace usher::tickets {

// "void" in JSON and SQL.
BOOST_DEFINE_ENUM_CLASS(TicketStatus, valid, used, void_, transferred)

// Where the holder of a used ticket is, as far as the door knows (rule 49).
BOOST_DEFINE_ENUM_CLASS(Presence, inside, outside)

// The order in which they are judged is in rules.hpp. The last two answer who leaves.
BOOST_DEFINE_ENUM_CLASS(ScanResult, admitted, already_used, void_, wrong_show, not_found, too_early,
                        left, not_inside)

using ScanId = Id<struct ScanTag>;

// Why a ticket is no longer good, to be said in words.
BOOST_DEFINE_ENUM_CLASS(VoidReason, refunded, show_cancelled, passed_on)

// Which way through the door.
BOOST_DEFINE_ENUM_CLASS(Direction, entry, exit)

// What staff should look at after scans without the network were merged (rules 23, 48, 49):
// somebody went in while the ticket was inside already, went out without having come in, or was let
// in with a ticket that was void, of another show or none at all.
BOOST_DEFINE_ENUM_CLASS(ConflictKind, admitted_twice, not_inside, void_, wrong_show, not_found)

// A row of tickets; the members are the columns of sql/tickets.sql, in this order.
struct Ticket {
  TicketId id;
  std::string ticket_number;
  OrderId order_id;
  OrderItemId order_item_id;
  std::string order_number;
  ShowId show_id;
  std::int64_t key_number = 0;
  Bytes nonce;
  std::string status;  // a TicketStatus
  std::string holder_name;
  std::string holder_email;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;
  Money price;
  Currency currency;
  Timestamp issued_at;
  std::optional<Timestamp> used_at;
  std::optional<std::string> used_gate;
  std::optional<Timestamp> voided_at;
  std::string presence;  // a Presence
  std::string locale;    // the language that the buyer reads (BCP 47); "" when unknown

  bool inside() const { return presence == enum_text(Presence::inside); }
  bool living() const { return status == "valid" || status == "used"; }
  // One that this version does not know lets nobody in.
  TicketStatus state() const {
    return enum_from_text<TicketStatus>(status).value_or(TicketStatus::void_);
  }
};
BOOST_DESCRIBE_STRUCT(Ticket, (),
                      (id, ticket_number, order_id, order_item_id, order_number, show_id,
                       key_number, nonce, status, holder_name, holder_email, section, row_name,
                       seat_number, seat_type, ticket_type, price, currency, issued_at, used_at,
                       used_gate, voided_at, presence, locale))

// A ticket as its holder and the door see it: with its kind, which the door checks, and what became
// of it.
struct SeenTicket : orders::TicketView {
  std::string ticket_type;                // "" where a show has no kinds
  std::optional<Timestamp> voided_at;     // absent while it is good
  std::optional<VoidReason> void_reason;  // absent while it is good
};
BOOST_DESCRIBE_STRUCT(SeenTicket, (orders::TicketView), (ticket_type, voided_at, void_reason))

// A ticket as staff see it: what the buyer sees, and what happened to it.
struct StaffTicket : orders::TicketView {
  OrderId order_id;
  std::string order_number;
  std::string ticket_type;
  Timestamp issued_at;
  std::optional<Timestamp> used_at;
  std::optional<std::string> used_gate;
  std::optional<Timestamp> voided_at;
};
BOOST_DESCRIBE_STRUCT(StaffTicket, (orders::TicketView),
                      (order_id, order_number, ticket_type, issued_at, used_at, used_gate,
                       voided_at))

// When and where the holder of a ticket was let in.
struct FirstScan {
  Timestamp at;
  std::string gate;
};
BOOST_DESCRIBE_STRUCT(FirstScan, (), (at, gate))

// A ticket as the door sees it: whatever helps to look whether it fits, and never its code, which
// opens everything (guests.md 100).
struct DoorTicket {
  TicketId id;
  std::string ticket_number;
  std::string status;
  std::string holder_name;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;  // "" where a show has no kinds
  orders::TicketShow show;
  Money price;
  Currency currency;
  std::optional<Timestamp> voided_at;     // absent while it is good
  std::optional<VoidReason> void_reason;  // absent while it is good
};
BOOST_DESCRIBE_STRUCT(DoorTicket, (),
                      (id, ticket_number, status, holder_name, section, row_name, seat_number,
                       seat_type, ticket_type, show, price, currency, voided_at, void_reason))

// What is done with who comes before the doors open: answer too_early, or let them in.
BOOST_DEFINE_ENUM_CLASS(EarlyScans, ask, admit)

// The answer to a scan. `ticket` and `first_scan` are of tickets for the show of the scan only: of
// another show's the door learns nothing more than that (guests.md 100).
struct Verification {
  ScanResult result = ScanResult::not_found;
  std::optional<DoorTicket> ticket;
  std::optional<FirstScan> first_scan;
  std::optional<Timestamp> opens_at;  // when people are expected from, until then
};
BOOST_DESCRIBE_STRUCT(Verification, (), (result, ticket, first_scan, opens_at))

struct GateCount {
  std::string gate;  // "" for scans that named none
  std::int64_t admitted = 0;
  std::int64_t refused = 0;
  std::int64_t left = 0;
  Timestamp last_scan_at;
};
BOOST_DESCRIBE_STRUCT(GateCount, (), (gate, admitted, refused, left, last_scan_at))

struct Admissions {
  ShowId show_id;
  std::int64_t issued = 0;     // living tickets: valid and used
  std::int64_t admitted = 0;   // of these, used
  std::int64_t expected = 0;   // of these, not yet
  std::int64_t inside = 0;     // now; whoever went out again is not
  std::int64_t conflicts = 0;  // that no one of staff has seen to
  std::vector<GateCount> gates;
};
BOOST_DESCRIBE_STRUCT(Admissions, (),
                      (show_id, issued, admitted, expected, inside, conflicts, gates))

// What a scanner needs to know of a ticket when it has no network; nobody's name.
struct ListedTicket {
  TicketId id;
  std::string ticket_number;
  std::string nonce;  // base64url, as in the code
  std::string status;
  bool inside = false;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  std::string ticket_type;
  std::optional<Timestamp> used_at;
  std::optional<std::string> used_gate;
  std::optional<Timestamp> voided_at;     // absent while it is good
  std::optional<VoidReason> void_reason;  // absent while it is good
};
BOOST_DESCRIBE_STRUCT(ListedTicket, (),
                      (id, ticket_number, nonce, status, inside, section, row_name, seat_number,
                       seat_type, ticket_type, used_at, used_gate, voided_at, void_reason))

struct ScanList {
  ShowId show_id;
  Timestamp as_of;
  // Who comes before is too early, and let in only if somebody says so.
  Timestamp opens_at;
  std::vector<ListedTicket> tickets;
};
BOOST_DESCRIBE_STRUCT(ScanList, (), (show_id, as_of, opens_at, tickets))

// What became of a scan that a scanner decided alone.
struct MergedScan {
  std::string scan_id;
  // Absent: it was not taken, see `error`.
  std::optional<ScanResult> result;
  std::optional<ConflictKind> conflict;
  std::optional<FirstScan> first_scan;
  std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(MergedScan, (), (scan_id, result, conflict, first_scan, error))

struct MergedScans {
  std::vector<MergedScan> results;
};
BOOST_DESCRIBE_STRUCT(MergedScans, (), (results))

struct Conflict {
  ScanId id;
  ConflictKind kind = ConflictKind::admitted_twice;
  ShowId show_id;
  Direction direction = Direction::entry;
  std::string gate;
  Timestamp scanned_at;
  Timestamp recorded_at;
  bool offline = false;
  // Absent, as first_scan, where it is not one of this show's.
  std::optional<DoorTicket> ticket;
  std::optional<FirstScan> first_scan;
  std::optional<Timestamp> seen_at;
  std::optional<UserId> seen_by;
  std::string note;  // what was done about it; "" when nobody said
};
BOOST_DESCRIBE_STRUCT(Conflict, (),
                      (id, kind, show_id, direction, gate, scanned_at, recorded_at, offline, ticket,
                       first_scan, seen_at, seen_by, note))

// Whose ticket was scanned.
struct ScannedTicket {
  TicketId id;
  std::string ticket_number;
  OrderId order_id;
  std::string holder_name;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string status;  // now
};
BOOST_DESCRIBE_STRUCT(ScannedTicket, (),
                      (id, ticket_number, order_id, holder_name, section, row_name, seat_number,
                       status))

// One look of a scanner at a code, in the log of a show's doors.
struct LoggedScan {
  ScanId id;
  ScanResult result = ScanResult::not_found;
  Direction direction = Direction::entry;
  std::string gate;
  Timestamp scanned_at;
  Timestamp recorded_at;
  bool offline = false;
  UserId scanned_by;
  std::optional<Timestamp> undone_at;  // somebody took it back
  std::optional<ConflictKind> conflict;
  std::optional<Timestamp> conflict_seen_at;
  std::optional<ScannedTicket> ticket;  // absent: the code is not one of ours
};
BOOST_DESCRIBE_STRUCT(LoggedScan, (),
                      (id, result, direction, gate, scanned_at, recorded_at, offline, scanned_by,
                       undone_at, conflict, conflict_seen_at, ticket))

// What a scanner needs to check codes without the server.
struct VerificationKey {
  std::int64_t key = 0;
  std::string algorithm = "Ed25519";
  std::string public_key;  // base64url, 32 bytes
  Timestamp created_at;
  bool current = false;  // signs new tickets
};
BOOST_DESCRIBE_STRUCT(VerificationKey, (), (key, algorithm, public_key, created_at, current))

struct VerificationKeys {
  std::vector<VerificationKey> items;
};
BOOST_DESCRIBE_STRUCT(VerificationKeys, (), (items))

}  // namespace usher::tickets

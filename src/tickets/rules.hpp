// Purpose: who is let in. Place: tickets; pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "shows/types.hpp"
#include "tickets/types.hpp"

namespace usher::tickets {

// What is known when a genuine ticket is held under a scanner.
struct EntryFacts {
  TicketStatus status = TicketStatus::valid;
  ShowId ticket_show;
  ShowId scanned_at_show;
  bool inside = false;
  // Earlier scans are refused; absent: nobody comes too early.
  std::optional<Timestamp> opens_at;
};

// Validity comes before everything, use before earliness (rule 48): void, wrong_show,
// already_used, too_early, admitted. Who has left may come in again (rule 49).
ScanResult judge_entry(const EntryFacts& facts, Timestamp at);
// wrong_show, not_inside, left. A ticket that was voided meanwhile keeps nobody in.
ScanResult judge_exit(const EntryFacts& facts);

// Whether somebody goes through the door with this answer.
inline bool passes(ScanResult result) {
  return result == ScanResult::admitted || result == ScanResult::left;
}

// Somebody going through the door.
struct Passage {
  Direction direction = Direction::entry;
  Timestamp at;
  std::string gate;
  bool offline = false;
  Timestamp recorded_at;
};

// What the passages of one ticket come to.
struct Story {
  bool inside = false;
  std::optional<Passage> first_entry;
  std::vector<std::optional<ConflictKind>> conflicts;  // one for each passage
};

// `passages` in their order: by time, then by the scanner's name for the scan. As it looks at all
// of them every time, it says the same in whichever order they became known (rule 49). Only what a
// scanner decided alone can be in conflict with a void ticket.
Story tell(const std::vector<Passage>& passages, std::optional<Timestamp> voided_at);

// Why the ticket is no longer good; nothing while it is. A ticket is voided by a refund; one whose
// show was cancelled says that instead, which its holder knows better.
std::optional<VoidReason> why_void(TicketStatus ticket, shows::ShowStatus show);

// "TKT-20261124-" and six characters of Crockford's base32 from 30 random bits; the date is that of
// the sale, in UTC.
std::string make_ticket_number(Timestamp issued_at, std::uint64_t random);
// The ticket's number in what somebody typed: in any case, with O, I and L for 0 and 1. Nothing
// when it has not the form of one.
std::optional<std::string> ticket_number_in(std::string_view text);

}  // namespace usher::tickets

// Purpose: who is let in. Place: tickets; pure.
#pragma once
#include <optional>

#include "base/clock.hpp"
#include "tickets/types.hpp"

namespace usher::tickets {

// What is known when a genuine ticket is held under a scanner.
struct EntryFacts {
  TicketStatus status = TicketStatus::valid;
  ShowId ticket_show;
  ShowId scanned_at_show;
  // Earlier scans are refused; absent: nobody comes too early.
  std::optional<Timestamp> opens_at;
};

// Validity comes before everything, use before earliness (rule 48): void, wrong_show,
// already_used, too_early, admitted.
ScanResult judge_entry(const EntryFacts& facts, Timestamp at);

// "TKT-20261124-" and six characters of Crockford's base32 from 30 random bits; the date is that of
// the sale, in UTC.
std::string make_ticket_number(Timestamp issued_at, std::uint64_t random);

}  // namespace usher::tickets

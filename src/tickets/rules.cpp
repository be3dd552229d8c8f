#include "tickets/rules.hpp"

#include <algorithm>
#include <string_view>

namespace usher::tickets {

ScanResult judge_entry(const EntryFacts& facts, Timestamp at) {
  if (facts.status == TicketStatus::void_ || facts.status == TicketStatus::transferred) {
    return ScanResult::void_;
  }
  if (facts.ticket_show != facts.scanned_at_show) return ScanResult::wrong_show;
  if (facts.status == TicketStatus::used) return ScanResult::already_used;
  if (facts.opens_at && at < *facts.opens_at) return ScanResult::too_early;
  return ScanResult::admitted;
}

std::string make_ticket_number(Timestamp issued_at, std::uint64_t random) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string date = format_rfc3339(issued_at).substr(0, 10);
  std::erase(date, '-');
  std::string number = "TKT-" + date + "-";
  for (int i = 0; i < 6; ++i) {
    number += kAlphabet[random & 31];
    random >>= 5;
  }
  return number;
}

}  // namespace usher::tickets

#include "tickets/rules.hpp"

#include <algorithm>
#include <string_view>

namespace usher::tickets {

ScanResult judge_entry(const EntryFacts& facts, Timestamp at) {
  if (facts.status == TicketStatus::void_ || facts.status == TicketStatus::transferred) {
    return ScanResult::void_;
  }
  if (facts.ticket_show != facts.scanned_at_show) return ScanResult::wrong_show;
  if (facts.inside) return ScanResult::already_used;
  if (facts.opens_at && at < *facts.opens_at) return ScanResult::too_early;
  return ScanResult::admitted;
}

ScanResult judge_exit(const EntryFacts& facts) {
  if (facts.ticket_show != facts.scanned_at_show) return ScanResult::wrong_show;
  return facts.inside ? ScanResult::left : ScanResult::not_inside;
}

Story tell(const std::vector<Passage>& passages, std::optional<Timestamp> voided_at) {
  Story story;
  for (const auto& passage : passages) {
    const bool entry = passage.direction == Direction::entry;
    std::optional<ConflictKind> conflict;
    if (entry && passage.offline && voided_at && *voided_at <= passage.recorded_at) {
      conflict = ConflictKind::void_;
    } else if (entry && story.inside) {
      conflict = ConflictKind::admitted_twice;
    } else if (!entry && !story.inside) {
      conflict = ConflictKind::not_inside;
    }
    if (entry && !story.first_entry) story.first_entry = passage;
    story.inside = entry;
    story.conflicts.push_back(conflict);
  }
  return story;
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

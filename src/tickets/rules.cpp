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

namespace {

constexpr std::string_view kNumberAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kNumberPrefix = "TKT-";
constexpr std::size_t kNumberLength = 19;  // TKT-20261125-V00PBH
constexpr std::size_t kNumberDate = 4;
constexpr std::size_t kNumberDrawn = 13;

}  // namespace

std::optional<std::string> ticket_number_in(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  if (text.size() != kNumberLength) return std::nullopt;
  std::string number(text);
  for (std::size_t i = 0; i < number.size(); ++i) {
    char& letter = number[i];
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (i < kNumberDate) continue;
    if (letter == 'O') letter = '0';
    if (letter == 'I' || letter == 'L') letter = '1';
  }
  if (!number.starts_with(kNumberPrefix) || number[kNumberDrawn - 1] != '-') return std::nullopt;
  const auto date = std::string_view(number).substr(kNumberDate, kNumberDrawn - 1 - kNumberDate);
  const auto drawn = std::string_view(number).substr(kNumberDrawn);
  if (date.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (drawn.find_first_not_of(kNumberAlphabet) != std::string_view::npos) return std::nullopt;
  return number;
}

std::optional<VoidReason> why_void(TicketStatus ticket, shows::ShowStatus show) {
  if (ticket == TicketStatus::transferred) return VoidReason::passed_on;
  if (ticket != TicketStatus::void_) return std::nullopt;
  return show == shows::ShowStatus::cancelled ? VoidReason::show_cancelled : VoidReason::refunded;
}

std::string make_ticket_number(Timestamp issued_at, std::uint64_t random) {
  std::string date = format_rfc3339(issued_at).substr(0, 10);
  std::erase(date, '-');
  std::string number = std::string(kNumberPrefix) + date + "-";
  for (int i = 0; i < 6; ++i) {
    number += kNumberAlphabet[random & 31];
    random >>= 5;
  }
  return number;
}

}  // namespace usher::tickets

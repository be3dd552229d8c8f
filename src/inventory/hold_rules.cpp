#include "inventory/hold_rules.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <limits>
#include <tuple>
#include <utility>

#include "inventory/gaps.hpp"

namespace usher::inventory {
namespace {

// Slots from the nearest accessible seat of the party; the most there is when it has none.
std::uint32_t way_to_accessible(const SeatGrid& grid, std::span<const std::uint32_t> party,
                                std::uint32_t slot) {
  std::uint32_t way = std::numeric_limits<std::uint32_t>::max();
  for (const auto other : party) {
    if (grid.use[other] != SeatUse::accessible) continue;
    way = std::min(way, other > slot ? other - slot : slot - other);
  }
  return way;
}

// `party` are neighbouring slots.
void judge_party(const SeatGrid& grid, std::span<const std::uint32_t> party,
                 std::vector<std::uint32_t>& too_many) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> companions;  // by their way, then their slot
  std::size_t accessible = 0;
  for (const auto slot : party) {
    if (grid.use[slot] == SeatUse::accessible) ++accessible;
    if (grid.use[slot] != SeatUse::companion) continue;
    companions.emplace_back(way_to_accessible(grid, party, slot), slot);
  }
  const auto most = accessible * kCompanionsPerSeat;
  if (companions.size() <= most) return;
  std::ranges::sort(companions);
  for (auto i = most; i < companions.size(); ++i) {
    too_many.push_back(grid.seat[companions[i].second]);
  }
}

Error with_seats(std::string code, std::string detail, const char* member,
                 const std::vector<std::string>& seat_ids) {
  Error error{ErrorKind::conflict, std::move(code), std::move(detail)};
  boost::json::array ids;
  for (const auto& id : seat_ids) ids.emplace_back(id);
  error.members[member] = std::move(ids);
  return error;
}

}  // namespace

HoldRules hold_rules(const shows::TicketConfig& config, bool is_staff, Timestamp now) {
  if (is_staff) return {};
  return {config.orphan_seats == shows::OrphanSeats::refuse, !config.accessible_released(now)};
}

std::vector<std::uint32_t> unaccompanied(const SeatGrid& grid,
                                         std::span<const std::uint32_t> selection) {
  std::vector<std::uint32_t> slots;
  bool any = false;
  for (const auto seat : selection) {
    slots.push_back(grid.slot[seat]);
    any = any || grid.use[slots.back()] == SeatUse::companion;
  }
  if (!any) return {};
  std::ranges::sort(slots);
  std::vector<std::uint32_t> too_many;
  for (std::size_t begin = 0; begin < slots.size();) {
    auto end = begin + 1;
    while (end < slots.size() && slots[end] == slots[end - 1] + 1 && grid.wall[slots[end]] == 0) {
      ++end;
    }
    judge_party(grid, std::span(slots).subspan(begin, end - begin), too_many);
    begin = end;
  }
  std::vector<std::uint32_t> in_order;
  for (const auto seat : selection) {
    if (std::ranges::find(too_many, seat) != too_many.end()) in_order.push_back(seat);
  }
  return in_order;
}

RuleVerdict judge_rules(const SeatGrid& grid, std::span<const std::uint8_t> states,
                        std::span<const std::uint32_t> selection, HoldRules rules) {
  RuleVerdict verdict;
  if (rules.binds_companions) verdict.companions = unaccompanied(grid, selection);
  if (rules.refuses_orphans) verdict.orphans = judge_gaps(grid, states, selection).avoidable;
  return verdict;
}

Error companion_error(const std::vector<std::string>& seat_ids) {
  return with_seats("companion_seat",
                    "A companion seat is sold with the accessible seat beside it, up to three for "
                    "each. Choose that seat too, or another one.",
                    "seat_ids", seat_ids);
}

Error orphan_error(const std::vector<std::string>& seat_ids) {
  return with_seats("orphan_seat",
                    "Your choice would leave a single seat alone in its row. As many seats fit "
                    "there without that: please move along or take the seat too.",
                    "orphan_seat_ids", seat_ids);
}

}  // namespace usher::inventory

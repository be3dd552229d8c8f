// Purpose: what a choice of seats may do to its neighbours. Place: inventory, pure.
// Source: rules 8, 9, 46 and 47.
//
// The chart judges by the same rules before anybody reserves (ui/src/seatmap/engine/neighbours.ts);
// tests/vectors/hold_rules.json holds cases that both must agree on.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "inventory/seat_grid.hpp"
#include "shows/types.hpp"

namespace usher::inventory {

// So many companion seats are sold with one accessible seat.
inline constexpr std::uint32_t kCompanionsPerSeat = 3;

// Which refusals apply to a hold; by default none.
struct HoldRules {
  bool refuses_orphans = false;
  bool binds_companions = false;

  bool any() const { return refuses_orphans || binds_companions; }
};

// Staff may do what they like.
HoldRules hold_rules(const shows::TicketConfig& config, bool is_staff, Timestamp now);

// The companion seats of a selection that may not be sold by it, in its order. A party is what sits
// in an unbroken stretch of chosen seats of a row: its companion seats need an accessible seat in
// it, and of more than three for each accessible seat those farthest from one are too many.
std::vector<std::uint32_t> unaccompanied(const SeatGrid& grid,
                                         std::span<const std::uint32_t> selection);

// Seats of a selection that the rules do not let go.
struct RuleVerdict {
  std::vector<std::uint32_t> companions;
  // Seats that would be left alone although as many seats fit into their run without that.
  std::vector<std::uint32_t> orphans;
};

// `states` as in judge_gaps(): the buyer's own seats are free.
RuleVerdict judge_rules(const SeatGrid& grid, std::span<const std::uint8_t> states,
                        std::span<const std::uint32_t> selection, HoldRules rules);

// The 409s; the ids are those that the client knows the seats by.
Error companion_error(const std::vector<std::string>& seat_ids);
Error orphan_error(const std::vector<std::string>& seat_ids);

}  // namespace usher::inventory

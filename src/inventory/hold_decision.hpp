// Purpose: whether a session may hold the seats of its plan, and what that changes. Place:
// inventory; private to it. Decides only; reads and writes nothing.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "inventory/inventory.hpp"
#include "inventory/repository.hpp"

namespace usher::inventory {

struct EndedHold {
  HoldId id;
  HoldStatus status = HoldStatus::released;
};

struct HoldDecision {
  Hold hold;
  // The session's hold so far (rule 5) and those of its seats that it does not keep.
  std::optional<EndedHold> ends{};
  std::vector<ShowSeatId> leaves{};
};

// `claims` are those of the plan's seats, in its order. Errors: conflict `seats_unavailable`.
Result<HoldDecision> decide_hold(const HoldPlan& plan, const std::optional<Hold>& previous,
                                 std::span<const std::optional<ClaimOfSeat>> claims, Timestamp now,
                                 IdGenerator& ids);

// The 409 that names the seats as the client did.
Error unavailable_error(boost::json::array seat_ids);

}  // namespace usher::inventory

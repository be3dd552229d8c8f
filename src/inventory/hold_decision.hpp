// Purpose: whether a session may hold the seats of its plan, and what that changes. Place:
// inventory; private to it. Decides only; reads and writes nothing.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "inventory/allotment.hpp"
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

// What the database says of the plan's seats, in its order.
struct WantedSeats {
  std::span<const std::optional<ClaimOfSeat>> claims;
  // As allotments_of() gave them.
  AllotmentList allotments;
  // What the plan's network holds of the show, the session's own hold included.
  std::int64_t of_network = 0;
  // Where the session has none: the time of one that it gave up.
  std::optional<HoldClock> clock{};
};

// Errors: conflict `seats_unavailable`; invalid `captcha_required` when the plan's network holds
// too many seats already; invalid `too_many_seats` when an allotment gives one buyer fewer.
Result<HoldDecision> decide_hold(const HoldPlan& plan, const std::optional<Hold>& previous,
                                 const WantedSeats& wanted, Timestamp now, IdGenerator& ids);

// The 409 that names the seats as the client did.
Error unavailable_error(boost::json::array seat_ids);

}  // namespace usher::inventory

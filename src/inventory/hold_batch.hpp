// Purpose: all holds that wait together, in a handful of round trips. Place: inventory; private to
// it.
//
// On PostgreSQL each statement costs a round trip, so that holding seat by seat would make some
// thousand holds a second out of what one commit could carry. Here the claims of all wanted seats
// are read at once, the commands are decided one after another in memory exactly as they would be
// alone, and the outcome is written at once.
#pragma once
#include <functional>
#include <span>
#include <unordered_map>

#include "inventory/hold_decision.hpp"
#include "store/store.hpp"

namespace usher::inventory {

// What was decided ahead for the commands of a batch, by plan.
struct DecidedHolds {
  std::unordered_map<const HoldPlan*, Result<Hold>> outcomes;
};

// Thread-safe: several lanes use it at once. `made` is told each new hold, after the commit.
class HoldBatch final : public store::Foresight {
 public:
  HoldBatch(IdGenerator& ids, std::function<void(Timestamp expires_at)> made)
      : ids_(ids), made_(std::move(made)) {}
  // `items` are plans.
  void prepare(store::Transaction& tx, std::span<const void* const> items) override;

 private:
  IdGenerator& ids_;
  std::function<void(Timestamp)> made_;
};

}  // namespace usher::inventory

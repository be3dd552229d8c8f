// Purpose: ends holds whose time is over when somebody else gets their seats. Place: inventory;
// private to it.
#pragma once
#include <optional>

#include "inventory/changes.hpp"
#include "inventory/repository.hpp"

namespace usher::inventory {

// The hold that `claim` belonged to, if its time is over: should the clock be set back, or that of
// another node be behind, it must not live again without its seats (rules 3, 4).
std::optional<HoldId> overtaken_hold(const std::optional<ClaimOfSeat>& claim, Timestamp now);

// Ends it and gives all its seats back, in the transaction that takes one of them; nothing when it
// has ended already.
void end_overtaken_hold(store::Transaction& tx, HoldId hold, ChangeSet& set);

}  // namespace usher::inventory

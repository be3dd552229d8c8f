// Purpose: proves inventory's invariants on any database (usher check). Place: inventory.
#pragma once
#include "base/finding.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

// Rule 1: no seat has two live owners, and claims and holds tell the same story.
void check(store::Queries& q, Findings& findings);

}  // namespace usher::inventory

// Purpose: proves the ledger's invariants on any database (usher check). Place: ledger.
#pragma once
#include "base/finding.hpp"
#include "store/transaction.hpp"

namespace usher::ledger {

// Rule 86: every set has postings and sums to 0, every posting has its set and a known account.
void check(store::Queries& q, Findings& findings);

}  // namespace usher::ledger

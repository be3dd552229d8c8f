// Purpose: proves payments' invariants on any database (usher check). Place: payments.
#pragma once
#include "base/finding.hpp"
#include "store/transaction.hpp"

namespace usher::payments {

// Rule 18: refunds never exceed what was paid, and the sum that the payment keeps is theirs.
void check(store::Queries& q, Findings& findings);

}  // namespace usher::payments

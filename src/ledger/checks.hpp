// Purpose: proves the ledger's invariants on any database (usher check). Place: ledger.
#pragma once
#include <string>
#include <vector>
#include "base/finding.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "store/transaction.hpp"

namespace usher::ledger {

// Rule 86: every set has postings and sums to 0, every posting has its set and a known account.
void check(store::Queries& q, Findings& findings);

// What stands on one account for one order, for comparison with the live tables (rule 86). The
// account as text: one that this version does not know is a finding, not a fault.
struct OrderBalance {
  OrderId order;
  std::string account;
  Money amount;
};
std::vector<OrderBalance> list_order_balances(store::Queries& q);

}  // namespace usher::ledger

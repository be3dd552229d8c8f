// Purpose: proves payments' invariants on any database (usher check). Place: payments.
#pragma once
#include <vector>

#include "base/finding.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "store/transaction.hpp"

namespace usher::payments {

// Rule 18: refunds never exceed what was paid, and the sum that the payment keeps is theirs.
void check(store::Queries& q, Findings& findings);

// What refunds have given back for good of one payment.
struct GivenBack {
  OrderId order;
  std::int64_t attempt = 0;
  Money amount;
};
std::vector<GivenBack> list_given_back(store::Queries& q);

// A payment that was taken, whatever it pays for.
struct Taken {
  OrderId order;
  std::int64_t attempt = 0;
  Money amount;
};
std::vector<Taken> list_taken(store::Queries& q);

}  // namespace usher::payments

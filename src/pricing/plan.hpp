// Purpose: paying in parts: deposit and instalments (rule 82). Place: pricing.
#pragma once
#include <vector>

#include "base/money.hpp"
#include "pricing/rounding.hpp"

namespace usher::pricing {

// Whichever is more, and never above the total.
struct Deposit {
  Percent percent;
  Money at_least;
};
// `step`: what the provider can charge (charge_step()).
Money deposit_of(Money total, const Deposit& deposit, std::int64_t step = 1);

struct Payable {
  Money total;
  Money paid;
  std::size_t instalments = 1;  // how many are still to come
};
struct Due {
  Money refund;
  std::vector<Money> instalments;
};
// What is to come of a plan, at its start and after its order was reduced: that lowers what is
// still due before any refund. Cents left over are on the first.
Due still_due(const Payable& plan, std::int64_t step = 1);

}  // namespace usher::pricing

#include "pricing/plan.hpp"

#include <algorithm>

#include "pricing/spread.hpp"

namespace usher::pricing {

Money deposit_of(Money total, const Deposit& deposit, std::int64_t step) {
  return std::min(total, std::max(percent_of(total, deposit.percent, step), deposit.at_least));
}

Due still_due(const Payable& plan, std::int64_t step) {
  const Money open = std::max(Money{}, plan.total - plan.paid);
  Due due{std::max(Money{}, plan.paid - plan.total), {}};
  if (plan.instalments > 0) due.instalments = split_equally(open, plan.instalments, step);
  return due;
}

}  // namespace usher::pricing

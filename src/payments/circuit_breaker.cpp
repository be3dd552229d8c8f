#include "payments/circuit_breaker.hpp"

#include <algorithm>

namespace usher::payments {

bool CircuitBreaker::may_call(Duration now) {
  const std::lock_guard lock(mutex_);
  if (failures_ < kFailuresMax) return true;
  if (now < open_until_) return false;
  open_until_ = now + kTrialFor;  // this call is the trial; others wait for its outcome
  return true;
}

void CircuitBreaker::answered() {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
}

void CircuitBreaker::failed(Duration now) {
  const std::lock_guard lock(mutex_);
  failures_ = std::min(failures_ + 1, kFailuresMax);
  if (failures_ == kFailuresMax) open_until_ = now + kOpenFor;
}

Duration CircuitBreaker::closed_for(Duration now) const {
  const std::lock_guard lock(mutex_);
  if (failures_ < kFailuresMax) return {};
  return std::max(Duration{}, open_until_ - now);
}

}  // namespace usher::payments

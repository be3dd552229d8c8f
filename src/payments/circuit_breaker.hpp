// Purpose: stops asking a provider that does not answer, so that buyers hear at once and the
// provider gets up again. Place: payments.
#pragma once
#include <mutex>

#include "base/clock.hpp"

namespace usher::payments {

// Closed until kFailuresMax calls in a row have failed; then open for kOpenFor; then one call may
// try, and its outcome decides. Thread-safe. Times are of Clock::monotonic().
class CircuitBreaker {
 public:
  static constexpr int kFailuresMax = 5;
  static constexpr Duration kOpenFor = std::chrono::seconds(15);
  // A trial whose end nobody has told is given up.
  static constexpr Duration kTrialFor = std::chrono::seconds(60);

  // Whether a call may be made now. Who gets a yes says how it went.
  bool may_call(Duration now);
  // The provider has answered, whatever it said.
  void answered();
  // It did not answer, or only that it cannot.
  void failed(Duration now);
  // How long nobody may call from `now` on; zero when somebody may.
  Duration closed_for(Duration now) const;

 private:
  mutable std::mutex mutex_;
  int failures_ = 0;
  Duration open_until_{};
};

}  // namespace usher::payments

// Purpose: one timer for the earliest instant that anybody asked for. Place: jobs; whoever works
// off what becomes due (jobs, mail, holds, orders) is woken by one.
#pragma once
#include <functional>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "jobs/timers.hpp"

namespace usher::jobs {

// Thread-safe; lives as long as what it wakes. by() is for after_commit effects, too. `wake` runs
// on the timers' executor; it looks for all that is due and asks for the next instant, so what is
// asked for while it is on its way may be dropped: it finds that.
class NextWake {
 public:
  NextWake(std::string key, std::function<void()> wake)
      : key_(std::move(key)), wake_(std::move(wake)) {}
  NextWake(const NextWake&) = delete;
  NextWake& operator=(const NextWake&) = delete;

  // Before start() nothing is set: whoever starts looks for what is due.
  void start(Timers& timers);
  // Sets the timer, unless it is set for an earlier instant already. kNever asks for nothing.
  void by(Timestamp due);
  // A wake-up that is on its way still comes.
  void stop();

 private:
  void came(Timestamp due);

  const std::string key_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  Timers* timers_ = nullptr;
  Timestamp next_ = kNever;
};

}  // namespace usher::jobs

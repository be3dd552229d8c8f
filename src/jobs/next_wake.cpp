#include "jobs/next_wake.hpp"

namespace usher::jobs {

void NextWake::start(Timers& timers) {
  const std::lock_guard lock(mutex_);
  timers_ = &timers;
}

void NextWake::by(Timestamp due) {
  // Held over both steps: else a later instant could replace an earlier one in the timer.
  const std::lock_guard lock(mutex_);
  if (timers_ == nullptr || due >= next_) return;
  timers_->at(key_, due, [this, due] { came(due); });
  next_ = due;
}

void NextWake::came(Timestamp due) {
  {
    const std::lock_guard lock(mutex_);
    if (timers_ == nullptr) return;
    // An earlier one that was set meanwhile is still to come.
    if (next_ == due) next_ = kNever;
  }
  wake_();
}

void NextWake::stop() {
  const std::lock_guard lock(mutex_);
  if (timers_ != nullptr) timers_->cancel(key_);
  timers_ = nullptr;
  next_ = kNever;
}

}  // namespace usher::jobs

#include "jobs/timers.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "base/assert.hpp"
#include "base/log.hpp"

namespace usher::jobs {
namespace {

// The longest sleep: how soon a wall clock that was set forwards is noticed. A build with the test
// clock must notice at once.
#ifdef USHER_TEST_CLOCK
constexpr Duration kLookAgain{5};
#else
constexpr Duration kLookAgain{1000};
#endif

}  // namespace

Timers::Timers(const Clock& clock, boost::asio::any_io_executor executor)
    : clock_(clock), executor_(std::move(executor)), thread_([this] { loop(); }) {}

Timers::~Timers() { stop(); }

void Timers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    timers_.clear();
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Timers::at(std::string key, Timestamp due, std::function<void()> work) {
  const Duration delay = std::max(due - clock_.now(), Duration{0});
  set(std::move(key), Timer{clock_.monotonic() + delay, due, Duration{0}, std::move(work)});
}

void Timers::every(std::string key, Duration period, std::function<void()> work) {
  USHER_ASSERT(period > Duration{0});
  set(std::move(key), Timer{clock_.monotonic() + period, kNever, period, std::move(work)});
}

void Timers::cancel(const std::string& key) {
  const std::lock_guard lock(mutex_);
  timers_.erase(key);
}

std::size_t Timers::size() const {
  const std::lock_guard lock(mutex_);
  return timers_.size();
}

void Timers::set(std::string key, Timer timer) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    timers_.insert_or_assign(std::move(key), std::move(timer));
  }
  changed_.notify_one();
}

void Timers::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    try {
      post_due();
    } catch (const std::exception& failure) {
      // The timer is still set: it is posted again after the pause.
      log::error("timer_failed", {{"cause", std::string_view(failure.what())}});
    }
    if (timers_.empty()) {
      changed_.wait(lock, [this] { return stopping_ || !timers_.empty(); });
    } else {
      changed_.wait_for(lock, pause());
    }
  }
}

// With the lock held: posting only queues.
void Timers::post_due() {
  const Duration monotonic = clock_.monotonic();
  const Timestamp wall = clock_.now();
  for (auto it = timers_.begin(); it != timers_.end();) {
    Timer& timer = it->second;
    if (timer.due_monotonic > monotonic && timer.due_wall > wall) {
      ++it;
    } else if (timer.period > Duration{0}) {
      boost::asio::post(executor_, timer.work);
      timer.due_monotonic = monotonic + timer.period;
      ++it;
    } else {
      boost::asio::post(executor_, timer.work);
      it = timers_.erase(it);
    }
  }
}

Duration Timers::pause() const {
  Duration next = kLookAgain;
  const Duration monotonic = clock_.monotonic();
  for (const auto& [key, timer] : timers_) next = std::min(next, timer.due_monotonic - monotonic);
  return std::max(next, Duration{1});
}

}  // namespace usher::jobs

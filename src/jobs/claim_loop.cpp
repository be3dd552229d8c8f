#include "jobs/claim_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/log.hpp"

namespace usher::jobs {

ClaimWorkers::ClaimWorkers(ClaimLoopOptions options, Timers& timers,
                           boost::asio::any_io_executor executor)
    : options_(std::move(options)),
      timers_(timers),
      executor_(std::move(executor)),
      next_due_(options_.name + ".due", [this] { wake(); }) {}

void ClaimWorkers::start() {
  next_due_.start(timers_);
  timers_.every(options_.name + ".look_around", options_.look_around, [this] { wake(); });
  boost::asio::post(executor_, [this] { wake(); });
}

bool ClaimWorkers::stop() {
  timers_.cancel(options_.name + ".look_around");
  next_due_.stop();
  const std::lock_guard lock(mutex_);
  return !std::exchange(stopping_, true);
}

bool ClaimWorkers::wait_until_idle(Duration patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [this] { return busy_ == 0; });
}

std::size_t ClaimWorkers::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

void ClaimWorkers::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (busy_ >= options_.at_once) {
      missed_ = true;
      return;
    }
    ++busy_;
  }
  try {
    boost::asio::co_spawn(executor_, work_until_idle(),
                          [this](std::exception_ptr failure) { ended(failure != nullptr); });
  } catch (...) {
    ended(true);
    throw;
  }
}

void ClaimWorkers::ended(bool failed) {
  if (failed) log::error("claim_loop_failed", {{"of", std::string_view(options_.name)}});
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    --busy_;
    again = !failed && missed_ && !stopping_;
    if (again) missed_ = false;
    idle_.notify_all();
  }
  if (again) wake();
}

boost::asio::awaitable<void> ClaimWorkers::work_until_idle() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) co_return;
    }
    if (!co_await work_one()) co_return;
  }
}

}  // namespace usher::jobs

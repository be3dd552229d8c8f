// Purpose: runs things when they are due, on time and not on a tick. Place: jobs; the sweepers of
// inventory and orders and every worker are woken by it.
//
// A wall-clock instant becomes a delay of the monotonic clock when the timer is set, so a clock
// that steps backwards delays nothing (rule 4); one that steps past the instant fires it too.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"

namespace usher::jobs {

// Thread-safe. Lives from before serving until after it; one thread waits, callbacks are posted to
// the executor and never run on the waiting thread. Destroying it (or stop()) waits for the thread
// and forgets every timer; callbacks that were posted already may still run.
class Timers {
 public:
  Timers(const Clock& clock, boost::asio::any_io_executor executor);
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // Runs `work` once at `due` (at once when that has passed). A timer of the same key is replaced.
  void at(std::string key, Timestamp due, std::function<void()> work);
  // Runs `work` every `period`, the first time after one period. A run that is posted late moves
  // the following ones.
  void every(std::string key, Duration period, std::function<void()> work);
  // A callback that was posted already still runs.
  void cancel(const std::string& key);
  void stop();

  // How many timers are set.
  std::size_t size() const;

 private:
  struct Timer {
    Duration due_monotonic{};
    Timestamp due_wall = kNever;  // kNever: periodic, the wall clock does not matter
    Duration period{};            // zero: runs once
    std::function<void()> work;
  };

  void set(std::string key, Timer timer);
  void loop();
  void post_due();
  Duration pause() const;

  const Clock& clock_;
  const boost::asio::any_io_executor executor_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Timer> timers_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace usher::jobs

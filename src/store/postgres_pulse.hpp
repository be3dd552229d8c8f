// Purpose: whether PostgreSQL still takes writes, who else serves it, and what its clock says.
// Place: store.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "store/postgres_connection.hpp"

namespace usher::store {

// One thread with a connection of its own that stores a row of this node once a second. A database
// that answers questions and confirms no COMMIT (its synchronous standby is away) is found by that;
// the thread then waits with it, so that no more than one COMMIT of it hangs. Thread-safe; stops in
// its destructor.
class PostgresPulse {
 public:
  // `clock` outlives it. Errors: throws UnavailableError when nobody answers at `url`.
  PostgresPulse(const PostgresUrl& url, const Clock& clock);
  ~PostgresPulse();
  PostgresPulse(const PostgresPulse&) = delete;
  PostgresPulse& operator=(const PostgresPulse&) = delete;

  // False when no write has passed lately.
  bool beats() const;
  // Nodes whose pulse was seen lately; at least this one.
  std::size_t nodes() const { return nodes_.load(std::memory_order_relaxed); }
  // See Store::clock_lead().
  Duration clock_lead() const { return Duration{clock_lead_ms_.load(std::memory_order_relaxed)}; }

 private:
  void loop();
  void beat();
  void leave();

  const Clock& clock_;
  const std::string node_;
  PostgresConnection connection_;
  std::atomic<std::chrono::steady_clock::rep> last_;
  std::atomic<std::size_t> nodes_{1};
  std::atomic<std::int64_t> clock_lead_ms_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace usher::store

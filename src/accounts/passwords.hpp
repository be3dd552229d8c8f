// Purpose: hashes passwords away from every I/O thread and lane. Place: accounts.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <mutex>
#include <string>

#include "accounts/hash_queue.hpp"
#include "accounts/types.hpp"
#include "base/crypto.hpp"
#include "base/worker_pool.hpp"

namespace usher::accounts {

// The turn of somebody who is signed in.
HashTurn turn_of(const Caller& caller);

// Has threads of its own, so that a flood of log-ins neither stops other blocking work nor takes
// more than kHashThreads × 256 MiB; who waits is served as HashQueue says. Thread-safe; stopped
// before the executors of the coroutines that use it are gone.
class PasswordHasher {
 public:
  static constexpr std::size_t kHashThreads = 2;

  explicit PasswordHasher(PasswordCost cost = PasswordCost::moderate);

  // Errors: throws OverloadedError when too many of the same standing wait.
  boost::asio::awaitable<std::string> hash(HashTurn turn, std::string password);
  boost::asio::awaitable<bool> verify(HashTurn turn, std::string hash, std::string password);
  // As costly as verify for nothing: a log-in to an account that does not exist.
  boost::asio::awaitable<void> waste(HashTurn turn, std::string password);
  // Whether a stranger of that network has to show first that it is in earnest.
  bool is_crowded_for(const std::string& network) const;
  // Who waits for a hash to be begun.
  std::size_t waiting() const;
  // For commands; blocks the calling thread.
  std::string hash_now(std::string_view password) const { return hash_password(password, cost_); }
  // Drops who waits, returns when nothing runs. By one thread; may be repeated.
  void stop();

 private:
  boost::asio::awaitable<void> wait_for(HashTurn turn, std::function<void()> work);
  void add(const HashTurn& turn, HashQueue::Job job);
  void run_next();
  void drop_waiting();

  const PasswordCost cost_;
  const std::string dummy_hash_;
  mutable std::mutex mutex_;
  HashQueue queue_;
  // As many tasks as jobs wait; each takes whose turn it is.
  WorkerPool pool_;
};

}  // namespace usher::accounts

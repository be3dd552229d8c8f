// Purpose: hashes passwords away from every I/O thread and lane. Place: accounts.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>

#include "base/crypto.hpp"
#include "base/worker_pool.hpp"

namespace usher::accounts {

// Has threads of its own, so that a flood of log-ins neither stops other blocking work nor takes
// more than kHashThreads × 256 MiB. Thread-safe; destroyed after every coroutine that uses it.
class PasswordHasher {
 public:
  static constexpr std::size_t kHashThreads = 2;
  static constexpr std::size_t kQueueMax = 64;  // waiting log-ins; more are refused with 503

  explicit PasswordHasher(PasswordCost cost = PasswordCost::moderate);

  // Errors: throws OverloadedError.
  boost::asio::awaitable<std::string> hash(std::string password);
  boost::asio::awaitable<bool> verify(std::string hash, std::string password);
  // As costly as verify for nothing: a log-in to an account that does not exist.
  boost::asio::awaitable<void> waste(std::string password);
  // For commands; blocks the calling thread.
  std::string hash_now(std::string_view password) const { return hash_password(password, cost_); }

 private:
  const PasswordCost cost_;
  const std::string dummy_hash_;
  WorkerPool pool_;
};

}  // namespace usher::accounts

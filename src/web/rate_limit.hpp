// Purpose: keeps one address from taking the whole server. Place: web.
// Not for guessing passwords or codes: that is accounts' AttemptLimiter (rules 26, 59).
#pragma once
#include <algorithm>
#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace usher::web {

struct RateLimitOptions {
  // Requests per second that an IPv4 address or IPv6 /64 may make for long; 0 turns it off. Made
  // for a whole venue behind one address, so it is far above what one person can do.
  std::uint32_t per_second = 200;
  // What may come at once, in seconds of the rate.
  std::uint32_t burst_s = 5;
  // The server's own machine (load tests) is not limited.
  bool limit_loopback = false;
};

// Classes of endpoints with buckets of their own. Writing costs four times as much as reading.
enum class RateClass : std::uint8_t { read, write };

// Token buckets in memory. Thread-safe.
class RateLimit {
 public:
  explicit RateLimit(RateLimitOptions options) : options_(options) {}

  // Takes a token; says how long to wait when there is none. An address that comes too often is
  // named in the log, once a minute.
  // `local`: from this machine itself, not through a proxy on it.
  std::optional<std::chrono::seconds> take(RateClass which, const boost::asio::ip::address& client,
                                           bool local, std::chrono::steady_clock::time_point now);
  bool enabled() const { return options_.per_second > 0; }
  // So many servers share what an address may do: each allows its part.
  void share_among(std::size_t nodes) {
    nodes_.store(std::max<std::size_t>(nodes, 1), std::memory_order_relaxed);
  }

 private:
  struct Bucket {
    double tokens = 0;
    std::chrono::steady_clock::time_point filled_at{};
    std::chrono::steady_clock::time_point told_until{};  // the log has it
  };
  static constexpr std::size_t kBucketsMax = 100'000;

  void forget_full(std::chrono::steady_clock::time_point now);
  // Never less than a page needs.
  double rate() const {
    const auto nodes = static_cast<double>(nodes_.load(std::memory_order_relaxed));
    return std::max(static_cast<double>(options_.per_second) / nodes, 1.0);
  }
  double capacity() const { return std::max(rate() * options_.burst_s, kDearest); }

  // A request of the dearest class must fit into a full bucket.
  static constexpr double kDearest = 4;

  const RateLimitOptions options_;
  std::atomic<std::size_t> nodes_{1};
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace usher::web

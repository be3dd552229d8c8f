// Purpose: how much of something bounded each address holds: connections, bytes of bodies.
// Place: web.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace usher::web {

// A whole that addresses take shares of, so that neither all nor a lone one exceeds a bound. An
// IPv4 address counts as itself, an IPv6 one as its /64; a /48, which one customer of a provider
// gets, has kWideFactor times as much. Thread-safe; outlives its shares.
class Quota {
 public:
  static constexpr std::int64_t kWideFactor = 4;

  struct Bounds {
    std::int64_t total = 0;
    std::int64_t per_address = 0;
  };
  enum class Verdict : std::uint8_t { granted, address_has_enough, all_taken };

  explicit Quota(Bounds bounds) : bounds_(bounds) {}
  Quota(const Quota&) = delete;
  Quota& operator=(const Quota&) = delete;

  // What one holder has; given back when it ends. Used by one thread.
  class Share {
   public:
    Share() = default;
    ~Share() { release(); }
    Share(Share&& other) noexcept
        : quota_(std::exchange(other.quota_, nullptr)),
          address_(other.address_),
          held_(std::exchange(other.held_, 0)) {}
    Share& operator=(Share&& other) noexcept;

    std::int64_t held() const { return held_; }
    // Makes it `amount`, of `quota` and for `address` when it was nothing before. Less is always
    // granted; when more is not, it stays as it was.
    Verdict resize(Quota& quota, const boost::asio::ip::address& address, std::int64_t amount);
    void release();

   private:
    Quota* quota_ = nullptr;
    boost::asio::ip::address address_;
    std::int64_t held_ = 0;
  };

  std::int64_t held() const;

 private:
  using Key = std::uint64_t;
  using Held = std::unordered_map<Key, std::int64_t>;

  Verdict take(const boost::asio::ip::address& address, std::int64_t more);
  void give_back(const boost::asio::ip::address& address, std::int64_t less) noexcept;
  static Key network_key(const boost::asio::ip::address& address);
  // Nothing for IPv4.
  static std::optional<Key> wide_key(const boost::asio::ip::address& address);

  const Bounds bounds_;
  mutable std::mutex mutex_;
  std::int64_t all_ = 0;
  Held by_network_;
  Held by_wide_;
};

// What connections hold of the server, bounded in total and for each address. Outlives them.
struct Holdings {
  Quota connections;
  Quota body_bytes;
};

}  // namespace usher::web

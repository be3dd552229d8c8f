// Purpose: the client's address behind proxies that are trusted. Place: web; pure.
#pragma once
#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::web {

// A list of networks in CIDR form. None by default: then X-Forwarded-* headers say nothing.
class TrustedProxies {
 public:
  // nullopt when an item is not an address or a network.
  static std::optional<TrustedProxies> parse(std::string_view comma_separated);

  bool contains(const boost::asio::ip::address& address) const;
  bool empty() const { return networks_.empty(); }
  // The peer, or behind trusted proxies the right-most address of X-Forwarded-For that is none of
  // them. An entry that is not an address ends the search: the one to its right is the client.
  boost::asio::ip::address client_of(const boost::asio::ip::address& peer,
                                     std::string_view forwarded_for) const;

 private:
  struct Network {
    boost::asio::ip::address_v6::bytes_type prefix;
    unsigned bits;  // of the IPv6 form
  };
  std::vector<Network> networks_;
};

// Whether a proxy on this machine has been seen that nobody said is one: then all its clients look
// like this machine. Said in the log once, and where readiness is asked. Thread-safe.
class ProxyWatch {
 public:
  void see_untrusted();
  bool has_seen_untrusted() const { return untrusted_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> untrusted_{false};
};

// IPv4 addresses written as IPv6 (::ffff:192.0.2.1) become IPv4.
boost::asio::ip::address plain_address(const boost::asio::ip::address& address);
// The key of a limit: the IPv4 address, or the first 64 bits of an IPv6 address.
std::string network_of(const boost::asio::ip::address& address);

}  // namespace usher::web

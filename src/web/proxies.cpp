#include "web/proxies.hpp"

#include <charconv>

#include "base/log.hpp"

namespace usher::web {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

address_v6::bytes_type bytes_of(const address& any) {
  const address plain = plain_address(any);
  if (plain.is_v6()) return plain.to_v6().to_bytes();
  return boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, plain.to_v4()).to_bytes();
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<address> parse_address(std::string_view text) {
  boost::system::error_code failure;
  const auto parsed = boost::asio::ip::make_address(std::string(text), failure);
  if (failure) return std::nullopt;
  return plain_address(parsed);
}

// "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]:4711" or "2001:db8::1".
std::optional<address> parse_hop(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    return parse_address(text.substr(1, close - 1));
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && colon == text.rfind(':')) text = text.substr(0, colon);
  return parse_address(text);
}

}  // namespace

void ProxyWatch::see_untrusted() {
  if (has_seen_untrusted() || untrusted_.exchange(true)) return;
  log::warning("proxy_is_not_trusted",
               {{"cause",
                 "a proxy on this machine names its clients, but trusted_proxies is not "
                 "set: they all count as one address; set it to the proxy's address"}});
}

address plain_address(const address& any) {
  if (any.is_v6() && any.to_v6().is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, any.to_v6());
  }
  return any;
}

std::string network_of(const address& any) {
  const address plain = plain_address(any);
  if (plain.is_v4()) return plain.to_string();
  auto bytes = plain.to_v6().to_bytes();
  for (std::size_t i = 8; i < bytes.size(); ++i) bytes[i] = 0;
  return address_v6(bytes).to_string() + "/64";
}

std::optional<TrustedProxies> TrustedProxies::parse(std::string_view list) {
  TrustedProxies proxies;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const auto item = trim(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (item.empty()) continue;
    const auto slash = std::min(item.find('/'), item.size());
    const auto base = parse_address(item.substr(0, slash));
    if (!base) return std::nullopt;
    const unsigned width = base->is_v4() ? 32 : 128;
    unsigned bits = width;
    if (slash < item.size()) {
      const auto text = item.substr(slash + 1);
      const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), bits);
      if (failure != std::errc{} || end != text.data() + text.size() || bits > width) {
        return std::nullopt;
      }
    }
    proxies.networks_.push_back({bytes_of(*base), base->is_v4() ? bits + 96 : bits});
  }
  return proxies;
}

bool TrustedProxies::contains(const address& any) const {
  const auto bytes = bytes_of(any);
  for (const auto& network : networks_) {
    unsigned left = network.bits;
    bool same = true;
    for (std::size_t i = 0; i < bytes.size() && left > 0 && same; ++i) {
      const unsigned take = std::min(left, 8U);
      const auto mask = static_cast<std::uint8_t>(0xff00U >> take);
      same = (bytes[i] & mask) == (network.prefix[i] & mask);
      left -= take;
    }
    if (same) return true;
  }
  return false;
}

address TrustedProxies::client_of(const address& peer, std::string_view forwarded_for) const {
  address client = plain_address(peer);
  if (networks_.empty()) return client;
  while (contains(client) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto hop = parse_hop(comma == std::string_view::npos ? forwarded_for
                                                               : forwarded_for.substr(comma + 1));
    if (!hop) break;
    client = *hop;
    forwarded_for =
        comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return client;
}

}  // namespace usher::web

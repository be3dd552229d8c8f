#include "web/session.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace usher::web {
namespace {

constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kTimeBytes = 6;
constexpr std::size_t kMacBytes = 16;

Bytes mac_of(const Bytes& secret, std::span<const std::uint8_t> content) {
  const Digest mac = hmac_sha256(secret, content);
  return {mac.begin(), mac.begin() + kMacBytes};
}

}  // namespace

struct BuyerSessions::Content {
  Bytes random;
  Timestamp issued_at;
};

BuyerSessions::BuyerSessions(Bytes secret, const Clock& clock, Random& random)
    : secret_(std::move(secret)), clock_(clock), random_(random) {}

std::string BuyerSessions::make() { return seal(random_.bytes(kRandomBytes), clock_.now()); }

std::string BuyerSessions::seal(std::span<const std::uint8_t> random, Timestamp issued_at) const {
  Bytes content(random.begin(), random.end());
  for (std::size_t i = 0; i < kTimeBytes; ++i) {
    content.push_back(static_cast<std::uint8_t>(issued_at.ms >> (8 * (kTimeBytes - 1 - i))));
  }
  const Bytes mac = mac_of(secret_, content);
  content.insert(content.end(), mac.begin(), mac.end());
  return to_base64url(content);
}

std::optional<BuyerSessions::Content> BuyerSessions::open(std::string_view cookie) const {
  if (cookie.size() > 64) return std::nullopt;
  const auto bytes = from_base64url(cookie);
  if (!bytes || bytes->size() != kRandomBytes + kTimeBytes + kMacBytes) return std::nullopt;
  const std::span content(bytes->data(), kRandomBytes + kTimeBytes);
  const Bytes mac = mac_of(secret_, content);
  if (!constant_time_equal(mac, std::span(*bytes).last(kMacBytes))) return std::nullopt;
  Content opened{{content.begin(), content.begin() + kRandomBytes}, {}};
  for (const std::uint8_t byte : content.last(kTimeBytes)) {
    opened.issued_at.ms = opened.issued_at.ms << 8 | byte;
  }
  if (clock_.now() - opened.issued_at > kLifetime) return std::nullopt;
  return opened;
}

std::optional<SessionKey> BuyerSessions::key_of(std::string_view cookie) const {
  const auto content = open(cookie);
  if (!content) return std::nullopt;
  const Digest digest = sha256(content->random);
  return SessionKey(digest.begin(), digest.begin() + 16);
}

std::optional<std::string> BuyerSessions::renewed(std::string_view cookie) const {
  const auto content = open(cookie);
  if (!content || clock_.now() - content->issued_at < kRenewAfter) return std::nullopt;
  return seal(content->random, clock_.now());
}

}  // namespace usher::web

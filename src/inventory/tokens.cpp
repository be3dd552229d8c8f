#include "inventory/tokens.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace usher::inventory {
namespace {

constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kMacBytes = 16;  // 128 bits: what the API promises of every token

std::array<std::uint8_t, kIdBytes> id_bytes(HoldId hold) {
  std::array<std::uint8_t, kIdBytes> bytes{};
  auto rest = static_cast<std::uint64_t>(hold.value);
  for (auto& byte : bytes) {
    byte = static_cast<std::uint8_t>(rest);
    rest >>= 8;
  }
  return bytes;
}

}  // namespace

std::string HoldTokens::token_of(HoldId hold) const {
  const auto id = id_bytes(hold);
  const Digest mac = hmac_sha256(secret_, ByteView(id));
  std::array<std::uint8_t, kIdBytes + kMacBytes> token{};
  std::ranges::copy(id, token.begin());
  std::copy_n(mac.begin(), kMacBytes, token.begin() + kIdBytes);
  return to_base64url(token);
}

std::int64_t HoldTokens::number_of(std::string_view network) const {
  const Digest mac = hmac_sha256(secret_, "network " + std::string(network));
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) value = value << 8 | mac[i];
  return static_cast<std::int64_t>(value >> 1);
}

std::optional<HoldId> HoldTokens::open(std::string_view token) const {
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != kIdBytes + kMacBytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = kIdBytes; i-- > 0;) value = value << 8 | (*bytes)[i];
  const HoldId hold{static_cast<std::int64_t>(value)};
  if (!constant_time_equal(token_of(hold), token)) return std::nullopt;
  return hold;
}

}  // namespace usher::inventory

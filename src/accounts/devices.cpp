#include "accounts/devices.hpp"

#include <vector>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace usher::accounts {
namespace {

constexpr std::size_t kTimeBytes = 6;
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kCookieMax = 300;  // characters
constexpr char kSeparator = '.';

Bytes entry_of(const Bytes& secret, std::string_view email, Timestamp at) {
  Bytes entry;
  for (std::size_t i = 0; i < kTimeBytes; ++i) {
    entry.push_back(static_cast<std::uint8_t>(at.ms >> (8 * (kTimeBytes - 1 - i))));
  }
  std::string content(entry.begin(), entry.end());
  content += email_subject(email);
  const Digest mac = hmac_sha256(secret, content);
  entry.insert(entry.end(), mac.begin(), mac.begin() + kMacBytes);
  return entry;
}

Timestamp time_of(const Bytes& entry) {
  Timestamp at;
  for (std::size_t i = 0; i < kTimeBytes; ++i) at.ms = at.ms << 8 | entry[i];
  return at;
}

std::vector<std::string_view> entries_of(std::string_view cookie) {
  std::vector<std::string_view> entries;
  if (cookie.size() > kCookieMax) return entries;
  while (!cookie.empty()) {
    const auto end = std::min(cookie.find(kSeparator), cookie.size());
    entries.push_back(cookie.substr(0, end));
    cookie.remove_prefix(std::min(end + 1, cookie.size()));
  }
  return entries;
}

}  // namespace

std::optional<std::string> KnownDevices::find(std::string_view cookie,
                                              std::string_view email) const {
  for (const auto text : entries_of(cookie)) {
    const auto entry = from_base64url(text);
    if (!entry || entry->size() != kTimeBytes + kMacBytes) continue;
    const Timestamp at = time_of(*entry);
    if (clock_.now() - at > kLifetime) continue;
    if (constant_time_equal(*entry, entry_of(secret_, email, at))) return std::string(text);
  }
  return std::nullopt;
}

std::string KnownDevices::add(std::string_view cookie, std::string_view email) const {
  std::string made = to_base64url(entry_of(secret_, email, clock_.now()));
  const auto before = find(cookie, email);
  std::size_t count = 1;
  for (const auto text : entries_of(cookie)) {
    if (text == before || count == kAccountsMax) continue;
    made += kSeparator;
    made += text;
    ++count;
  }
  return made;
}

}  // namespace usher::accounts

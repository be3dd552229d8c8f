#include "accounts/totp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace usher::accounts {

std::string totp_code(ByteView secret, std::int64_t step, int digits) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[counter.size() - 1 - i] = static_cast<std::uint8_t>(step >> (8 * i) & 0xff);
  }
  const auto mac = hmac_sha1(secret, counter);
  // Dynamic truncation. Source: RFC 4226 section 5.3.
  const std::size_t at = mac.back() & 15;
  const std::uint32_t number = (mac[at] & 0x7fU) << 24 | std::uint32_t{mac[at + 1]} << 16 |
                               std::uint32_t{mac[at + 2]} << 8 | mac[at + 3];
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", number % modulus, digits);
}

std::optional<std::int64_t> totp_step(ByteView secret, std::string_view code, Timestamp now,
                                      std::int64_t last_step) {
  std::string digits;
  std::ranges::copy_if(code, std::back_inserter(digits), [](char c) { return c != ' '; });
  const std::int64_t current = now.ms / kTotpStepMs;
  std::optional<std::int64_t> found;
  for (std::int64_t step = current - kTotpDrift; step <= current + kTotpDrift; ++step) {
    const bool right = constant_time_equal(totp_code(secret, step), digits);
    if (right && step > last_step && !found) found = step;
  }
  return found;
}

std::string totp_uri(ByteView secret, std::string_view account, std::string_view issuer) {
  const auto encoded = [](std::string_view text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
  };
  return fmt::format(
      "otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits=6&period=30",
      encoded(issuer), encoded(account), to_base32(secret));
}

}  // namespace usher::accounts

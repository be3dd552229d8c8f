// Purpose: the second factor. Place: accounts. Source: RFC 6238 with SHA-1, 30 s and 6 digits,
// which is what every authenticator program speaks.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto.hpp"

namespace usher::accounts {

inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::int64_t kTotpStepMs = 30'000;
inline constexpr std::int64_t kTotpDrift = 1;  // steps that a device's clock may be off

// The code of a step, with `digits` digits.
std::string totp_code(ByteView secret, std::int64_t step, int digits = 6);

// The step that `code` is of, when it is right now and later than `last_step` (a code counts once).
std::optional<std::int64_t> totp_step(ByteView secret, std::string_view code, Timestamp now,
                                      std::int64_t last_step);

// What the authenticator program reads as a QR code. Source: Google Authenticator's key URI format.
std::string totp_uri(ByteView secret, std::string_view account, std::string_view issuer);

}  // namespace usher::accounts

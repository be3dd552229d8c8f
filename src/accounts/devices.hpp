// Purpose: which browsers somebody has signed in on before. Place: accounts.
//
// Known browsers are served first when many log-ins wait, and are not asked for a captcha then. It
// proves nothing else: whoever has the cookie still needs the password.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace usher::accounts {

inline constexpr std::string_view kDeviceCookie = "usher_device";

// Makes and checks the cookie: for each of the last kAccountsMax accounts of a browser the time and
// HMAC(account, time). Nothing is stored on the server. Thread-safe.
class KnownDevices {
 public:
  static constexpr std::chrono::days kLifetime{180};
  static constexpr std::size_t kAccountsMax = 5;

  // `secret` is the same on every node.
  KnownDevices(Bytes secret, const Clock& clock) : secret_(std::move(secret)), clock_(clock) {}

  // What names this browser and account together, when it has signed in there before.
  std::optional<std::string> find(std::string_view cookie, std::string_view email) const;
  // The cookie after a log-in to `email`.
  std::string add(std::string_view cookie, std::string_view email) const;

 private:
  Bytes secret_;
  const Clock& clock_;
};

}  // namespace usher::accounts

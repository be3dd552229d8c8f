// Purpose: a puzzle that costs a machine some time and a person nothing (A6, rules 26, 58, 59).
// Place: accounts; log-in, look-ups and the making of orders ask for it.
//
// Source: ALTCHA, version 1 of its proof of work: find the number whose SHA-256 with the salt is
// the challenge. The salt carries the form and the end of its life, the signature vouches for both;
// nothing is stored until a solution is spent.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace usher::accounts {

enum class CaptchaForm : std::uint8_t { log_in, order_lookup, order_create, hold };
BOOST_DESCRIBE_ENUM(CaptchaForm, log_in, order_lookup, order_create, hold)

// What the settings say.
struct CaptchaOptions {
  // Highest number to try; half of it on average. A phone tries some 100,000 a second.
  std::int64_t max_number = 100'000;
  bool on_orders = false;
};

// The members are named as ALTCHA's clients expect them.
struct CaptchaChallenge {
  std::string algorithm;
  std::string challenge;
  std::int64_t maxnumber = 0;
  std::string salt;
  std::string signature;
};
BOOST_DESCRIBE_STRUCT(CaptchaChallenge, (), (algorithm, challenge, maxnumber, salt, signature))

// Thread-safe; of value.
class Captcha {
 public:
  static constexpr Duration kLifetime = std::chrono::minutes(10);

  // `secret` is the same on every node.
  Captcha(const Bytes& secret, CaptchaOptions options);

  const CaptchaOptions& options() const { return options_; }

  CaptchaChallenge challenge(CaptchaForm form, Random& random, Timestamp now) const;

  // Whether a solution (base64 of ALTCHA's JSON) is good for the form and was not used before.
  // Errors: invalid `captcha_required` without one, `captcha_invalid`.
  Status check(store::Queries& queries, CaptchaForm form,
               const std::optional<std::string>& solution) const;
  // The same, and it is good no more, except for a repetition of the same request: `spender` says
  // which it is, where it can be repeated. Errors: as check.
  Status spend(store::Transaction& tx, CaptchaForm form, const std::optional<std::string>& solution,
               const std::optional<Bytes>& spender = {}) const;

  // Removes up to `limit` solutions whose time is over; returns how many.
  std::int64_t forget_spent(store::Transaction& tx, std::int64_t limit) const;

 private:
  struct Proof;
  Result<Proof> read(CaptchaForm form, const std::optional<std::string>& solution,
                     Timestamp now) const;

  Bytes secret_;
  CaptchaOptions options_;
};

}  // namespace usher::accounts

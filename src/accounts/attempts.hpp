// Purpose: three wrong proofs block for 15 minutes (rules 26 and 59). Place: accounts; log-in, the
// second factor, and the look-ups of orders count through it. The counts live in the database, so
// that all nodes agree.
//
// Use, around a proof that costs or tells something:
//   AttemptKey key = limiter.key(AttemptClass::order_lookup, network, order_number + email);
//   TRY_OK(limiter.check(queries, key));                  // before any work
//   … in a write: right ? limiter.record_success(tx, key) : limiter.record_failure(tx, key)
// Both refuse when the pair has been blocked meanwhile: the answer is the block then, also to a
// right proof. So no proof counts before it went through one of them, in the order of the lane: of
// a hundred guesses sent at once the fourth is blocked, be it right (rule 71). A failure must
// commit, so the command that records it returns its own refusal as a value and not as an Error.
#pragma once
#include <boost/describe/enum.hpp>
#include <string>
#include <string_view>

#include "accounts/captcha.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace usher::accounts {

enum class AttemptClass : std::uint8_t {
  log_in,
  own_password,
  order_lookup,
  code_entry,
  order_links  // mails that anybody may ask for
};
BOOST_DESCRIBE_ENUM(AttemptClass, log_in, own_password, order_lookup, code_entry, order_links)

// Which rows count; HMACs, so that the tables tell nothing about people.
struct AttemptKey {
  Bytes value;    // of class, network and subject: blocks
  Bytes subject;  // of class and subject, whoever asks: asks for a captcha
  // Of class, IPv6 /48 and subject: blocks too, later. A provider gives its customers a /48, which
  // is 65,536 networks to guess from. Empty for IPv4.
  Bytes site{};
  AttemptClass kind = AttemptClass::log_in;
  std::string network{};  // for the log, when it is blocked
};

// Thread-safe. Lives as long as the application.
class AttemptLimiter {
 public:
  // `secret` is house_secret("attempts"), the same on every node.
  explicit AttemptLimiter(Bytes secret, CaptchaOptions captcha = {})
      : captcha_(secret, captcha), secret_(std::move(secret)) {}

  const Captcha& captcha() const { return captcha_; }

  // `network` is the IPv4 address or IPv6 /64 (web::Request::client_network). `subject` is what
  // the proof is about; e-mail addresses go through email_subject() first.
  AttemptKey key(AttemptClass kind, std::string_view network, std::string_view subject) const;

  // Errors: rate_limited `too_many_attempts` with retry_after while the key is blocked.
  Status check(store::Queries& queries, const AttemptKey& key) const;

  // Whether the subject has met so many failures from all networks together that whoever asks about
  // it has to solve a captcha first (rule 59): captcha().check() before work that costs,
  // captcha().spend() in the write. Somebody else's failures lock nobody out.
  bool asks_captcha(store::Queries& queries, const AttemptKey& key) const;

  // For what anybody may ask for some times, and more often with a captcha only: counts, and takes
  // `solution` once `free` were counted with no window between them.
  // Errors: invalid `captcha_required`, `captcha_invalid`.
  Status count_use(store::Transaction& tx, AttemptClass kind, std::string_view network,
                   std::int64_t free, CaptchaForm form,
                   const std::optional<std::string>& solution) const;

  // Whether anything is counted against the key.
  bool has_failed(store::Queries& queries, const AttemptKey& key) const;

  // Counts a completed wrong proof; the third within 15 minutes blocks for 900 s from now on. True
  // when this one did. Errors: as check; nothing is counted during a block.
  Result<bool> record_failure(store::Transaction& tx, const AttemptKey& key) const;
  // Forgets the failures. Errors: as check.
  Status record_success(store::Transaction& tx, const AttemptKey& key) const;

  // Removes up to `limit` rows of each kind that no longer mean anything; returns how many of the
  // kind that had most.
  std::int64_t forget_old(store::Transaction& tx, std::int64_t limit) const;

 private:
  Captcha captcha_;
  Bytes secret_;
};

// A random key that all nodes share, made at the first call of its name. Blocks: at start only.
Bytes house_secret(store::Store& store, Random& random, std::string_view name);

}  // namespace usher::accounts

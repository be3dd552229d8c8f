#include "accounts/attempts.hpp"

#include <algorithm>
#include <stdexcept>

#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "base/crypto.hpp"

namespace usher::accounts {
namespace {

std::unexpected<Error> blocked(const AttemptState& state, Timestamp now) {
  Error error{ErrorKind::rate_limited, "too_many_attempts",
              "Too many failed attempts. Try again later."};
  const auto left = state.blocked_until - now;
  error.retry_after = std::chrono::ceil<std::chrono::seconds>(left);
  return refuse(std::move(error));
}

}  // namespace

AttemptKey AttemptLimiter::key(AttemptClass kind, std::string_view network,
                               std::string_view subject) const {
  std::string text(enum_text(kind));
  text += '\n';
  text += network;
  text += '\n';
  text += subject;
  const Digest pair = hmac_sha256(secret_, text);
  // A network is never empty, so this is no pair's text.
  text = enum_text(kind);
  text += "\n\n";
  text += subject;
  const Digest alone = hmac_sha256(secret_, text);
  return {Bytes(pair.begin(), pair.end()), Bytes(alone.begin(), alone.end())};
}

Status AttemptLimiter::check(store::Queries& queries, const AttemptKey& key) const {
  const auto state = queries.find<AttemptState>(sql::find_attempts, key.value);
  if (state && is_blocked(*state, queries.now())) return blocked(*state, queries.now());
  return {};
}

bool AttemptLimiter::asks_captcha(store::Queries& queries, const AttemptKey& key) const {
  const auto state = queries.find<SubjectState>(sql::find_subject_failures, key.subject);
  return state && accounts::asks_captcha(*state, queries.now());
}

bool AttemptLimiter::has_failed(store::Queries& queries, const AttemptKey& key) const {
  return queries.find<AttemptState>(sql::find_attempts, key.value).has_value();
}

Result<bool> AttemptLimiter::record_failure(store::Transaction& tx, const AttemptKey& key) const {
  // Makes or locks the row, so that nodes count one after the other.
  const auto before = tx.run_returning<AttemptState>(sql::lock_attempts, key.value, tx.now());
  USHER_ASSERT(before.has_value());
  if (is_blocked(*before, tx.now())) return blocked(*before, tx.now());
  const AttemptState after = after_failure(*before, tx.now());
  tx.run(sql::update_attempts, key.value, after.failed_1, after.failed_2, after.blocked_until);
  tx.run(sql::count_subject_failure, key.subject, tx.now(), tx.now() - kAttemptWindow);
  return is_blocked(after, tx.now());
}

Status AttemptLimiter::record_success(store::Transaction& tx, const AttemptKey& key) const {
  const auto state = tx.find<AttemptState>(sql::find_attempts, key.value);
  if (!state) return {};
  if (is_blocked(*state, tx.now())) return blocked(*state, tx.now());
  tx.run(sql::delete_attempts, key.value);
  return {};
}

std::int64_t AttemptLimiter::forget_old(store::Transaction& tx, std::int64_t limit) const {
  const auto pairs = tx.run(sql::forget_old_attempts, tx.now() - kAttemptWindow, tx.now(), limit);
  const auto subjects = tx.run(sql::forget_old_subjects, tx.now() - kAttemptWindow, limit);
  return std::max({pairs, subjects, captcha_.forget_spent(tx, limit)});
}

Bytes house_secret(store::Store& store, Random& random, std::string_view name) {
  const auto stored =
      store.write_now(store::kHouseLane,
                      [fresh = random.bytes(32),
                       name = std::string(name)](store::Transaction& tx) -> Result<Bytes> {
                        const auto find = [&] { return tx.find<Bytes>(sql::find_secret, name); };
                        if (auto found = find()) return *std::move(found);
                        tx.run(sql::insert_secret, name, fresh);
                        auto found = find();
                        USHER_ASSERT(found.has_value());
                        return *std::move(found);
                      });
  if (!stored)
    throw std::runtime_error("the house's secrets cannot be read: " + stored.error().code);
  return *stored;
}

}  // namespace usher::accounts

#include "accounts/attempts.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <stdexcept>

#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "base/crypto.hpp"
#include "base/log.hpp"

namespace usher::accounts {
namespace {

std::unexpected<Error> blocked(Timestamp until, Timestamp now) {
  Error error{ErrorKind::rate_limited, "too_many_attempts",
              "Too many failed attempts. Try again later."};
  error.retry_after = std::chrono::ceil<std::chrono::seconds>(until - now);
  return refuse(std::move(error));
}

// "2001:db8:1::/48" of "2001:db8:1:2::/64"; nothing of an IPv4 address.
std::optional<std::string> site_of(std::string_view network) {
  using boost::asio::ip::address_v6;
  boost::system::error_code bad;
  const std::string address(network.substr(0, network.find('/')));
  auto bytes = boost::asio::ip::make_address_v6(address, bad).to_bytes();
  if (bad) return std::nullopt;
  std::fill(bytes.begin() + 6, bytes.end(), std::uint8_t{0});
  return address_v6(bytes).to_string() + "/48";
}

std::optional<Timestamp> site_blocked_until(store::Queries& queries, const AttemptKey& key) {
  if (key.site.empty()) return std::nullopt;
  const auto state = queries.find<SubjectState>(sql::find_subject_failures, key.site);
  if (!state || !is_site_blocked(*state, queries.now())) return std::nullopt;
  return state->last_failed_at + kAttemptWindow;
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
  AttemptKey key{.value = Bytes(pair.begin(), pair.end()),
                 .subject = Bytes(alone.begin(), alone.end()),
                 .kind = kind,
                 .network = std::string(network)};
  if (const auto site = site_of(network)) {
    text = enum_text(kind);
    text += '\n' + *site + '\n';
    text += subject;
    const Digest wide = hmac_sha256(secret_, text);
    key.site.assign(wide.begin(), wide.end());
  }
  return key;
}

Status AttemptLimiter::check(store::Queries& queries, const AttemptKey& key) const {
  const auto state = queries.find<AttemptState>(sql::find_attempts, key.value);
  if (state && is_blocked(*state, queries.now()))
    return blocked(state->blocked_until, queries.now());
  if (const auto until = site_blocked_until(queries, key)) return blocked(*until, queries.now());
  return {};
}

bool AttemptLimiter::asks_captcha(store::Queries& queries, const AttemptKey& key) const {
  const auto state = queries.find<SubjectState>(sql::find_subject_failures, key.subject);
  return state && accounts::asks_captcha(*state, queries.now());
}

Status AttemptLimiter::count_use(store::Transaction& tx, AttemptClass kind,
                                 std::string_view network, std::int64_t free, CaptchaForm form,
                                 const std::optional<std::string>& solution) const {
  // The network is what is counted about, whoever it is.
  const auto uses = key(kind, "", network).subject;
  const auto state = tx.find<SubjectState>(sql::find_subject_failures, uses);
  const bool recent = state && tx.now() < state->last_failed_at + kAttemptWindow;
  if (recent && state->failures >= free) TRY_OK(captcha_.spend(tx, form, solution));
  tx.run(sql::count_subject_failure, uses, tx.now(), tx.now() - kAttemptWindow);
  return {};
}

bool AttemptLimiter::has_failed(store::Queries& queries, const AttemptKey& key) const {
  return queries.find<AttemptState>(sql::find_attempts, key.value).has_value();
}

Result<bool> AttemptLimiter::record_failure(store::Transaction& tx, const AttemptKey& key) const {
  // Makes or locks the row, so that nodes count one after the other.
  const auto before = tx.run_returning<AttemptState>(sql::lock_attempts, key.value, tx.now());
  USHER_ASSERT(before.has_value());
  if (is_blocked(*before, tx.now())) return blocked(before->blocked_until, tx.now());
  if (const auto until = site_blocked_until(tx, key)) return blocked(*until, tx.now());
  const AttemptState after = after_failure(*before, tx.now());
  tx.run(sql::update_attempts, key.value, after.failed_1, after.failed_2, after.blocked_until);
  for (const auto* wide : {&key.subject, &key.site}) {
    if (wide->empty()) continue;
    tx.run(sql::count_subject_failure, *wide, tx.now(), tx.now() - kAttemptWindow);
  }
  const bool now_blocked = is_blocked(after, tx.now());
  if (now_blocked) {
    tx.after_commit([kind = key.kind, network = key.network] {
      log::info("attempts_blocked", {{"address", network}, {"class", enum_text(kind)}});
    });
  }
  return now_blocked;
}

Status AttemptLimiter::record_success(store::Transaction& tx, const AttemptKey& key) const {
  TRY_OK(check(tx, key));
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

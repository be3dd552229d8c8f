// Signing in and out.
#include <tuple>

#include "accounts/accounts.hpp"
#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "accounts/totp.hpp"
#include "base/log.hpp"

namespace usher::accounts {
namespace {

constexpr Measure kSignIns{"usher_sign_ins_total", MeasureKind::counter,
                           "Log-ins of people who work here: signed in, or why not."};
constexpr Measure kWaiting{"usher_password_hashes_waiting", MeasureKind::gauge,
                           "Log-ins that wait for their password to be hashed."};

Error unauthenticated(std::string code, std::string detail) {
  return {ErrorKind::unauthenticated, std::move(code), std::move(detail)};
}
Error invalid_credentials() {
  return unauthenticated("invalid_credentials", "E-mail address or password is not right.");
}

audit::Entry about_user(audit::Entry origin, std::string action, const User& user) {
  origin.actor = user.id.text();
  origin.actor_role = enum_text(user.role);
  origin.action = std::move(action);
  origin.subject = "user";
  origin.subject_id = user.id.text();
  return origin;
}

// With the address, so that whoever guards the machine can shut it out.
void log_refusal(const Error& error, const std::string& address) {
  if (error.kind == ErrorKind::unauthenticated && error.code != "totp_required") {
    log::info("sign_in_failed", {{"address", address}, {"code", error.code}});
  } else if (error.kind == ErrorKind::rate_limited) {
    log::info("sign_in_blocked", {{"address", address}});
  }
}

}  // namespace

void Accounts::say_measures(MeasureReader& reader) const {
  sign_ins_.say(reader, kSignIns);
  reader.number(kWaiting, static_cast<double>(hasher_.waiting()));
}

// What a log-in knows on its way.
struct Accounts::SignInAttempt {
  Credentials credentials;
  Caller caller;
  std::string old_cookie;
  std::string new_cookie;
  AttemptKey key;
  std::optional<std::string> device{};  // a browser that has signed in to this account before
  std::optional<User> seen{};
  bool captcha_solved = false;
  bool password_right = false;
};

Async<SignedIn> Accounts::sign_in(Credentials credentials, Caller caller, std::string old_cookie) {
  const std::string address = caller.origin.address;
  auto outcome =
      co_await try_sign_in(std::move(credentials), std::move(caller), std::move(old_cookie));
  if (!outcome) log_refusal(outcome.error(), address);
  sign_ins_.add(outcome ? "signed_in" : outcome.error().code);
  co_return outcome;
}

Async<SignedIn> Accounts::try_sign_in(Credentials credentials, Caller caller,
                                      std::string old_cookie) {
  const auto attempt = std::make_shared<SignInAttempt>(
      std::move(credentials), std::move(caller), std::move(old_cookie), random_token(random_));
  attempt->device = devices_.find(attempt->credentials.device, attempt->credentials.email);
  // Where all share one address, a known browser is not blocked by what others fail.
  const bool alone = attempt->caller.network_is_shared && attempt->device;
  attempt->key =
      limiter_.key(AttemptClass::log_in, alone ? *attempt->device : attempt->caller.network,
                   email_subject(attempt->credentials.email));
  CO_TRY_OK(co_await look_at(attempt));
  // Many may have come while this one was looked up.
  if (!attempt->captcha_solved && is_crowded_for(*attempt)) CO_TRY_OK(co_await look_at(attempt));
  HashTurn turn{HashTurn::Standing::stranger, attempt->caller.network};
  if (attempt->captcha_solved) turn.standing = HashTurn::Standing::solved;
  if (attempt->device) turn = {HashTurn::Standing::known, *attempt->device};
  const std::string& password = attempt->credentials.password;
  if (attempt->seen) {
    attempt->password_right =
        co_await hasher_.verify(std::move(turn), attempt->seen->password_hash, password);
  } else {
    co_await hasher_.waste(std::move(turn), password);
  }
  auto finish = [this, attempt](store::Transaction& tx) { return finish_sign_in(tx, *attempt); };
  CO_TRY(auto outcome, co_await store_.write(store::kHouseLane, std::move(finish)));
  if (outcome) {
    outcome->device = devices_.add(attempt->credentials.device, attempt->credentials.email);
  }
  co_return outcome;
}

bool Accounts::is_crowded_for(const SignInAttempt& attempt) const {
  return !attempt.device && hasher_.is_crowded_for(attempt.caller.network);
}

// All that refuses before a hash is made. A captcha is asked for an account with many failures,
// and, unless the browser is known there, where too many wait for a hash.
Async<void> Accounts::look_at(std::shared_ptr<SignInAttempt> attempt) {
  auto look = [this, attempt](store::Queries& q) -> Status {
    TRY_OK(limiter_.check(q, attempt->key));
    attempt->captcha_solved = limiter_.asks_captcha(q, attempt->key) || is_crowded_for(*attempt);
    if (attempt->captcha_solved) {
      TRY_OK(limiter_.captcha().check(q, CaptchaForm::log_in, attempt->credentials.captcha));
    }
    attempt->seen = find_user_by_email(q, attempt->credentials.email);
    return {};
  };
  co_return co_await store_.read(std::move(look));
}

// The outer result decides about the transaction: a failure must be stored. The inner one is the
// answer.
Result<Result<SignedIn>> Accounts::finish_sign_in(store::Transaction& tx,
                                                  const SignInAttempt& attempt) {
  const auto& [credentials, caller, key, seen] =
      std::tie(attempt.credentials, attempt.caller, attempt.key, attempt.seen);
  TRY_OK(limiter_.check(tx, key));
  if (attempt.captcha_solved || limiter_.asks_captcha(tx, key)) {
    TRY_OK(limiter_.captcha().spend(tx, CaptchaForm::log_in, credentials.captcha));
  }
  // Read again: the password may have been changed, or the user disabled, while it was hashed.
  const auto user = seen ? accounts::find_user(tx, seen->id) : std::nullopt;
  const bool proven = attempt.password_right && user && user->status == UserStatus::active &&
                      user->password_hash == seen->password_hash;
  const auto fail = [&](Error answer) -> Result<Result<SignedIn>> {
    TRY(const bool now_blocked, limiter_.record_failure(tx, key));
    if (now_blocked && user)
      audit::record(tx, about_user(caller.origin, "user.sign_in_blocked", *user));
    return Result<SignedIn>(refuse(std::move(answer)));
  };
  if (!proven) return fail(invalid_credentials());

  User signed_in = *user;
  if (user->totp_secret) {
    if (!credentials.totp) {
      TRY_OK(limiter_.check(tx, key));
      return Result<SignedIn>(
          refuse(unauthenticated("totp_required", "A code from your authenticator is needed.")));
    }
    const auto step =
        totp_step(*user->totp_secret, *credentials.totp, tx.now(), user->totp_last_step);
    if (!step) return fail(unauthenticated("totp_invalid", "The code is not right."));
    signed_in.totp_last_step = *step;
  }
  TRY_OK(limiter_.record_success(tx, key));
  if (!attempt.old_cookie.empty()) {
    if (const auto owner = delete_session_by_token(tx, token_hash(attempt.old_cookie))) {
      forget_after_commit(tx, *owner);
    }
  }
  tx.run(sql::record_login, user->id, tx.now(), signed_in.totp_last_step);
  signed_in.last_login_at = tx.now();
  audit::record(tx, about_user(caller.origin, "user.signed_in", *user));
  return Result<SignedIn>(begin_session(tx, signed_in, caller, attempt.new_cookie));
}

SignedIn Accounts::begin_session(store::Transaction& tx, const User& user, const Caller& caller,
                                 const std::string& cookie) {
  const Session session{ids_.next<SessionId>(), user.id,          tx.now(), tx.now(),
                        caller.origin.address,  caller.user_agent};
  insert_session(tx, session, token_hash(cookie));
  return {view_of(user), cookie, csrf_token(cookie)};
}

Async<void> Accounts::sign_out(Caller caller, std::string cookie) {
  auto work = [this, caller, cookie](store::Transaction& tx) -> Status {
    const auto owner = delete_session_by_token(tx, token_hash(cookie));
    if (!owner) return {};
    forget_after_commit(tx, *owner);
    const auto user = accounts::find_user(tx, *owner);
    if (user) audit::record(tx, about_user(caller.origin, "user.signed_out", *user));
    return {};
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

}  // namespace usher::accounts

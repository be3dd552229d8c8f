// Signing in and out.
#include "accounts/accounts.hpp"
#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "accounts/totp.hpp"

namespace usher::accounts {
namespace {

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

}  // namespace

Async<SignedIn> Accounts::sign_in(Credentials credentials, Caller caller, std::string old_cookie) {
  const auto key =
      limiter_.key(AttemptClass::log_in, caller.network, email_subject(credentials.email));
  auto look = [this, key, credentials](store::Queries& q) -> Result<std::optional<User>> {
    TRY_OK(limiter_.check(q, key));
    if (limiter_.asks_captcha(q, key)) {
      TRY_OK(limiter_.captcha().check(q, CaptchaForm::log_in, credentials.captcha));
    }
    return find_user_by_email(q, credentials.email);
  };
  CO_TRY(const auto seen, co_await store_.read(std::move(look)));
  bool right = false;
  if (seen) {
    right = co_await hasher_.verify(seen->password_hash, credentials.password);
  } else {
    co_await hasher_.waste(credentials.password);
  }
  auto finish = [=, this, new_cookie = random_token(random_)](store::Transaction& tx) {
    return finish_sign_in(tx, seen, right, credentials, key, caller, old_cookie, new_cookie);
  };
  CO_TRY(auto outcome, co_await store_.write(store::kHouseLane, std::move(finish)));
  co_return outcome;
}

// The outer result decides about the transaction: a failure must be stored. The inner one is the
// answer.
Result<Result<SignedIn>> Accounts::finish_sign_in(
    store::Transaction& tx, const std::optional<User>& seen, bool password_right,
    const Credentials& credentials, const AttemptKey& key, const Caller& caller,
    const std::string& old_cookie, const std::string& new_cookie) {
  TRY_OK(limiter_.check(tx, key));
  if (limiter_.asks_captcha(tx, key)) {
    TRY_OK(limiter_.captcha().spend(tx, CaptchaForm::log_in, credentials.captcha));
  }
  // Read again: the password may have been changed, or the user disabled, while it was hashed.
  const auto user = seen ? accounts::find_user(tx, seen->id) : std::nullopt;
  const bool proven = password_right && user && user->status == UserStatus::active &&
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
  if (!old_cookie.empty()) {
    if (const auto owner = delete_session_by_token(tx, token_hash(old_cookie))) {
      forget_after_commit(tx, *owner);
    }
  }
  tx.run(sql::record_login, user->id, tx.now(), signed_in.totp_last_step);
  signed_in.last_login_at = tx.now();
  audit::record(tx, about_user(caller.origin, "user.signed_in", *user));
  return Result<SignedIn>(begin_session(tx, signed_in, caller, new_cookie));
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

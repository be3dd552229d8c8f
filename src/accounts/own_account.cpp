// What a signed-in person does with their own account.
#include "accounts/accounts.hpp"
#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "accounts/totp.hpp"

namespace usher::accounts {
namespace {

std::unexpected<Error> signed_out() {
  return refuse(ErrorKind::unauthenticated, "not_signed_in", "Sign in first.");
}

Result<User> user_of(store::Queries& queries, const Caller& caller) {
  auto user = find_user(queries, caller.identity.user);
  if (!user || user->status != UserStatus::active) return signed_out();
  return *std::move(user);
}

audit::Entry about_self(audit::Entry origin, std::string action, UserId user) {
  origin.action = std::move(action);
  origin.subject = "user";
  origin.subject_id = user.text();
  return origin;
}

}  // namespace

Async<UserView> Accounts::me(Caller caller) {
  auto work = [caller](store::Queries& q) -> Result<UserView> {
    TRY(auto user, user_of(q, caller));
    UserView view = view_of(user);
    view.role = caller.identity.role;  // what this session or token may do
    return view;
  };
  co_return co_await store_.read(std::move(work));
}

// The user, when the password is right. A wrong one counts as an attempt.
Async<User> Accounts::prove_password(std::string password, Caller caller) {
  const auto key =
      limiter_.key(AttemptClass::own_password, caller.network, caller.identity.user.text());
  auto look = [this, caller, key](store::Queries& q) -> Result<User> {
    TRY_OK(limiter_.check(q, key));
    return user_of(q, caller);
  };
  CO_TRY(auto user, co_await store_.read(std::move(look)));
  const bool right =
      co_await hasher_.verify(turn_of(caller), user.password_hash, std::move(password));
  auto count = [this, key, right](store::Transaction& tx) -> Status {
    if (right) return limiter_.record_success(tx, key);
    TRY(const bool now_blocked, limiter_.record_failure(tx, key));
    static_cast<void>(now_blocked);
    return {};
  };
  CO_TRY_OK(co_await store_.write(store::kHouseLane, std::move(count)));
  if (!right) {
    co_return refuse(ErrorKind::invalid, "wrong_password", "Your current password is not right.");
  }
  co_return user;
}

Async<SignedIn> Accounts::change_own_password(std::string current, Password fresh, Caller caller) {
  CO_TRY(const auto proven, co_await prove_password(std::move(current), caller));
  const std::string hash = co_await hasher_.hash(turn_of(caller), std::move(fresh.value));
  auto work = [this, caller, hash, seen = proven.password_hash,
               cookie = random_token(random_)](store::Transaction& tx) -> Result<SignedIn> {
    TRY(auto user, user_of(tx, caller));
    if (user.password_hash != seen) return signed_out();  // changed by somebody meanwhile
    user.password_hash = hash;
    update_user(tx, user);
    user.version += 1;
    end_sessions(tx, user.id);
    audit::record(tx, about_self(caller.origin, "user.password_changed", user.id));
    return begin_session(tx, user, caller, cookie);
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Async<std::vector<Session>> Accounts::own_sessions(Caller caller) {
  auto work = [user = caller.identity.user](store::Queries& q) -> Result<std::vector<Session>> {
    return list_sessions(q, user);
  };
  co_return co_await store_.read(std::move(work));
}

Async<void> Accounts::end_own_session(SessionId session, Caller caller) {
  auto work = [this, session, caller](store::Transaction& tx) -> Status {
    if (tx.run(sql::delete_session, session, caller.identity.user) == 0) {
      return refuse(ErrorKind::not_found, "session_not_found", "There is no such session.");
    }
    forget_after_commit(tx, caller.identity.user);
    audit::Entry entry = about_self(caller.origin, "session.ended", caller.identity.user);
    entry.after_json = to_json_text(session.text());
    audit::record(tx, entry);
    return {};
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Async<TotpEnrolment> Accounts::enrol_totp(std::string password, Caller caller) {
  CO_TRY_OK(co_await prove_password(std::move(password), caller));
  const Bytes secret = random_.bytes(kTotpSecretBytes);
  auto work = [this, caller, secret](store::Transaction& tx) -> Result<TotpEnrolment> {
    TRY(auto user, user_of(tx, caller));
    if (user.totp_secret) {
      return refuse(ErrorKind::conflict, "totp_enabled", "A second factor is set up already.");
    }
    user.totp_pending = secret;
    update_user(tx, user);
    audit::record(tx, about_self(caller.origin, "user.totp_enrolled", user.id));
    return TotpEnrolment{to_base32(secret), totp_uri(secret, user.email, options_.issuer)};
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Async<UserView> Accounts::confirm_totp(std::string code, Caller caller) {
  const auto key =
      limiter_.key(AttemptClass::code_entry, caller.network, caller.identity.user.text());
  // Empty for a wrong code, which must be counted and so committed.
  auto work = [this, key, caller, code](store::Transaction& tx) -> Result<std::optional<UserView>> {
    TRY_OK(limiter_.check(tx, key));
    TRY(auto user, user_of(tx, caller));
    if (!user.totp_pending) {
      return refuse(ErrorKind::conflict, "totp_not_enrolled", "No second factor waits for this.");
    }
    const auto step = totp_step(*user.totp_pending, code, tx.now(), 0);
    if (!step) {
      TRY_OK(limiter_.record_failure(tx, key));
      return std::nullopt;
    }
    TRY_OK(limiter_.record_success(tx, key));
    user.totp_secret = std::move(user.totp_pending);
    user.totp_pending.reset();
    user.totp_last_step = *step;
    update_user(tx, user);
    user.version += 1;
    audit::record(tx, about_self(caller.origin, "user.totp_enabled", user.id));
    return view_of(user);
  };
  CO_TRY(auto confirmed, co_await store_.write(store::kHouseLane, std::move(work)));
  if (!confirmed) {
    co_return refuse(ErrorKind::invalid, "totp_invalid", "The code is not right.");
  }
  co_return *std::move(confirmed);
}

Async<UserView> Accounts::disable_totp(std::string password, Caller caller) {
  CO_TRY_OK(co_await prove_password(std::move(password), caller));
  auto work = [caller](store::Transaction& tx) -> Result<UserView> {
    TRY(auto user, user_of(tx, caller));
    user.totp_secret.reset();
    user.totp_pending.reset();
    update_user(tx, user);
    user.version += 1;
    audit::record(tx, about_self(caller.origin, "user.totp_disabled", user.id));
    return view_of(user);
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

}  // namespace usher::accounts

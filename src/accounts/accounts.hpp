// Purpose: the door of accounts: signing in, the signed-in person's own account, and what an
// administrator does with users and API tokens. Place: accounts.
//
// Every privileged change writes its audit row in the same transaction, and whoever it concerns is
// forgotten by the authenticator when it has committed.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/attempts.hpp"
#include "accounts/authenticator.hpp"
#include "accounts/devices.hpp"
#include "accounts/passwords.hpp"
#include "accounts/types.hpp"
#include "accounts/users.hpp"
#include "base/ids.hpp"
#include "base/measures.hpp"
#include "jobs/once.hpp"
#include "store/store.hpp"

namespace usher::accounts {

template <class T>
using Async = boost::asio::awaitable<Result<T>>;
using OnceKey = std::optional<jobs::OnceKey>;

struct Credentials {
  std::string email;
  std::string password;
  std::optional<std::string> totp;
  std::optional<std::string> captcha{};  // solved, where it is asked for
  std::string device{};                  // the cookie of KnownDevices, if the browser has one
};

enum class UserOrder { by_email, newest_first };
struct UserFilter {
  std::optional<Role> role{};
  std::optional<UserStatus> status{};
  UserOrder order = UserOrder::by_email;
  std::string after{};  // the cursor of a page
  std::int64_t limit = 50;
};
template <class T>
struct Listed {
  std::vector<T> items;
  std::optional<std::string> next_cursor;
  std::int64_t total = 0;
};

struct NewApiToken {
  Label name;
  Role role = Role::report;
  std::optional<Timestamp> expires_at;
};
// Told once, when the token is made.
struct MadeApiToken {
  ApiTokenId id;
  std::string name;
  Role role = Role::report;
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> expires_at;  // empty: never
  std::string token;
};
BOOST_DESCRIBE_STRUCT(MadeApiToken, (), (id, name, role, created_by, created_at, expires_at, token))

struct TotpEnrolment {
  std::string secret;  // base32, for typing
  std::string uri;     // for a QR code
};
BOOST_DESCRIBE_STRUCT(TotpEnrolment, (), (secret, uri))

struct AccountsOptions {
  PasswordCost password_cost = PasswordCost::moderate;
  std::string issuer = "Usher";  // what authenticator programs show
  CaptchaOptions captcha{};
};

// Thread-safe. Lives as long as the application. Errors that every use case may give: `overloaded`.
class Accounts {
 public:
  Accounts(store::Store& store, const Clock& clock, Random& random, IdGenerator& ids,
           AccountsOptions options = {});
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  SessionAuthenticator& authenticator() { return authenticator_; }
  AttemptLimiter& limiter() { return limiter_; }

  // --- signing in (sign_in.cpp)
  // Ends the session of `old_cookie`, if it is one: sessions rotate at log-in.
  // Errors: unauthenticated `invalid_credentials`, `totp_required`, `totp_invalid`; rate_limited
  // `too_many_attempts`; invalid `captcha_required`, `captcha_invalid`.
  Async<SignedIn> sign_in(Credentials credentials, Caller caller, std::string old_cookie);
  Async<void> sign_out(Caller caller, std::string cookie);
  CaptchaChallenge captcha_challenge(CaptchaForm form);
  void say_measures(MeasureReader& reader) const;
  // Drops who waits for a hash; when requests are no longer served.
  void stop() { hasher_.stop(); }

  // --- one's own account (own_account.cpp); all need a session, not a token
  Async<UserView> me(Caller caller);
  // Ends all sessions and begins a new one. Errors: invalid `wrong_password`, too_many_attempts.
  Async<SignedIn> change_own_password(std::string current, Password fresh, Caller caller);
  Async<std::vector<Session>> own_sessions(Caller caller);
  // Errors: not_found `session_not_found`.
  Async<void> end_own_session(SessionId session, Caller caller);
  // Errors: wrong_password, too_many_attempts, conflict `totp_enabled`.
  Async<TotpEnrolment> enrol_totp(std::string password, Caller caller);
  // Errors: conflict `totp_not_enrolled`, invalid `totp_invalid`, too_many_attempts.
  Async<UserView> confirm_totp(std::string code, Caller caller);
  // Errors: wrong_password, too_many_attempts.
  Async<UserView> disable_totp(std::string password, Caller caller);

  // --- users, by an administrator (users.cpp)
  // Errors: conflict `email_taken`, and those of jobs::once.
  Async<UserView> create_user(NewUser user, Caller caller, OnceKey once);
  Async<Listed<UserView>> list_users(UserFilter filter);
  // Errors: not_found `user_not_found`.
  Async<UserView> find_user(UserId id);
  // A change of role, status or password ends the user's sessions.
  // Errors: user_not_found, email_taken, conflict `last_admin`, version_conflict.
  Async<UserView> change_user(UserId id, UserChange change, Caller caller);
  // Errors: user_not_found, last_admin.
  Async<void> delete_user(UserId id, Caller caller);

  // --- API tokens, by an administrator (api_tokens.cpp)
  // Errors: invalid when it would be expired at once; those of jobs::once.
  Async<MadeApiToken> create_token(NewApiToken token, Caller caller, OnceKey once);
  Async<Listed<ApiToken>> list_tokens(std::string after, std::int64_t limit);
  // Errors: not_found `api_token_not_found`.
  Async<ApiToken> find_token(ApiTokenId id);
  // Errors: not_found `api_token_not_found`.
  Async<void> delete_token(ApiTokenId id, Caller caller);

  // Removes what has ended: sessions, counted failures, answers to old Idempotency-Keys. To be run
  // every few minutes; several nodes may.
  boost::asio::awaitable<void> sweep();

 private:
  struct SignInAttempt;
  Async<SignedIn> try_sign_in(Credentials credentials, Caller caller, std::string old_cookie);
  bool is_crowded_for(const SignInAttempt& attempt) const;
  Async<void> look_at(std::shared_ptr<SignInAttempt> attempt);
  Result<Result<SignedIn>> finish_sign_in(store::Transaction& tx, const SignInAttempt& attempt);
  SignedIn begin_session(store::Transaction& tx, const User& user, const Caller& caller,
                         const std::string& cookie);
  Async<User> prove_password(std::string password, Caller caller);
  void end_sessions(store::Transaction& tx, UserId user);
  void forget_after_commit(store::Transaction& tx, UserId user);

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  IdGenerator& ids_;
  const AccountsOptions options_;
  AttemptLimiter limiter_;
  KnownDevices devices_;
  PasswordHasher hasher_;
  CountsBy sign_ins_{"outcome", {"signed_in", "invalid_credentials"}};
  SessionAuthenticator authenticator_;
};

}  // namespace usher::accounts

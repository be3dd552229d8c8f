// Purpose: the words of accounts. Place: accounts.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json_types.hpp"
#include "base/text.hpp"
#include "web/session.hpp"

namespace usher::accounts {

using web::Role;

enum class UserStatus : std::uint8_t { active, disabled, deleted };
BOOST_DESCRIBE_ENUM(UserStatus, active, disabled, deleted)

// A row of users.
struct User {
  UserId id;
  std::string email;
  std::string name;
  Role role = Role::scanner;
  UserStatus status = UserStatus::active;
  std::string password_hash;
  std::optional<Bytes> totp_secret;
  std::optional<Bytes> totp_pending;
  std::int64_t totp_last_step = 0;
  std::int64_t version = 1;
  Timestamp created_at;
  std::optional<Timestamp> last_login_at;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, email, name, role, status, password_hash, totp_secret, totp_pending,
                       totp_last_step, version, created_at, last_login_at))

// A user as answers show it.
struct UserView {
  UserId id;
  std::string email;
  std::string name;
  Role role = Role::scanner;
  UserStatus status = UserStatus::active;
  bool totp_enabled = false;
  Timestamp created_at;
  std::optional<Timestamp> last_login_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(UserView, (),
                      (id, email, name, role, status, totp_enabled, created_at, last_login_at,
                       version))
UserView view_of(const User& user);

// A row of user_sessions.
struct Session {
  SessionId id;
  UserId user_id;
  Timestamp created_at;
  Timestamp last_seen_at;
  std::string address;
  std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, user_id, created_at, last_seen_at, address, user_agent))

struct ApiToken {
  ApiTokenId id;
  std::string name;
  Role role = Role::report;
  UserId created_by;
  Timestamp created_at;
  Timestamp expires_at;
  std::optional<Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(ApiToken, (),
                      (id, name, role, created_by, created_at, expires_at, last_used_at))

// Who asks and from where, copied out of the request.
struct Caller {
  web::Identity identity{};
  audit::Entry origin{};     // audit::by(request): who and from where, for the audit log
  std::string network{};     // the key of limits: IPv4 address or IPv6 /64
  std::string user_agent{};  // as the browser calls itself, cut
  // A proxy that nobody named stands before everybody: the network is not the caller's own.
  bool network_is_shared = false;
};

// A browser that has just signed in; `cookie` is told once.
struct SignedIn {
  UserView user;
  std::string cookie;
  std::string csrf_token;
  std::string device{};  // the cookie of KnownDevices after a log-in
};

}  // namespace usher::accounts

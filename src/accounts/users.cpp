#include "accounts/users.hpp"

#include "accounts/accounts.hpp"
#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "base/email.hpp"

namespace usher::accounts {
namespace {

std::unexpected<Error> user_not_found() {
  return refuse(ErrorKind::not_found, "user_not_found", "There is no such user.");
}
std::unexpected<Error> email_is_taken() {
  return refuse(ErrorKind::conflict, "email_taken", "Another user has this e-mail address.");
}
std::unexpected<Error> last_admin() {
  return refuse(ErrorKind::conflict, "last_admin",
                "This is the last administrator; make another one first.");
}

bool is_active_admin(const User& user) {
  return user.role == Role::admin && user.status == UserStatus::active;
}

// What the audit log keeps of a user: nothing personal.
struct AuditedUser {
  Role role;
  UserStatus status;
  bool totp_enabled;
};
BOOST_DESCRIBE_STRUCT(AuditedUser, (), (role, status, totp_enabled))

std::string audited(const User& user) {
  return to_json_text(AuditedUser{user.role, user.status, user.totp_secret.has_value()});
}

audit::Entry about(audit::Entry origin, std::string action, UserId user) {
  origin.action = std::move(action);
  origin.subject = "user";
  origin.subject_id = user.text();
  return origin;
}

// "user.role_changed" and so on: the weightiest of what changed.
std::string action_of(const User& before, const User& after) {
  if (before.role != after.role) return "user.role_changed";
  if (before.status != after.status) {
    return after.status == UserStatus::active ? "user.enabled" : "user.disabled";
  }
  if (before.password_hash != after.password_hash) return "user.password_reset";
  if (before.totp_secret.has_value() != after.totp_secret.has_value()) return "user.totp_removed";
  return "user.changed";
}

User changed(User user, const UserChange& change, const std::optional<std::string>& hash) {
  if (change.email) user.email = change.email->value;
  if (change.name) user.name = change.name->value;
  if (change.role) user.role = *change.role;
  if (change.status) user.status = *change.status;
  if (hash) user.password_hash = *hash;
  if (change.remove_totp) {
    user.totp_secret.reset();
    user.totp_pending.reset();
  }
  return user;
}

}  // namespace

Result<UserView> add_user(store::Transaction& tx, IdGenerator& ids, const NewUser& user,
                          const std::string& password_hash, const audit::Entry& origin) {
  User made;
  made.id = ids.next<UserId>();
  made.email = user.email.value;
  made.name = user.name.value;
  made.role = user.role;
  made.password_hash = password_hash;
  made.created_at = tx.now();
  if (!insert_user(tx, made)) return email_is_taken();
  auto entry = about(origin, "user.created", made.id);
  entry.after_json = audited(made);
  audit::record(tx, entry);
  return view_of(made);
}

Async<UserView> Accounts::create_user(NewUser user, Caller caller, OnceKey once) {
  const std::string hash = co_await hasher_.hash(turn_of(caller), user.password.value);
  auto work = [this, user, hash, caller, once](store::Transaction& tx) {
    return jobs::once<UserView>(tx, once,
                                [&] { return add_user(tx, ids_, user, hash, caller.origin); });
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Async<Listed<UserView>> Accounts::list_users(UserFilter filter) {
  auto work = [filter](store::Queries& q) -> Result<Listed<UserView>> {
    Listed<UserView> listed;
    std::vector<User> users;
    if (filter.order == UserOrder::by_email) {
      users = q.all<User>(sql::list_users_by_email, filter.role, filter.status, filter.after,
                          filter.limit + 1);
    } else {
      const UserId before{filter.after.empty() ? INT64_MAX : parse_id(filter.after)};
      users = q.all<User>(sql::list_users_newest_first, filter.role, filter.status, before,
                          filter.limit + 1);
    }
    if (std::cmp_greater(users.size(), filter.limit)) {
      users.pop_back();
      const User& last = users.back();
      listed.next_cursor =
          filter.order == UserOrder::by_email ? email_key(last.email) : last.id.text();
    }
    for (const auto& user : users) listed.items.push_back(view_of(user));
    listed.total = q.find<std::int64_t>(sql::count_users, filter.role, filter.status).value_or(0);
    return listed;
  };
  co_return co_await store_.read(std::move(work));
}

Async<UserView> Accounts::find_user(UserId id) {
  auto work = [id](store::Queries& q) -> Result<UserView> {
    const auto user = accounts::find_user(q, id);
    if (!user) return user_not_found();
    return view_of(*user);
  };
  co_return co_await store_.read(std::move(work));
}

Result<UserView> change_user(store::Transaction& tx, UserId id, const UserChange& change,
                             const std::optional<std::string>& password_hash,
                             const audit::Entry& origin) {
  // First, so that two administrators who demote each other on two nodes take turns.
  const std::int64_t admins = count_admins_in_turn(tx);
  const auto before = find_user(tx, id);
  if (!before) return user_not_found();
  TRY_OK(check_version(change.if_version, before->version));
  User after = changed(*before, change, password_hash);
  if (is_active_admin(*before) && !is_active_admin(after) && admins <= 1) return last_admin();
  if (email_taken(tx, after.email, id)) return email_is_taken();
  update_user(tx, after);
  after.version += 1;
  if (before->role != after.role || before->status != after.status || password_hash ||
      change.remove_totp) {
    tx.run(sql::delete_sessions_of_user, id);
  }
  auto entry = about(origin, action_of(*before, after), id);
  entry.before_json = audited(*before);
  entry.after_json = audited(after);
  audit::record(tx, entry);
  return view_of(after);
}

Async<UserView> Accounts::change_user(UserId id, UserChange change, Caller caller) {
  std::optional<std::string> hash;
  if (change.password) {
    hash = co_await hasher_.hash(turn_of(caller), change.password->value);
  }
  auto work = [this, id, change, hash, caller](store::Transaction& tx) -> Result<UserView> {
    forget_after_commit(tx, id);
    return accounts::change_user(tx, id, change, hash, caller.origin);
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Async<void> Accounts::delete_user(UserId id, Caller caller) {
  auto work = [this, id, caller](store::Transaction& tx) -> Status {
    forget_after_commit(tx, id);
    return accounts::delete_user(tx, id, caller.origin);
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Status delete_user(store::Transaction& tx, UserId id, const audit::Entry& origin) {
  const std::int64_t admins = count_admins_in_turn(tx);
  const auto user = find_user(tx, id);
  if (!user) return user_not_found();
  if (is_active_admin(*user) && admins <= 1) return last_admin();
  tx.run(sql::delete_tokens_of_user, id);
  tx.run(sql::delete_sessions_of_user, id);
  erase_user(tx, id);
  auto entry = about(origin, "user.deleted", id);
  entry.before_json = audited(*user);
  audit::record(tx, entry);
  return {};
}

Result<UserView> change_user(store::Transaction& tx, std::string_view email,
                             const UserChange& change,
                             const std::optional<std::string>& password_hash,
                             const audit::Entry& origin) {
  const auto user = find_user_by_email(tx, email);
  if (!user) return user_not_found();
  return change_user(tx, user->id, change, password_hash, origin);
}

std::vector<UserView> list_all_users(store::Queries& queries) {
  const std::optional<Role> any_role;
  const std::optional<UserStatus> any_status;
  std::vector<UserView> users;
  for (const auto& user : queries.all<User>(sql::list_users_by_email, any_role, any_status,
                                            std::string(), INT64_MAX)) {
    users.push_back(view_of(user));
  }
  return users;
}

}  // namespace usher::accounts

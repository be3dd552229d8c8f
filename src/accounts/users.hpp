// Purpose: changes of users inside a transaction, for the door and for commands. Place: accounts.
// Each writes its audit row; sessions that a change ends are deleted here, and forgotten by the
// authenticators of this process only when the door makes the change; other processes are told.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/types.hpp"
#include "store/transaction.hpp"

namespace usher::accounts {

struct NewUser {
  Email email;
  OptionalLabel name;
  Role role = Role::scanner;
  Password password;
};

// What an administrator changes of a user; what is absent stays.
struct UserChange {
  std::optional<Email> email{};
  std::optional<OptionalLabel> name{};
  std::optional<Role> role{};
  std::optional<UserStatus> status{};
  std::optional<Password> password{};
  bool remove_totp = false;
  std::optional<std::int64_t> if_version{};
};

// Errors: conflict `email_taken`.
Result<UserView> add_user(store::Transaction& tx, IdGenerator& ids, const NewUser& user,
                          const std::string& password_hash, const audit::Entry& origin);

// A change of role, status, password or second factor deletes the user's sessions.
// `password_hash` is of change.password, made before (it blocks).
// Errors: not_found `user_not_found`, conflict `email_taken` and `last_admin`, `version_conflict`.
Result<UserView> change_user(store::Transaction& tx, UserId id, const UserChange& change,
                             const std::optional<std::string>& password_hash,
                             const audit::Entry& origin);

// Takes the user's sessions, tokens and personal data; the id stays known.
// Errors: user_not_found, last_admin.
Status delete_user(store::Transaction& tx, UserId id, const audit::Entry& origin);

// The same by address, for commands. Errors: as above.
Result<UserView> change_user(store::Transaction& tx, std::string_view email,
                             const UserChange& change,
                             const std::optional<std::string>& password_hash,
                             const audit::Entry& origin);

// For Store::tell_nodes(): servers forget at once what they know of the user's sessions and rights.
std::string news_of(UserId user);

// Everybody, by address; for commands.
std::vector<UserView> list_all_users(store::Queries& queries);

}  // namespace usher::accounts

// Purpose: the SQL of users, sessions and tokens as functions. Place: accounts.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "accounts/types.hpp"
#include "store/transaction.hpp"

namespace usher::accounts {

// False when the address is taken.
bool insert_user(store::Transaction& tx, const User& user);
// Nothing for a deleted user.
std::optional<User> find_user(store::Queries& queries, UserId id);
std::optional<User> find_user_by_email(store::Queries& queries, std::string_view email);
bool email_taken(store::Queries& queries, std::string_view email, UserId by_other_than);
// Stores everything but version (which grows by one) and times.
void update_user(store::Transaction& tx, const User& user);
void erase_user(store::Transaction& tx, UserId id);
// Makes changes of administrators take turns, and counts the active ones.
std::int64_t count_admins_in_turn(store::Transaction& tx);

void insert_session(store::Transaction& tx, const Session& session, const Bytes& token_hash);
// Alive ones, the newest first.
std::vector<Session> list_sessions(store::Queries& queries, UserId user);
// The user whose session it was.
std::optional<UserId> delete_session_by_token(store::Transaction& tx, const Bytes& token_hash);

}  // namespace usher::accounts

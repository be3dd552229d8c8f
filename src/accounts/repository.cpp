#include "accounts/repository.hpp"

#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "base/email.hpp"
#include "base/text.hpp"

namespace usher::accounts {

bool insert_user(store::Transaction& tx, const User& user) {
  return tx.run(sql::insert_user, user.id, user.email, email_key(user.email), user.name, user.role,
                user.password_hash, user.created_at) != 0;
}

std::optional<User> find_user(store::Queries& queries, UserId id) {
  return queries.find<User>(sql::find_user, id);
}

std::optional<User> find_user_by_email(store::Queries& queries, std::string_view email) {
  auto found = queries.find<User>(sql::find_user_by_email, email_key(email));
  // Made before domains were stored as mail servers write them.
  if (!found) found = queries.find<User>(sql::find_user_by_email, fold_case(nfc(email)));
  return found;
}

bool email_taken(store::Queries& queries, std::string_view email, UserId by_other_than) {
  return queries.find<UserId>(sql::find_other_with_email, email_key(email), by_other_than)
      .has_value();
}

void update_user(store::Transaction& tx, const User& user) {
  tx.run(sql::update_user, user.id, user.email, email_key(user.email), user.name, user.role,
         user.status, user.password_hash, user.totp_secret, user.totp_pending, user.totp_last_step);
}

void erase_user(store::Transaction& tx, UserId id) {
  tx.run(sql::erase_user, id, "deleted:" + id.text());
}

std::int64_t count_admins_in_turn(store::Transaction& tx) {
  tx.run(sql::lock_admins);
  return tx.find<std::int64_t>(sql::count_admins).value_or(0);
}

void insert_session(store::Transaction& tx, const Session& session, const Bytes& token_hash) {
  tx.run(sql::insert_session, session.id, token_hash, session.user_id, session.created_at,
         session.address, session.user_agent);
  tx.run(sql::delete_oldest_sessions, session.user_id, kSessionsPerUserMax);
}

std::vector<Session> list_sessions(store::Queries& queries, UserId user) {
  return queries.all<Session>(sql::list_sessions, user, queries.now() - kSessionLifeMax,
                              queries.now() - kSessionIdleMax);
}

std::optional<UserId> delete_session_by_token(store::Transaction& tx, const Bytes& token_hash) {
  return tx.run_returning<UserId>(sql::delete_session_by_token, token_hash);
}

}  // namespace usher::accounts

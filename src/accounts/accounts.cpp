#include "accounts/accounts.hpp"

#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "accounts/sql.hpp"

namespace usher::accounts {

namespace {
// Rows that one sweep removes of each kind: a lane is never held up by a backlog.
constexpr std::int64_t kSweepMax = 500;
}  // namespace

UserView view_of(const User& user) {
  return {user.id,         user.email,         user.name,
          user.role,       user.status,        user.totp_secret.has_value(),
          user.created_at, user.last_login_at, user.version};
}

Accounts::Accounts(store::Store& store, const Clock& clock, Random& random, IdGenerator& ids,
                   AccountsOptions options)
    : store_(store),
      clock_(clock),
      random_(random),
      ids_(ids),
      options_(std::move(options)),
      limiter_(house_secret(store, random, "attempts")),
      hasher_(options_.password_cost),
      authenticator_(store, clock) {}

void Accounts::end_sessions(store::Transaction& tx, UserId user) {
  tx.run(sql::delete_sessions_of_user, user);
  forget_after_commit(tx, user);
}

void Accounts::forget_after_commit(store::Transaction& tx, UserId user) {
  tx.after_commit([this, user] { authenticator_.forget_user(user); });
}

boost::asio::awaitable<void> Accounts::sweep() {
  auto work = [this](store::Transaction& tx) -> Status {
    tx.run(sql::delete_ended_sessions, tx.now() - kSessionLifeMax, tx.now() - kSessionIdleMax,
           kSweepMax);
    limiter_.forget_old(tx, kSweepMax);
    jobs::forget_old_answers(tx, kSweepMax);
    return {};
  };
  // A full lane refuses; the next sweep finds the same rows.
  (void)co_await store_.write(store::kHouseLane, std::move(work));
}

}  // namespace usher::accounts

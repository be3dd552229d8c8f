#include "accounts/accounts.hpp"

#include <algorithm>

#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "accounts/sql.hpp"
#include "accounts/users.hpp"

namespace usher::accounts {

namespace {
// Rows that one transaction of a sweep removes of each kind, so that a lane is never held up by a
// backlog, and how many such transactions one sweep makes at most.
constexpr std::int64_t kSweepRows = 500;
constexpr int kSweepRounds = 1000;

// What nodes tell each other when somebody's sessions or rights have changed.
constexpr std::string_view kNewsPrefix = "user:";
}  // namespace

std::string news_of(UserId user) { return std::string(kNewsPrefix) + user.text(); }

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
      limiter_(house_secret(store, random, "attempts"), options_.captcha),
      devices_(house_secret(store, random, "devices"), clock),
      hasher_(options_.password_cost),
      authenticator_(store, clock) {
  store_.on_news(this, [this](std::string_view news) {
    if (!news.starts_with(kNewsPrefix)) return;
    authenticator_.forget_user(UserId{parse_id(news.substr(kNewsPrefix.size()))});
  });
}

Accounts::~Accounts() { store_.on_news(this, nullptr); }

CaptchaChallenge Accounts::captcha_challenge(CaptchaForm form) {
  return limiter_.captcha().challenge(form, random_, clock_.now());
}

void Accounts::end_sessions(store::Transaction& tx, UserId user) {
  tx.run(sql::delete_sessions_of_user, user);
  forget_after_commit(tx, user);
}

void Accounts::forget_after_commit(store::Transaction& tx, UserId user) {
  tx.after_commit([this, user] {
    authenticator_.forget_user(user);
    store_.tell_nodes(news_of(user));
  });
}

boost::asio::awaitable<void> Accounts::sweep() {
  for (int round = 0; round < kSweepRounds; ++round) {
    auto work = [this](store::Transaction& tx) -> Result<bool> {
      const auto sessions = tx.run(sql::delete_ended_sessions, tx.now() - kSessionLifeMax,
                                   tx.now() - kSessionIdleMax, kSweepRows);
      const auto attempts = limiter_.forget_old(tx, kSweepRows);
      const auto answers = jobs::forget_old_answers(tx, kSweepRows);
      return std::max({sessions, attempts, answers}) == kSweepRows;
    };
    const auto more = co_await store_.write(store::kHouseLane, std::move(work));
    // A full lane refuses; the next sweep finds the same rows.
    if (!more || !*more) co_return;
  }
}

}  // namespace usher::accounts

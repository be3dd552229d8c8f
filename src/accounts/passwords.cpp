#include "accounts/passwords.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace usher::accounts {

namespace asio = boost::asio;

namespace {

// A moderate hash of a random password that nobody knows. Written down, because making one at every
// start would cost half a second.
constexpr std::string_view kNobodysHash =
    "$argon2id$v=19$m=262144,t=3,p=1$lDZRSbAyJ/hRtdpLWcrvKQ$"
    "OVf0d//IwZ2JMC6h7zt4M81FNdkzRG896Pb7kgTexnY";

}  // namespace

HashTurn turn_of(const Caller& caller) {
  return {HashTurn::Standing::known, caller.identity.user.text()};
}

PasswordHasher::PasswordHasher(PasswordCost cost)
    : cost_(cost),
      dummy_hash_(cost == PasswordCost::moderate ? std::string(kNobodysHash)
                                                 : hash_password("nobody's password", cost)),
      pool_(kHashThreads, HashQueue::kWaitingMax) {}

boost::asio::awaitable<std::string> PasswordHasher::hash(HashTurn turn, std::string password) {
  auto made = std::make_shared<std::string>();
  co_await wait_for(std::move(turn), [made, password = std::move(password), cost = cost_] {
    *made = hash_password(password, cost);
  });
  co_return *std::move(made);
}

boost::asio::awaitable<bool> PasswordHasher::verify(HashTurn turn, std::string hash,
                                                    std::string password) {
  auto right = std::make_shared<bool>(false);
  co_await wait_for(std::move(turn),
                    [right, hash = std::move(hash), password = std::move(password)] {
                      *right = verify_password(hash, password);
                    });
  co_return *right;
}

boost::asio::awaitable<void> PasswordHasher::waste(HashTurn turn, std::string password) {
  co_await verify(std::move(turn), dummy_hash_, std::move(password));
}

bool PasswordHasher::is_crowded_for(const std::string& network) const {
  const std::lock_guard lock(mutex_);
  return queue_.is_crowded_for(network);
}

std::size_t PasswordHasher::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.waiting();
}

// Returns when the work is done; throws what it threw.
boost::asio::awaitable<void> PasswordHasher::wait_for(HashTurn turn, std::function<void()> work) {
  auto failure = std::make_shared<std::exception_ptr>();
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [this](auto handler, std::shared_ptr<std::exception_ptr> cause, HashTurn whose,
             std::function<void()> owned) {
        auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        add(whose, [cause, executor, shared, owned = std::move(owned)](bool run) {
          try {
            if (!run) throw OverloadedError("too many passwords wait to be hashed");
            owned();
          } catch (...) {
            *cause = std::current_exception();
          }
          asio::post(executor, [shared] { (*shared)(); });
        });
      },
      asio::use_awaitable, failure, std::move(turn), std::move(work));
  if (*failure) std::rethrow_exception(*failure);
}

void PasswordHasher::add(const HashTurn& turn, HashQueue::Job job) {
  HashQueue::Pushed pushed;
  {
    const std::lock_guard lock(mutex_);
    pushed = queue_.push(turn, std::move(job));
  }
  // Who was dropped for it leaves it its task.
  if (pushed.dropped) return pushed.dropped(false);
  // Only a pool that is stopping takes none.
  if (!pool_.submit([this] { run_next(); })) drop_waiting();
}

void PasswordHasher::run_next() {
  HashQueue::Job job;
  {
    const std::lock_guard lock(mutex_);
    job = queue_.pop();
  }
  if (job) job(true);
}

void PasswordHasher::stop() {
  pool_.stop();
  drop_waiting();
}

void PasswordHasher::drop_waiting() {
  for (;;) {
    HashQueue::Job job;
    {
      const std::lock_guard lock(mutex_);
      job = queue_.pop();
    }
    if (!job) return;
    job(false);
  }
}

}  // namespace usher::accounts

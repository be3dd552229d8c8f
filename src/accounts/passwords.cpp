#include "accounts/passwords.hpp"

namespace usher::accounts {
namespace {

// A moderate hash of a random password that nobody knows. Written down, because making one at every
// start would cost half a second.
constexpr std::string_view kNobodysHash =
    "$argon2id$v=19$m=262144,t=3,p=1$lDZRSbAyJ/hRtdpLWcrvKQ$"
    "OVf0d//IwZ2JMC6h7zt4M81FNdkzRG896Pb7kgTexnY";

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost)
    : cost_(cost),
      dummy_hash_(cost == PasswordCost::moderate ? std::string(kNobodysHash)
                                                 : hash_password("nobody's password", cost)),
      pool_(kHashThreads, kQueueMax) {}

boost::asio::awaitable<std::string> PasswordHasher::hash(std::string password) {
  auto work = [password = std::move(password), cost = cost_] {
    return hash_password(password, cost);
  };
  co_return co_await pool_.run(std::move(work));
}

boost::asio::awaitable<bool> PasswordHasher::verify(std::string hash, std::string password) {
  auto work = [hash = std::move(hash), password = std::move(password)] {
    return verify_password(hash, password);
  };
  co_return co_await pool_.run(std::move(work));
}

boost::asio::awaitable<void> PasswordHasher::waste(std::string password) {
  co_await verify(dummy_hash_, std::move(password));
}

}  // namespace usher::accounts

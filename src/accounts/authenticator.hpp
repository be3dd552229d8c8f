// Purpose: turns cookies and tokens into identities, mostly from memory. Place: accounts; web asks
// it on every signed request.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "accounts/types.hpp"
#include "base/crypto.hpp"
#include "store/store.hpp"
#include "web/session.hpp"

namespace usher::accounts {

// What was found out about credentials lately. Thread-safe.
//
// A change in this process is seen at once (forget…), one on another node after kFreshFor. An
// answer that was read before a change and comes in after it is not kept: put() takes the
// generation at which the reading began.
class CredentialCache {
 public:
  static constexpr Duration kFreshFor{2500};
  static constexpr std::size_t kEntriesMax = 10'000;

  explicit CredentialCache(const Clock& clock) : clock_(clock) {}

  std::optional<web::Identity> find(const Digest& credential) const;
  std::uint64_t generation() const;
  // `ends`: when the credential itself expires.
  void put(const Digest& credential, web::Identity identity, Timestamp ends,
           std::uint64_t generation);
  void forget_user(UserId user);

 private:
  struct Entry {
    web::Identity identity;
    Timestamp ends;
    Duration fresh_until;
  };
  struct Hash {
    std::size_t operator()(const Digest& digest) const noexcept;
  };

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::unordered_map<Digest, Entry, Hash> entries_;
  std::uint64_t generation_ = 0;
};

// Thread-safe. Lives as long as the application.
class SessionAuthenticator final : public web::Authenticator {
 public:
  SessionAuthenticator(store::Store& store, const Clock& clock) : store_(store), cache_(clock) {}

  std::optional<web::Identity> cached(Kind kind, std::string_view credential) override;
  boost::asio::awaitable<web::Identity> authenticate(Kind kind, std::string credential) override;

  // After a change of the user's role, password, status, sessions or tokens has committed.
  void forget_user(UserId user) { cache_.forget_user(user); }

 private:
  boost::asio::awaitable<web::Identity> by_session(std::string credential);
  boost::asio::awaitable<web::Identity> by_token(std::string credential);

  store::Store& store_;
  CredentialCache cache_;
};

}  // namespace usher::accounts

#include "accounts/authenticator.hpp"

#include <cstring>

#include "accounts/rules.hpp"
#include "accounts/sql.hpp"

namespace usher::accounts {
namespace {

struct FoundSession {
  SessionId id;
  Timestamp created_at;
  Timestamp last_seen_at;
  UserId user;
  Role role = Role::scanner;
  std::string email;
};
BOOST_DESCRIBE_STRUCT(FoundSession, (), (id, created_at, last_seen_at, user, role, email))

struct FoundToken {
  ApiTokenId id;
  Role role = Role::report;
  Timestamp expires_at;
  std::optional<Timestamp> last_used_at;
  UserId user;
  Role user_role = Role::scanner;
  std::string email;
};
BOOST_DESCRIBE_STRUCT(FoundToken, (), (id, role, expires_at, last_used_at, user, user_role, email))

// Longer than any credential of ours: not worth a look.
constexpr std::size_t kCredentialMax = 200;

// Cookies and tokens are never mixed up, whatever they say.
Digest cache_key(web::Authenticator::Kind kind, std::string_view credential) {
  const char* prefix = kind == web::Authenticator::Kind::session_cookie ? "s" : "t";
  return sha256(prefix + std::string(credential));
}

bool is_stale(std::optional<Timestamp> seen, Timestamp now) {
  return !seen || now - *seen >= kSeenEvery;
}

}  // namespace

std::size_t CredentialCache::Hash::operator()(const Digest& digest) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

std::optional<web::Identity> CredentialCache::find(const Digest& credential) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(credential);
  if (found == entries_.end()) return std::nullopt;
  const Entry& entry = found->second;
  if (clock_.monotonic() >= entry.fresh_until || clock_.now() >= entry.ends) return std::nullopt;
  return entry.identity;
}

std::uint64_t CredentialCache::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void CredentialCache::put(const Digest& credential, web::Identity identity, Timestamp ends,
                          std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  const Duration now = clock_.monotonic();
  if (entries_.size() >= kEntriesMax) {
    std::erase_if(entries_, [now](const auto& entry) { return now >= entry.second.fresh_until; });
  }
  // Somebody tries many credentials: what they crowd out is read again.
  if (entries_.size() >= kEntriesMax) entries_.clear();
  entries_.insert_or_assign(credential, Entry{std::move(identity), ends, now + kFreshFor});
}

void CredentialCache::forget_user(UserId user) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  std::erase_if(entries_, [user](const auto& entry) { return entry.second.identity.user == user; });
}

std::optional<web::Identity> SessionAuthenticator::cached(Kind kind, std::string_view credential) {
  if (credential.empty() || credential.size() > kCredentialMax) return web::Identity{};
  return cache_.find(cache_key(kind, credential));
}

boost::asio::awaitable<web::Identity> SessionAuthenticator::authenticate(Kind kind,
                                                                         std::string credential) {
  if (credential.empty() || credential.size() > kCredentialMax) co_return web::Identity{};
  if (kind == Kind::session_cookie) co_return co_await by_session(std::move(credential));
  co_return co_await by_token(std::move(credential));
}

boost::asio::awaitable<web::Identity> SessionAuthenticator::by_session(std::string credential) {
  const Digest key = cache_key(Kind::session_cookie, credential);
  const auto generation = cache_.generation();
  auto look = [hash = token_hash(credential)](store::Queries& q) {
    return std::pair(q.find<FoundSession>(sql::find_session, hash), q.now());
  };
  const auto looked = co_await store_.read(std::move(look));
  const auto& found = looked.first;
  const Timestamp now = looked.second;
  web::Identity identity;
  const Timestamp ends = found ? session_ends(found->created_at, found->last_seen_at) : kNever;
  if (!found || now >= ends) {
    cache_.put(key, identity, kNever, generation);
    co_return identity;
  }
  identity = {.signed_in = true,
              .user = found->user,
              .role = found->role,
              .session = found->id,
              .email = found->email,
              .csrf_token = csrf_token(credential)};
  cache_.put(key, identity, ends, generation);
  if (is_stale(found->last_seen_at, now)) {
    auto touch = [id = found->id](store::Transaction& tx) -> Status {
      tx.run(sql::touch_session, id, tx.now());
      return {};
    };
    // A full lane refuses; then a later request will say that the session is alive.
    (void)co_await store_.write(store::kHouseLane, std::move(touch));
  }
  co_return identity;
}

boost::asio::awaitable<web::Identity> SessionAuthenticator::by_token(std::string credential) {
  const Digest key = cache_key(Kind::bearer_token, credential);
  const auto generation = cache_.generation();
  auto look = [hash = token_hash(credential)](store::Queries& q) {
    return std::pair(q.find<FoundToken>(sql::find_token, hash), q.now());
  };
  const auto looked = co_await store_.read(std::move(look));
  const auto& found = looked.first;
  const Timestamp now = looked.second;
  web::Identity identity;
  // A token never may more than whoever made it may today.
  if (!found || now >= found->expires_at || !includes(found->user_role, found->role)) {
    cache_.put(key, identity, kNever, generation);
    co_return identity;
  }
  identity = {.signed_in = true,
              .user = found->user,
              .role = found->role,
              .api_token = found->id,
              .email = found->email};
  cache_.put(key, identity, found->expires_at, generation);
  if (is_stale(found->last_used_at, now)) {
    auto touch = [id = found->id](store::Transaction& tx) -> Status {
      tx.run(sql::touch_token, id, tx.now());
      return {};
    };
    (void)co_await store_.write(store::kHouseLane, std::move(touch));
  }
  co_return identity;
}

}  // namespace usher::accounts

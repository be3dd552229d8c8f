// Tokens for programs.
#include "accounts/accounts.hpp"
#include "accounts/sql.hpp"

namespace usher::accounts {
namespace {

// So that scanners for leaked secrets know what they found.
constexpr std::string_view kTokenPrefix = "usher_";

audit::Entry about(audit::Entry origin, std::string action, ApiTokenId token) {
  origin.action = std::move(action);
  origin.subject = "api_token";
  origin.subject_id = token.text();
  return origin;
}

}  // namespace

Async<MadeApiToken> Accounts::create_token(NewApiToken token, Caller caller, OnceKey once) {
  const std::string secret = std::string(kTokenPrefix) + random_token(random_);
  auto make = [this, token, caller, secret](store::Transaction& tx) -> Result<MadeApiToken> {
    const Timestamp expires_at = token.expires_at.value_or(kNever);
    if (expires_at <= tx.now()) {
      return refuse_field("/expires_at", "out_of_range", "Must be in the future.");
    }
    MadeApiToken made{ids_.next<ApiTokenId>(),
                      token.name.value,
                      token.role,
                      caller.identity.user,
                      tx.now(),
                      expires_at,
                      secret};
    tx.run(sql::insert_token, made.id, made.name, token_hash(secret), made.role, made.created_by,
           made.created_at, expires_at);
    auto entry = about(caller.origin, "api_token.created", made.id);
    entry.after_json = to_json_text(made.role);
    audit::record(tx, entry);
    return made;
  };
  auto work = [make = std::move(make), once](store::Transaction& tx) {
    return jobs::once<MadeApiToken>(tx, once, [&] { return make(tx); });
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Async<Listed<ApiToken>> Accounts::list_tokens(std::string after, std::int64_t limit) {
  auto work = [after, limit](store::Queries& q) -> Result<Listed<ApiToken>> {
    const ApiTokenId before{after.empty() ? INT64_MAX : parse_id(after)};
    Listed<ApiToken> listed;
    listed.items = q.all<ApiToken>(sql::list_tokens, before, limit + 1);
    if (std::cmp_greater(listed.items.size(), limit)) {
      listed.items.pop_back();
      listed.next_cursor = listed.items.back().id.text();
    }
    listed.total = q.find<std::int64_t>(sql::count_tokens).value_or(0);
    return listed;
  };
  co_return co_await store_.read(std::move(work));
}

Async<ApiToken> Accounts::find_token(ApiTokenId id) {
  auto work = [id](store::Queries& q) -> Result<ApiToken> {
    auto token = q.find<ApiToken>(sql::find_token_by_id, id);
    if (token) return *std::move(token);
    return refuse(ErrorKind::not_found, "api_token_not_found", "There is no such API token.");
  };
  co_return co_await store_.read(std::move(work));
}

Async<void> Accounts::delete_token(ApiTokenId id, Caller caller) {
  auto work = [this, id, caller](store::Transaction& tx) -> Status {
    const auto token = tx.find<ApiToken>(sql::find_token_by_id, id);
    if (!token) {
      return refuse(ErrorKind::not_found, "api_token_not_found", "There is no such API token.");
    }
    tx.run(sql::delete_token, id);
    forget_after_commit(tx, token->created_by);
    auto entry = about(caller.origin, "api_token.deleted", id);
    entry.before_json = to_json_text(token->role);
    audit::record(tx, entry);
    return {};
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

}  // namespace usher::accounts

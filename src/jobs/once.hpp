// Purpose: a repeated request answers the same and does its work once. Place: jobs; used by every
// slice whose POSTs create something or move money or seats.
//
// The client's Idempotency-Key, the effect and the answer are stored in one transaction. Answers
// may hold tokens, so they are sealed with the client's own key, of which only a hash is stored.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/json_binding.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace usher::web {
class Request;
}

namespace usher::jobs {

// How long a key answers again.
inline constexpr Duration kOnceFor = std::chrono::hours(24);
inline constexpr std::size_t kOnceKeyMax = 255;  // bytes of a key that a client may send

// What makes two requests the same.
struct OnceKey {
  std::string scope;  // endpoint and caller: "POST /api/venues user 1k8x…"
  std::string key;    // the header's value
  Bytes body_sha256;  // of the raw body
};

// The key of a request that brought one. Errors: 422 `validation_failed` when it is empty, too long
// or not visible ASCII.
Result<std::optional<OnceKey>> once_key(std::string scope, std::optional<std::string> header,
                                        Bytes body_sha256);

// The same of an HTTP request; method, path and query count as part of its body. `scope` names who
// asks where the signed-in user (always part of the scope) does not: a buyer's session.
Result<std::optional<OnceKey>> once_key(web::Request request, std::string scope = {});

// What tells this request from every other: of scope, key and body.
Bytes digest_of(const OnceKey& key);

// The stored answer of a key, if it has one. Errors: 422 `idempotency_key_reused` when it was given
// with another body.
Result<std::optional<std::string>> find_answer(store::Queries& queries, const OnceKey& key);

// Stores the answer. Errors: 409 `idempotency_key_in_use` when another node was quicker; the whole
// command is undone then, and a retry gets the other's answer.
Status keep_answer(store::Transaction& tx, const OnceKey& key, std::string_view answer_json);

// Removes up to `limit` keys that no longer answer; returns how many.
std::int64_t forget_old_answers(store::Transaction& tx, std::int64_t limit);

// Runs `work`, a Result<T>(), unless the key has an answer already, which is returned then. A
// refusal is not stored: the client may try again. Without a key the work just runs.
// T must read back what it writes; RawJson does for any answer.
// Errors: those of find_answer, keep_answer and of the work.
template <class T, class F>
Result<T> once(store::Transaction& tx, const std::optional<OnceKey>& key, F&& work) {
  if (!key) return std::forward<F>(work)();
  TRY(auto stored, find_answer(tx, *key));
  if (stored) {
    if constexpr (std::is_same_v<T, RawJson>) {
      return RawJson{*std::move(stored)};
    } else {
      return read_json_text<T>(*stored);
    }
  }
  TRY(auto answer, std::forward<F>(work)());
  TRY_OK(keep_answer(tx, *key, to_json_text(answer)));
  return answer;
}

}  // namespace usher::jobs

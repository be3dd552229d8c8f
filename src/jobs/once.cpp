#include "jobs/once.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/crypto.hpp"
#include "jobs/sql.hpp"

namespace usher::jobs {
namespace {

struct StoredAnswer {
  Bytes body_hash;
  Bytes answer;
};
BOOST_DESCRIBE_STRUCT(StoredAnswer, (), (body_hash, answer))

// The same text under two names: one finds the row, the other opens it.
Digest digest_of(std::string_view purpose, const OnceKey& key) {
  std::string text(purpose);
  text += '\n';
  text += key.scope;
  text += '\n';
  text += key.key;
  return sha256(text);
}
Bytes row_of(const OnceKey& key) {
  const Digest digest = digest_of("usher idempotency row", key);
  return {digest.begin(), digest.end()};
}
Digest lock_of(const OnceKey& key) { return digest_of("usher idempotency answer", key); }

}  // namespace

Result<std::optional<OnceKey>> once_key(std::string scope, std::optional<std::string> header,
                                        Bytes body_sha256) {
  if (!header) return std::nullopt;
  const bool visible = std::ranges::all_of(*header, [](char c) { return c >= ' ' && c < 0x7f; });
  if (header->empty() || header->size() > kOnceKeyMax || !visible) {
    return refuse_field("", "invalid_format",
                        "Idempotency-Key must be 1 to 255 visible ASCII characters.");
  }
  return OnceKey{std::move(scope), *std::move(header), std::move(body_sha256)};
}

Bytes digest_of(const OnceKey& key) {
  std::string text = key.scope + '\n' + key.key + '\n';
  text.append(key.body_sha256.begin(), key.body_sha256.end());
  const Digest digest = sha256(text);
  return {digest.begin(), digest.end()};
}

Result<std::optional<std::string>> find_answer(store::Queries& queries, const OnceKey& key) {
  const auto stored =
      queries.find<StoredAnswer>(sql::find_answer, row_of(key), queries.now() - kOnceFor);
  if (!stored) return std::nullopt;
  if (stored->body_hash != key.body_sha256) {
    return refuse(ErrorKind::invalid, "idempotency_key_reused",
                  "This Idempotency-Key was used with another body.");
  }
  auto answer = unseal(lock_of(key), stored->answer);
  if (!answer) throw std::runtime_error("a stored answer cannot be read: the row was changed");
  return std::string(answer->begin(), answer->end());
}

Status keep_answer(store::Transaction& tx, const OnceKey& key, std::string_view answer_json) {
  const auto kept =
      tx.run(sql::keep_answer, row_of(key), key.body_sha256,
             seal(lock_of(key), as_bytes(answer_json)), tx.now(), tx.now() - kOnceFor);
  if (kept == 0) {
    return refuse(ErrorKind::conflict, "idempotency_key_in_use",
                  "A request with this Idempotency-Key is being answered.");
  }
  return {};
}

std::int64_t forget_old_answers(store::Transaction& tx, std::int64_t limit) {
  return tx.run(sql::forget_old_answers, tx.now() - kOnceFor, limit);
}

}  // namespace usher::jobs

#include "tickets/key_ring.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"
#include "tickets/sql.hpp"

namespace usher::tickets {
namespace {

struct KeyRow {
  std::int64_t number = 0;
  Bytes seed;
  Bytes public_key;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (number, seed, public_key, created_at))

SigningKey key_of(const KeyRow& row) {
  SigningKey key{static_cast<std::uint16_t>(row.number)};
  USHER_ASSERT(row.seed.size() == key.seed.size());
  USHER_ASSERT(row.public_key.size() == key.public_key.size());
  std::ranges::copy(row.seed, key.seed.begin());
  std::ranges::copy(row.public_key, key.public_key.begin());
  return key;
}

}  // namespace

std::optional<SigningKey> KeyRing::newest(store::Queries& queries) {
  const auto rows = queries.all<KeyRow>(sql::all_keys);
  if (rows.empty()) return std::nullopt;
  return key_of(rows.back());
}

SigningKey KeyRing::add(store::Transaction& tx, std::uint16_t number) {
  SigningKey key{number};
  random_.fill(key.seed);
  key.public_key = ed25519_public_key(key.seed);
  tx.run(sql::insert_key, std::int64_t{number}, Bytes(key.seed.begin(), key.seed.end()),
         Bytes(key.public_key.begin(), key.public_key.end()), tx.now());
  // Another node may have been quicker with this number: whatever is stored is the key.
  return newest(tx).value();
}

SigningKey KeyRing::current(store::Transaction& tx) {
  if (auto key = newest(tx)) return *key;
  return add(tx, 1);
}

Result<SigningKey> KeyRing::rotate(store::Transaction& tx) {
  const auto last = newest(tx);
  if (last && last->number == std::numeric_limits<std::uint16_t>::max()) {
    return refuse(ErrorKind::conflict, "too_many_keys", "There are as many keys as there can be.");
  }
  return add(tx, static_cast<std::uint16_t>(last ? last->number + 1 : 1));
}

std::optional<SigningKey> KeyRing::find(store::Queries& queries, std::uint16_t number) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(number);
    if (known != known_.end()) return known->second;
  }
  // Only what a snapshot has seen is kept: a key of a transaction that failed never existed.
  std::optional<SigningKey> found;
  const auto rows = queries.as_server([&] { return queries.all<KeyRow>(sql::all_keys); });
  for (const auto& row : rows) {
    if (row.number == number) found = key_of(row);
  }
  if (found && dynamic_cast<store::Transaction*>(&queries) == nullptr) {
    const std::lock_guard lock(mutex_);
    known_.emplace(number, *found);
  }
  return found;
}

std::vector<VerificationKey> KeyRing::list(store::Queries& queries) const {
  std::vector<VerificationKey> keys;
  for (const auto& row : queries.all<KeyRow>(sql::all_keys)) {
    keys.push_back({row.number, "Ed25519", to_base64url(row.public_key), row.created_at, false});
  }
  if (!keys.empty()) keys.back().current = true;
  return keys;
}

}  // namespace usher::tickets

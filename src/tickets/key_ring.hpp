// Purpose: the keys that sign tickets, at hand without a read of the database. Place: tickets.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "store/transaction.hpp"
#include "tickets/token.hpp"
#include "tickets/types.hpp"

namespace usher::tickets {

// Thread-safe. Lives as long as the application. Keys that another node made are read when they
// are first met.
class KeyRing {
 public:
  explicit KeyRing(Random& random) : random_(random) {}

  // The key for new tickets; made now, if there is none.
  SigningKey current(store::Transaction& tx);
  // Makes a key that signs from now on. The old ones stay good.
  // Errors: conflict `too_many_keys` after 65,535 of them.
  Result<SigningKey> rotate(store::Transaction& tx);
  std::optional<SigningKey> find(store::Queries& queries, std::uint16_t number);
  // All, oldest first.
  std::vector<VerificationKey> list(store::Queries& queries) const;

 private:
  std::optional<SigningKey> newest(store::Queries& queries);
  SigningKey add(store::Transaction& tx, std::uint16_t number);

  Random& random_;
  std::mutex mutex_;
  std::map<std::uint16_t, SigningKey> known_;
};

}  // namespace usher::tickets

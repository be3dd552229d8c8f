// Purpose: the token that opens a hold. Place: inventory.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/random.hpp"

namespace usher::inventory {

// Token = id of the hold and 128 bits of HMAC-SHA-256 of it under the installation's secret: it
// need not be stored, can be made again for a repeated request, and cannot be guessed.
// Immutable, so safe from all threads.
class HoldTokens {
 public:
  explicit HoldTokens(Bytes secret) : secret_(std::move(secret)) {}

  std::string token_of(HoldId hold) const;
  // nullopt when it is no token that this installation made. Compares in constant time.
  std::optional<HoldId> open(std::string_view token) const;
  // A number for a network, from which nobody learns what network it is.
  std::int64_t number_of(std::string_view network) const;

 private:
  Bytes secret_;
};

}  // namespace usher::inventory

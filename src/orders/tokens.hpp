// Purpose: the token that opens an order. Place: orders.
#pragma once
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/random.hpp"

namespace usher::orders {

// 192 bits of HMAC-SHA-256 of the order's id under the installation's secret: nothing that opens an
// order is stored, mails can name it again, and it cannot be guessed. Immutable, so safe from all
// threads.
class OrderTokens {
 public:
  // `secret` is house_secret("orders"), the same on every node.
  explicit OrderTokens(Bytes secret) : secret_(std::move(secret)) {}

  std::string token_of(OrderId order) const;
  // Compares in constant time.
  bool opens(OrderId order, std::string_view token) const;

 private:
  Bytes secret_;
};

}  // namespace usher::orders

#include "orders/tokens.hpp"

#include "base/crypto.hpp"

namespace usher::orders {

std::string OrderTokens::token_of(OrderId order) const {
  constexpr std::size_t kTokenBytes = 24;
  const Digest digest = hmac_sha256(secret_, "usher order " + order.text());
  return to_base64url(ByteView(digest).first(kTokenBytes));
}

bool OrderTokens::opens(OrderId order, std::string_view token) const {
  return constant_time_equal(token_of(order), token);
}

}  // namespace usher::orders

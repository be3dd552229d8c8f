// Purpose: Stripe's objects as text: forms that go out, JSON that comes in. Place: payments; used
// by the provider and by the webhook. Pure. Source: https://docs.stripe.com/api (version
// kStripeVersion).
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "payments/types.hpp"

namespace usher::payments {

// The version of the API that this code was written for; sent with every call.
inline constexpr std::string_view kStripeVersion = "2025-03-31.basil";

// In the order in which they are sent: {"metadata[order_id]", "7"}.
using FormFields = std::vector<std::pair<std::string, std::string>>;

// application/x-www-form-urlencoded, everything but unreserved characters as %XX.
std::string encode_form(const FormFields& fields);

// Stripe counts some currencies otherwise than ISO 4217 does; nullopt when the amount cannot be
// said. Source: https://docs.stripe.com/currencies#special-cases
std::optional<std::int64_t> stripe_amount(Money amount, const Currency& currency);
Money money_of_stripe(std::int64_t amount, const Currency& currency);

// Members of an object; {}, "" or -1 when they are absent or of another kind.
const boost::json::object* object_at(const boost::json::object& parent, std::string_view name);
std::string text_at(const boost::json::object& parent, std::string_view name);
std::int64_t integer_at(const boost::json::object& parent, std::string_view name);
Currency currency_at(const boost::json::object& object);

// Each is nullopt when it is not such an object, or none that this program could have made.
// `told_at` is when Stripe said so.
std::optional<Intent> read_intent(const boost::json::object& object, Timestamp told_at);
// `order` and `number` are 0 when somebody else made the refund.
std::optional<ProviderRefund> read_refund(const boost::json::object& object);
std::optional<ProviderDispute> read_dispute(const boost::json::object& object, Timestamp told_at);

// Why Stripe refuses; all "" when the body does not say.
struct StripeError {
  std::string type;  // "card_error", "idempotency_error", …
  std::string code;  // "payment_intent_unexpected_state", …
  std::string decline_code;
  std::string message;
};
StripeError read_stripe_error(const boost::json::object& body);

}  // namespace usher::payments

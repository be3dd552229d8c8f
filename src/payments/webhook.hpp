// Purpose: whether a webhook comes from who signed it, and what it says. Place: payments. Pure.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "payments/types.hpp"

namespace usher::payments {

// How far a signature's time may lie from ours, in either direction (rules 16, 57).
inline constexpr Duration kSignatureTolerance = std::chrono::seconds(300);

// Checks "t=…,v1=…" over "<t>.<raw body>" with any of the secrets; several v1 are accepted, two t
// are not. Source: https://docs.stripe.com/webhooks#verify-manually.
// Errors: 400 `invalid_signature`, always the same, also when there is no secret.
Status check_signature(std::string_view header, std::string_view raw_body,
                       std::span<const std::string> secrets, Timestamp now);

// A charge was given back, in part or whole, by whomever.
struct ChargeRefunded {
  std::string intent_id;
  Money refunded;  // of all its refunds together
};

// One message of the provider. `news` is empty when it is of a kind that does not concern us.
struct ProviderEvent {
  std::string id;
  std::string type;
  std::variant<std::monostate, Intent, ProviderRefund, ChargeRefunded, ProviderDispute> news;
  Timestamp told_at{};  // when it happened
};

// `now` stands for the time of an event that does not say when it happened.
// Errors: 400 `malformed_event` when a signed body is not an event.
Result<ProviderEvent> read_event(std::string_view raw_body, Timestamp now);

}  // namespace usher::payments

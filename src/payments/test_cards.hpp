// Purpose: what the test provider does with which card. Place: payments. Pure.
// Source: https://docs.stripe.com/testing (numbers and outcomes).
#pragma once
#include <boost/describe/enum.hpp>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "payments/types.hpp"

namespace usher::payments {

// Ours, beside Stripe's: the payment is `processing` first and succeeds by itself.
inline constexpr std::string_view kLateCard = "4000000000005555";
inline constexpr Duration kLateAfter = std::chrono::seconds(5);

// How refunds of a payment behave.
BOOST_DEFINE_ENUM_CLASS(RefundManner, at_once, late, fails)
inline constexpr Duration kLateRefundAfter = std::chrono::seconds(5);

struct CardOutcome {
  IntentStatus status = IntentStatus::succeeded;
  std::string decline_code{};          // when status is requires_payment_method
  std::string decline_after_action{};  // declined after the buyer has authenticated
  RefundManner refunds = RefundManner::at_once;
};

// The digits of a card number as typed, spaces and hyphens taken out.
// Errors: 422 with pointer /card_number when it is not 12 to 19 digits.
Result<std::string> card_digits(std::string_view typed);

// What happens when this card is used. Numbers that Stripe does not publish are declined.
CardOutcome outcome_of(std::string_view digits);

// 402 `card_declined` with its decline_code and a sentence for the buyer.
Error declined_error(std::string_view decline_code);

}  // namespace usher::payments

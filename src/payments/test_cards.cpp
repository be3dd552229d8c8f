#include "payments/test_cards.hpp"

#include <algorithm>
#include <array>

namespace usher::payments {
namespace {

struct KnownCard {
  std::string_view digits;
  std::string_view decline_code = "";
};

constexpr std::array kGoodCards{
    std::string_view("4242424242424242"), std::string_view("4000056655665556"),
    std::string_view("5555555555554444"), std::string_view("2223003122003222"),
    std::string_view("5200828282828210"), std::string_view("5105105105105100"),
    std::string_view("378282246310005"),  std::string_view("371449635398431"),
    std::string_view("6011111111111117"), std::string_view("6011000990139424"),
    std::string_view("6011981111111113"), std::string_view("3056930009020004"),
    std::string_view("36227206271667"),   std::string_view("6555900000604105"),
    std::string_view("3566002020360505"), std::string_view("6200000000000005"),
    std::string_view("6200000000000047"), std::string_view("6205500000000000004"),
    std::string_view("4000000000000077"), std::string_view("4000003720000278"),
    std::string_view("4000000000000010"), std::string_view("4000000000000028"),
    std::string_view("4000000000000036"), std::string_view("4242424242424226"),
    std::string_view("4000003800000446"),
};

constexpr std::array kDeclinedCards{
    KnownCard{"4000000000000002", "generic_decline"},
    KnownCard{"4000000000009995", "insufficient_funds"},
    KnownCard{"4000000000009987", "lost_card"},
    KnownCard{"4000000000009979", "stolen_card"},
    KnownCard{"4000000000000069", "expired_card"},
    KnownCard{"4000000000000127", "incorrect_cvc"},
    KnownCard{"4000000000000101", "incorrect_cvc"},
    KnownCard{"4000000000000119", "processing_error"},
    KnownCard{"4000000000006975", "card_velocity_exceeded"},
    KnownCard{"4000000000000341", "generic_decline"},
    KnownCard{"4100000000000019", "fraudulent"},
};

constexpr std::array kAuthenticatedCards{
    KnownCard{"4000002500003155"},
    KnownCard{"4000002760003184"},
    KnownCard{"4000000000003220"},
    KnownCard{"4000000000003063"},
    KnownCard{"4000008260003178", "insufficient_funds"},
    KnownCard{"4000008400001629", "generic_decline"},
};

// Source: ISO/IEC 7812-1, annex B.
bool luhn_is_right(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    const int value = *digit - '0';
    sum += !doubled ? value : value < 5 ? value * 2 : value * 2 - 9;
  }
  return sum % 10 == 0;
}

std::string_view sentence_for(std::string_view decline_code) {
  if (decline_code == "insufficient_funds") return "The card has insufficient funds.";
  if (decline_code == "expired_card") return "The card has expired.";
  if (decline_code == "incorrect_cvc") return "The card's security code is incorrect.";
  if (decline_code == "incorrect_number") return "The card number is incorrect.";
  if (decline_code == "processing_error") return "The card could not be processed; try again.";
  if (decline_code == "authentication_required") return "The card needs to be authenticated.";
  if (decline_code == "test_mode_live_card")
    return "This is a test: only Stripe's published test cards are taken.";
  return "The card was declined.";
}

}  // namespace

Result<std::string> card_digits(std::string_view typed) {
  std::string digits;
  for (const char c : typed)
    if (c != ' ' && c != '-') digits += c;
  const bool number = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (number && digits.size() >= 12 && digits.size() <= 19) return digits;
  return refuse_field("/card_number", "invalid_format", "A card number has 12 to 19 digits.");
}

CardOutcome outcome_of(std::string_view digits) {
  if (digits == kLateCard) return {IntentStatus::processing};
  if (digits == "4000000000007726") return {IntentStatus::succeeded, "", "", RefundManner::late};
  if (digits == "4000000000005126") return {IntentStatus::succeeded, "", "", RefundManner::fails};
  for (const auto& card : kDeclinedCards)
    if (card.digits == digits)
      return {IntentStatus::requires_payment_method, std::string(card.decline_code)};
  for (const auto& card : kAuthenticatedCards)
    if (card.digits == digits)
      return {IntentStatus::requires_action, "", std::string(card.decline_code)};
  if (std::ranges::find(kGoodCards, digits) != kGoodCards.end()) return {};
  return {IntentStatus::requires_payment_method,
          luhn_is_right(digits) ? "test_mode_live_card" : "incorrect_number"};
}

Error declined_error(std::string_view decline_code) {
  Error error{ErrorKind::payment_refused, "card_declined", std::string(sentence_for(decline_code))};
  error.members["decline_code"] = decline_code;
  return error;
}

}  // namespace usher::payments

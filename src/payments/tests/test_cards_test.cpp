#include "payments/test_cards.hpp"

#include <gtest/gtest.h>

#include "payments/test_provider.hpp"

namespace usher::payments {
namespace {

TEST(CardDigits, takes_numbers_as_people_type_them) {
  EXPECT_EQ(card_digits("4242 4242-4242 4242"), "4242424242424242");
  for (const std::string_view bad : {"", "4242", "424242424242424a", "42424242424242424242"})
    EXPECT_EQ(card_digits(bad).error().fields.at(0).pointer, "/card_number") << bad;
}

TEST(OutcomeOf, follows_the_published_numbers) {
  EXPECT_EQ(outcome_of("4242424242424242").status, IntentStatus::succeeded);
  EXPECT_EQ(outcome_of("4000000000000077").status, IntentStatus::succeeded);
  EXPECT_EQ(outcome_of("4000000000000002").decline_code, "generic_decline");
  EXPECT_EQ(outcome_of("4000000000009995").decline_code, "insufficient_funds");
  EXPECT_EQ(outcome_of("4000000000000069").decline_code, "expired_card");
  EXPECT_EQ(outcome_of("4000000000000127").decline_code, "incorrect_cvc");
  EXPECT_EQ(outcome_of("4000002500003155").status, IntentStatus::requires_action);
  EXPECT_EQ(outcome_of("4000002760003184").status, IntentStatus::requires_action);
  EXPECT_EQ(outcome_of(kLateCard).status, IntentStatus::processing);
}

TEST(OutcomeOf, declines_numbers_that_are_not_published) {
  EXPECT_EQ(outcome_of("4242424242424241").decline_code, "incorrect_number");
  EXPECT_EQ(outcome_of("4111111111111111").decline_code, "test_mode_live_card");
}

TEST(DeclinedError, tells_the_buyer_and_the_page) {
  const auto error = declined_error("insufficient_funds");
  EXPECT_EQ(error.kind, ErrorKind::payment_refused);
  EXPECT_EQ(error.code, "card_declined");
  EXPECT_EQ(error.members.at("decline_code"), "insufficient_funds");
}

TestPayment fresh() { return {}; }

TEST(AfterCard, can_be_tried_again_after_a_decline) {
  const auto declined = after_card(fresh(), {"4000000000000002"}, {});
  ASSERT_TRUE(declined);
  EXPECT_EQ(declined->status, IntentStatus::requires_payment_method);
  const auto paid = after_card(*declined, {"4242424242424242"}, {});
  EXPECT_EQ(paid->status, IntentStatus::succeeded);
  EXPECT_EQ(paid->decline_code, "");
}

TEST(AfterCard, waits_for_authentication) {
  EXPECT_EQ(after_card(fresh(), {"", true}, {}).error().code, "payment_intent_unexpected_state");
  const auto asked = after_card(fresh(), {"4000002760003184"}, {});
  EXPECT_EQ(asked->status, IntentStatus::requires_action);
  EXPECT_EQ(after_card(*asked, {"", true}, {})->status, IntentStatus::succeeded);
  const auto poor = after_card(*asked, {"4000008260003178"}, {});
  EXPECT_EQ(poor->status, IntentStatus::requires_action);
  EXPECT_EQ(after_card(*poor, {"", true}, {})->decline_code, "insufficient_funds");
}

TEST(AfterCard, settles_late_by_itself) {
  const Timestamp now{1000};
  const auto late = after_card(fresh(), {std::string(kLateCard)}, now);
  EXPECT_EQ(late->status, IntentStatus::processing);
  EXPECT_EQ(as_of(*late, now + kLateAfter - Duration{1}).status, IntentStatus::processing);
  EXPECT_EQ(as_of(*late, now + kLateAfter).status, IntentStatus::succeeded);
}

TEST(AfterCard, never_leaves_a_final_state) {
  auto paid = fresh();
  paid.status = IntentStatus::succeeded;
  EXPECT_EQ(after_card(paid, {"4000000000000002"}, {})->status, IntentStatus::succeeded);
  auto canceled = fresh();
  canceled.status = IntentStatus::canceled;
  EXPECT_FALSE(after_card(canceled, {"4242424242424242"}, {}));
}

}  // namespace
}  // namespace usher::payments

#include "payments/stripe_objects.hpp"

#include <gtest/gtest.h>

namespace usher::payments {
namespace {

TEST(EncodeForm, escapes_whatever_could_end_a_field) {
  EXPECT_EQ(encode_form({{"metadata[order_id]", "7k"}, {"description", "a&b=c d+é\n"}}),
            "metadata%5Border_id%5D=7k&description=a%26b%3Dc%20d%2B%C3%A9%0A");
  EXPECT_EQ(encode_form({}), "");
}

TEST(StripeAmount, is_ours_where_both_count_alike) {
  for (const char* code : {"USD", "EUR", "JPY", "KRW", "KWD", "BHD"}) {
    EXPECT_EQ(stripe_amount({12340}, {code}), 12340) << code;
    EXPECT_EQ(money_of_stripe(12340, {code}), Money{12340}) << code;
  }
}

TEST(StripeAmount, is_the_same_money_where_they_count_otherwise) {
  // Stripe writes krónur with two decimals, though there are none.
  EXPECT_EQ(stripe_amount({5000}, {"ISK"}), 500000);
  EXPECT_EQ(money_of_stripe(500000, {"ISK"}), Money{5000});
  EXPECT_LT(money_of_stripe(500001, {"ISK"}), Money{0});  // none of ours
  EXPECT_EQ(stripe_amount({700}, {"UGX"}), 70000);
}

TEST(StripeAmount, comes_back_as_it_went_for_every_currency) {
  for (const char* code : {"USD", "ISK", "UGX", "MGA", "CLP", "HUF", "TWD", "LBP", "RSD", "PKR",
                           "IDR", "COP", "TND", "OMR", "XOF", "VND"}) {
    for (const std::int64_t minor : {0, 1, 99, 100, 12345, 1'000'000}) {
      const auto theirs = stripe_amount({minor}, {code});
      if (theirs) EXPECT_EQ(money_of_stripe(*theirs, {code}), Money{minor}) << code << minor;
    }
  }
}

TEST(ReadStripeError, takes_what_is_there) {
  const auto body = boost::json::parse(
      R"({"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card",)"
      R"("message":"No."}})");
  const auto error = read_stripe_error(body.as_object());
  EXPECT_EQ(error.type, "card_error");
  EXPECT_EQ(error.code, "card_declined");
  EXPECT_EQ(error.decline_code, "lost_card");
  EXPECT_EQ(read_stripe_error({}).type, "");
}

}  // namespace
}  // namespace usher::payments

#include "base/money.hpp"

#include <gtest/gtest.h>

namespace usher {
namespace {

TEST(Currency, is_one_that_people_pay_with) {
  for (const auto* code : {"USD", "EUR", "GBP", "DKK", "INR", "MYR", "EGP", "IDR", "JPY", "KWD"})
    EXPECT_TRUE(Currency::parse(code)) << code;
  for (const auto* code : {"", "eur", "EURO", "DEM", "XAU", "XTS", "ZZZ"})
    EXPECT_FALSE(Currency::parse(code)) << code;
}

TEST(Currency, has_the_digits_of_its_smallest_unit) {
  EXPECT_EQ(Currency{"JPY"}.exponent(), 0);
  EXPECT_EQ(Currency{"GBP"}.exponent(), 2);
  EXPECT_EQ(Currency{"KWD"}.exponent(), 3);
}

TEST(FormatMoney, writes_the_decimals_of_the_currency) {
  EXPECT_EQ(format_money({-1250}, Currency{"EUR"}), "-12.50 EUR");
  EXPECT_EQ(format_money({5}, Currency{"KWD"}), "0.005 KWD");
  EXPECT_EQ(format_money({5101}, Currency{"JPY"}), "5101 JPY");
}

}  // namespace
}  // namespace usher

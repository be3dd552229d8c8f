// Which totals a card provider takes, and that what is worked out can be charged (rule 65).
#include "pricing/chargeable.hpp"

#include <gtest/gtest.h>

#include <array>

#include "any_order.hpp"
#include "pricing/pricing.hpp"

namespace usher::pricing {
namespace {

const Currency kDollar{"USD"};
const Currency kYen{"JPY"};
const Currency kDinar{"KWD"};
const Currency kForint{"HUF"};

TEST(Chargeable, is_nothing_at_all_or_the_minimum) {
  EXPECT_EQ(chargeable({0}, kDollar), Chargeable::yes);
  EXPECT_EQ(chargeable({49}, kDollar), Chargeable::below_minimum);
  EXPECT_EQ(chargeable({50}, kDollar), Chargeable::yes);
  EXPECT_EQ(chargeable({49}, kYen), Chargeable::below_minimum);
  EXPECT_EQ(chargeable({50}, kYen), Chargeable::yes);
  EXPECT_EQ(chargeable({17'499}, kForint), Chargeable::below_minimum);
  EXPECT_EQ(chargeable({1}, Currency{"ZAR"}), Chargeable::yes) << "no minimum is published";
}

// As Stripe's page has them, in the currency's main unit.
TEST(Chargeable, knows_every_minimum_that_is_published) {
  constexpr std::array<std::pair<std::string_view, double>, 24> kPublished{{
      {"USD", 0.5}, {"AED", 2},   {"AUD", 0.5}, {"BGN", 1},   {"BRL", 0.5}, {"CAD", 0.5},
      {"CHF", 0.5}, {"CZK", 15},  {"DKK", 2.5}, {"EUR", 0.5}, {"GBP", 0.3}, {"HKD", 4},
      {"HUF", 175}, {"INR", 0.5}, {"JPY", 50},  {"MXN", 10},  {"MYR", 2},   {"NOK", 3},
      {"NZD", 0.5}, {"PLN", 2},   {"RON", 2},   {"SEK", 3},   {"SGD", 0.5}, {"THB", 10},
  }};
  for (const auto& [code, main_units] : kPublished) {
    const auto currency = Currency::parse(code);
    ASSERT_TRUE(currency) << code;
    EXPECT_DOUBLE_EQ(in_main_units(minimum_charge(*currency), *currency), main_units) << code;
  }
}

TEST(Chargeable, has_a_third_decimal_of_0) {
  EXPECT_EQ(chargeable({5125}, kDinar), Chargeable::too_fine);
  EXPECT_EQ(chargeable({5120}, kDinar), Chargeable::yes);
}

TEST(Chargeable, is_what_percentages_make_of_prices_that_are) {
  Terms terms;
  terms.step = charge_step(kDinar);
  terms.fees = {{"Service", FeeKind::percent, {}, {3'333}},
                {"Card", FeeKind::percent_of_total, {}, {2'400}},
                {"Order", FeeKind::per_order, {250}, {}}};
  for (const auto mode :
       {RoundingMode::per_line, RoundingMode::net_sum, RoundingMode::keep_gross}) {
    terms.rounding = mode;
    for (const bool inclusive : {false, true}) {
      terms.tax = Tax{"VAT", {7'777}, inclusive};
      const auto made = quote({{2'510}, {2'510}, {7'770}}, {}, terms);
      ASSERT_TRUE(made);
      EXPECT_EQ(chargeable(made->total, kDinar), Chargeable::yes);
      Money sum;
      for (const auto& share : made->shares) {
        EXPECT_EQ(share.total.minor % 10, 0) << "each ticket can be given back by itself";
        sum += share.total;
      }
      EXPECT_EQ(sum, made->total);
      EXPECT_EQ(made->total, made->subtotal + made->fees + (inclusive ? Money{} : made->tax));
      EXPECT_EQ(all_in_price({2'510}, terms).seat.minor % 10, 0);
    }
  }
}

TEST(Chargeable, leaves_prices_of_a_third_decimal_as_they_are) {
  Terms terms;
  terms.step = charge_step(kDinar);
  const auto made = quote({{2'505}}, {}, terms);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->total.minor, 2'505);
}

}  // namespace
}  // namespace usher::pricing

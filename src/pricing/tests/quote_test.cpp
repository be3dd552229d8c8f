#include "pricing/quote.hpp"

#include <gtest/gtest.h>

#include "any_order.hpp"

namespace usher::pricing {
namespace {

Terms tax_only(std::int64_t thousandths, bool inclusive, RoundingMode rounding) {
  return {{}, Tax{"VAT", {thousandths}, inclusive}, rounding};
}

std::int64_t net(const Quote& q) { return q.total.minor - q.tax.minor; }

TEST(Quote, parts_five_tickets_of_100_at_19_percent_per_line) {
  const auto q =
      quote(std::vector(5, Money{10000}), {}, tax_only(19'000, true, RoundingMode::per_line));
  ASSERT_TRUE(q);
  EXPECT_EQ(net(*q), 42015);
  EXPECT_EQ(q->tax.minor, 7985);
  EXPECT_EQ(q->total.minor, 50000);
}

TEST(Quote, parts_five_tickets_of_100_at_19_percent_on_the_net_sum) {
  const auto q =
      quote(std::vector(5, Money{10000}), {}, tax_only(19'000, true, RoundingMode::net_sum));
  ASSERT_TRUE(q);
  EXPECT_EQ(net(*q), 42015);
  EXPECT_EQ(q->tax.minor, 7983);
  EXPECT_EQ(q->total.minor, 49998);
}

TEST(Quote, parts_five_tickets_of_100_at_19_percent_keeping_gross) {
  const auto q =
      quote(std::vector(5, Money{10000}), {}, tax_only(19'000, true, RoundingMode::keep_gross));
  ASSERT_TRUE(q);
  EXPECT_EQ(net(*q), 42017);
  EXPECT_EQ(q->tax.minor, 7983);
  EXPECT_EQ(q->total.minor, 50000);
}

TEST(Quote, charges_a_fee_on_the_final_amount_alike_in_every_mode) {
  for (const auto mode :
       {RoundingMode::per_line, RoundingMode::net_sum, RoundingMode::keep_gross}) {
    Terms terms = tax_only(7'000, true, mode);
    terms.fees = {{"Processing", FeeKind::per_order, {39}, {}},
                  {"Card", FeeKind::percent_of_total, {}, {2'400}}};
    const auto q = quote({{3400}, {3400}}, {}, terms);
    ASSERT_TRUE(q);
    EXPECT_EQ(q->total.minor, 7007);
    EXPECT_EQ(net(*q), 6549);
    EXPECT_EQ(q->tax.minor, 458);
    EXPECT_EQ(q->fees.minor, 207);
  }
}

TEST(Quote, sells_a_gross_price_that_no_net_price_reaches) {
  const auto q = quote({{1489}}, {}, tax_only(21'000, true, RoundingMode::per_line));
  ASSERT_TRUE(q);
  EXPECT_EQ(q->total.minor, 1489);
  EXPECT_EQ(q->tax.minor, 258);
}

TEST(Quote, adds_exclusive_tax_by_ticket_and_by_fee) {
  Terms terms = tax_only(8'250, false, RoundingMode::per_line);
  terms.fees = {{"Service", FeeKind::per_ticket, {100}, {}}};
  const auto q = quote({{2500}, {2500}}, {}, terms);
  ASSERT_TRUE(q);
  EXPECT_EQ(q->subtotal.minor, 5000);
  EXPECT_EQ(q->fees.minor, 200);
  EXPECT_EQ(q->tax.minor, 206 + 206 + 16);  // 206.25 twice, 16.5 to the even 16
  EXPECT_EQ(q->total.minor, 5628);
}

TEST(Quote, works_in_yen_and_in_fils) {
  const auto yen = quote({{2550}, {2551}}, {}, tax_only(10'000, true, RoundingMode::per_line));
  ASSERT_TRUE(yen);
  EXPECT_EQ(yen->total.minor, 5101);
  EXPECT_EQ(yen->tax.minor, 232 + 232);  // 2318.18 and 2319.09 net
  const auto fils = quote({{12'345}}, {}, tax_only(5'000, false, RoundingMode::per_line));
  ASSERT_TRUE(fils);
  EXPECT_EQ(fils->tax.minor, 617);
  EXPECT_EQ(fils->total.minor, 12'962);
}

TEST(Quote, charges_nothing_at_all_for_free_tickets) {
  Terms terms = tax_only(19'000, false, RoundingMode::per_line);
  terms.fees = {{"Service", FeeKind::per_ticket, {100}, {}},
                {"Order", FeeKind::per_order, {250}, {}},
                {"Card", FeeKind::percent_of_total, {}, {3'000}}};
  EXPECT_EQ(quote({{0}, {0}}, {}, terms)->total.minor, 0);
  EXPECT_EQ(quote({{4000}, {2000}}, {{100'000}, {}}, terms)->total.minor, 0);
  EXPECT_EQ(quote({{4000}}, {{}, {999'999}}, terms)->discount.minor, 4000);
}

TEST(Quote, spreads_an_amount_off_by_price) {
  const auto q = quote({{1000}, {2000}, {3000}}, {{}, {1000}}, Terms{});
  ASSERT_TRUE(q);
  EXPECT_EQ(q->shares[0].discount.minor, 167);  // 166.67, 333.33, 500
  EXPECT_EQ(q->shares[1].discount.minor, 333);
  EXPECT_EQ(q->shares[2].discount.minor, 500);
}

TEST(Quote, refuses_what_cannot_be_calculated) {
  Terms terms;
  terms.fees = {{"Card", FeeKind::percent_of_total, {}, {50'000}}};
  EXPECT_EQ(quote({{1000}}, {}, terms).error().code, "terms_out_of_range");
  EXPECT_FALSE(quote({{-1}}, {}, Terms{}));
  EXPECT_FALSE(quote({kMaxPrice + Money{1}}, {}, Terms{}));
  EXPECT_FALSE(quote(std::vector<Money>(kMaxQuoteLines + 1), {}, Terms{}));
}

TEST(Quote, prices_the_dearest_arena_without_overflow) {
  Terms terms = tax_only(100'000, false, RoundingMode::net_sum);
  terms.fees = {{"Card", FeeKind::percent_of_total, {}, kMaxFeeOfTotal},
                {"Service", FeeKind::percent, {}, kMaxFeePercent}};
  const auto q = quote(std::vector(kMaxQuoteLines, kMaxPrice), {}, terms);
  ASSERT_TRUE(q);
  EXPECT_EQ(q->subtotal.minor, kMaxPrice.minor * 100'000);
  EXPECT_EQ(q->total, q->subtotal + q->fees + q->tax);
  // The card fee is 40 % of what is finally charged, to within rounding.
  EXPECT_EQ(q->fee_lines[1].amount.minor, divide_half_even(Wide{q->total.minor} * 2, 5));
}

TEST(AllInPrice, shows_every_mandatory_fee_at_first_sight) {
  Terms terms;
  terms.fees = {{"Service", FeeKind::per_ticket, {150}, {}},
                {"Venue", FeeKind::percent, {}, {10'000}},
                {"Order", FeeKind::per_order, {200}, {}}};
  const AllInPrice all = all_in_price({2550}, terms);
  EXPECT_EQ(all.seat.minor, 2550 + 150 + 255);
  EXPECT_EQ(all.order.minor, 200);
  EXPECT_EQ(all.seat + all.order, quote({{2550}}, {}, terms)->total);
  EXPECT_EQ(all_in_price({0}, terms).seat.minor, 0);
}

Discount any_discount() {
  Discount discount;
  switch (*rc::gen::inRange(0, 3)) {
    case 1:
      discount.percent = {*rc::gen::inRange<std::int64_t>(0, 100'001)};
      break;
    case 2:
      discount.amount = {*rc::gen::inRange<std::int64_t>(0, 100'000)};
      break;
    default:
      break;
  }
  return discount;
}

Quote any_quote() {
  const auto prices = *rc::gen::container<std::vector<Money>>(any_price());
  const auto q = quote(prices, any_discount(), any_terms());
  RC_ASSERT(q.has_value());
  return *q;
}

PROPERTY(Quote, keeps_the_sum_of_the_prices_except_on_the_net_sum) {
  const auto prices = *rc::gen::container<std::vector<Money>>(any_price());
  auto terms = any_terms();
  if (terms.rounding == RoundingMode::net_sum) terms.rounding = RoundingMode::keep_gross;
  const auto q = quote(prices, any_discount(), terms);
  RC_ASSERT(q.has_value());
  for (std::size_t i = 0; i < prices.size(); ++i) RC_ASSERT(q->shares[i].price == prices[i]);
}

PROPERTY(Quote, is_the_same_at_every_recalculation) {
  const auto prices = *rc::gen::container<std::vector<Money>>(any_price());
  const auto discount = any_discount();
  const auto terms = any_terms();
  RC_ASSERT(quote(prices, discount, terms)->shares == quote(prices, discount, terms)->shares);
}

PROPERTY(Quote, gives_back_every_cent_ticket_by_ticket) {
  const Quote q = any_quote();
  Money refunded;
  for (const auto& share : q.shares) refunded += share.total;
  RC_ASSERT(refunded == q.total);
}

}  // namespace
}  // namespace usher::pricing

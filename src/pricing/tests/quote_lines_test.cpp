// Orders of lines under several terms: what is proven here holds for every order.
#include <gtest/gtest.h>

#include <algorithm>

#include "any_order.hpp"

namespace usher::pricing {
namespace {

const Terms kPlain;
constexpr AdjustmentSource kCode = AdjustmentSource::code;

Terms vat(std::int64_t thousandths, bool inclusive = true) {
  return {{}, Tax{"VAT", {thousandths}, inclusive}};
}

std::vector<std::int64_t> totals(const Quote& q) {
  std::vector<std::int64_t> all;
  for (const auto& share : q.shares) all.push_back(share.total.minor);
  return all;
}
using Amounts = std::vector<std::int64_t>;

Quote quote_plain(const std::vector<Line>& lines, const std::vector<OrderWide>& wide) {
  return quote(lines, wide, std::span(&kPlain, 1)).value();
}

// --- what each step does ---

TEST(QuoteLines, takes_percentages_of_the_order_before_amounts_and_each_of_what_is_left) {
  const auto q =
      quote_plain({{{4000}}}, {{kCode, "Five", {}, {500}}, {kCode, "Ten", {10'000}, {}}});
  EXPECT_EQ(q.total.minor, 3100);
  ASSERT_EQ(q.shares[0].adjustments.size(), 2U);
  EXPECT_EQ(q.shares[0].adjustments[0], (Adjustment{kCode, "Ten", {-400}}));
  EXPECT_EQ(q.shares[0].adjustments[1], (Adjustment{kCode, "Five", {-500}}));
  EXPECT_EQ(quote_plain({{{10'000}}}, {{kCode, "", {40'000}, {}}, {kCode, "", {70'000}, {}}}).total,
            Money{1800});
}

TEST(QuoteLines, rounds_a_percentage_of_the_order_once_and_one_of_a_ticket_by_ticket) {
  const auto whole = quote_plain(std::vector<Line>(10, {{2390}}), {{kCode, "", {25'000}, {}}});
  EXPECT_EQ(whole.total.minor, 17'925);
  EXPECT_EQ(totals(whole), (Amounts{1792, 1792, 1792, 1792, 1792, 1793, 1793, 1793, 1793, 1793}));
  const auto each = quote(std::vector(10, Money{2390}), {{25'000}, {}}, kPlain);
  EXPECT_EQ(each->total.minor, 17'920);
}

TEST(QuoteLines, spreads_an_amount_by_what_each_line_costs) {
  const std::vector<OrderWide> ten{{kCode, "", {}, {1000}}};
  EXPECT_EQ(totals(quote_plain({{{1999}}, {{1999}}, {{1999}}}, ten)), (Amounts{1665, 1666, 1666}));
  EXPECT_EQ(totals(quote_plain({{{1001}}, {{1001}}, {{1001}}, {{0}}}, ten)),
            (Amounts{667, 668, 668, 0}));
  EXPECT_EQ(totals(quote_plain({{{300}}, {{0}}}, ten)), (Amounts{0, 0}));
}

TEST(QuoteLines, leaves_gift_cards_and_donations_alone) {
  Terms terms = vat(19'000, false);
  terms.fees = {{"Service", FeeKind::per_ticket, {100}, {}},
                {"Venue", FeeKind::percent, {}, {10'000}},
                {"Card", FeeKind::percent_of_total, {}, {3'000}}};
  const std::vector<Line> alone{{{2500}}};
  const std::vector<Line> with_donation{{{5000}, 0, {}, false}, {{2500}}};
  const std::vector<OrderWide> half{{kCode, "", {50'000}, {}}};
  const auto ticket = quote(alone, half, std::span(&terms, 1)).value();
  const auto both = quote(with_donation, half, std::span(&terms, 1)).value();
  EXPECT_EQ(both.shares[1], ticket.shares[0]);
  EXPECT_EQ(both.shares[0].total.minor, 5000);
  EXPECT_EQ(both.total, ticket.total + Money{5000});
  EXPECT_EQ(both.taxes[0].net, ticket.taxes[0].net);
}

TEST(QuoteLines, needs_no_terms_for_a_donation_alone) {
  const std::vector<Line> donation{{{5000}, 0, {}, false}};
  EXPECT_EQ(quote(donation, {}, {})->total.minor, 5000);
}

TEST(QuoteLines, taxes_the_parts_of_a_bundle_each_at_its_rate) {
  const std::vector<Terms> terms{vat(7'000), vat(19'000)};
  const std::vector<Line> lines{{{4000}, 0, {{AdjustmentSource::package, "Bundle", {-673}}}},
                                {{1500}, 1, {{AdjustmentSource::package, "Bundle", {-253}}}},
                                {{500}, 0, {{AdjustmentSource::package, "Bundle", {-84}}}}};
  const auto q = quote(lines, {}, terms).value();
  EXPECT_EQ(totals(q), (Amounts{3327, 1247, 416}));
  EXPECT_EQ(q.shares[0].tax.minor, 218);
  EXPECT_EQ(q.shares[1].tax.minor, 199);
  EXPECT_EQ(q.shares[2].tax.minor, 27);
  ASSERT_EQ(q.taxes.size(), 2U);
  EXPECT_EQ(q.taxes[0].tax.minor, 245);
  EXPECT_EQ(q.taxes[0].net.minor, 3327 + 416 - 245);
  EXPECT_EQ(q.taxes[1].tax.minor, 199);
  EXPECT_EQ(q.shares[1].tax_percent, Percent{19'000});
}

TEST(QuoteLines, adds_the_exclusive_part_of_the_tax_only) {
  const std::vector<Terms> terms{vat(10'000, true), vat(10'000, false)};
  const auto q = quote(std::vector<Line>{{{1100}, 0}, {{1000}, 1}}, {}, terms).value();
  EXPECT_EQ(q.tax.minor, 200);
  EXPECT_EQ(q.tax_added.minor, 100);
  EXPECT_EQ(q.total.minor, 2200);
  EXPECT_FALSE(q.tax_inclusive);
  EXPECT_TRUE(q.shares[0].tax_inclusive);
  EXPECT_FALSE(q.shares[1].tax_inclusive);
}

TEST(QuoteLines, names_a_tax_of_nothing_and_has_none_in_the_prices) {
  const Terms terms = vat(0);
  const auto q = quote(std::vector<Line>{{{1000}}}, {}, std::span(&terms, 1)).value();
  EXPECT_FALSE(q.tax_inclusive);
  EXPECT_EQ(q.tax.minor, 0);
  EXPECT_EQ(q.taxes.at(0).net.minor, 1000);
}

TEST(QuoteLines, charges_a_fee_per_order_once_at_its_highest) {
  Terms low, high;
  low.fees = {{"Order", FeeKind::per_order, {200}, {}}};
  high.fees = {{"Order", FeeKind::per_order, {250}, {}}, {"Post", FeeKind::per_order, {90}, {}}};
  const std::vector<Terms> terms{low, high, low};
  const auto q = quote(std::vector<Line>{{{3000}, 0}, {{1000}, 1}, {{0}, 2}}, {}, terms).value();
  EXPECT_EQ(totals(q), (Amounts{3000 + 188, 1000 + 62 + 90, 0}));  // 187.5 and 62.5 of 250
  ASSERT_EQ(q.fee_lines.size(), 2U);
  EXPECT_EQ(q.fee_lines[0].amount.minor, 250);
  EXPECT_EQ(q.fee_lines[1].amount.minor, 90);
  // Who is charged nothing does not raise it.
  EXPECT_EQ(quote(std::vector<Line>{{{3000}, 0}, {{0}, 1}}, {}, terms)->fees.minor, 200);
}

TEST(QuoteLines, counts_in_steps_where_all_is_in_steps) {
  Terms terms = vat(5'000, false);
  terms.step = 10;
  const std::vector<OrderWide> third{{kCode, "", {33'300}, {}}};
  const auto whole = quote(std::vector<Line>{{{12'340}}, {{5'000}}}, third, std::span(&terms, 1));
  for (const auto& share : whole->shares) {
    EXPECT_EQ(share.total.minor % 10, 0);
    EXPECT_EQ(share.adjustments.at(0).amount.minor % 10, 0);
  }
  EXPECT_EQ(whole->taxes.at(0).net.minor % 10, 0);
  const auto fine = quote(std::vector<Line>{{{12'345}}}, third, std::span(&terms, 1));
  EXPECT_EQ(fine->discount.minor, 4111);
}

TEST(QuoteLines, refuses_what_cannot_be_calculated) {
  const auto refused = [](const Line& line, const OrderWide& wide = {}) {
    const auto q = quote(std::span(&line, 1), std::span(&wide, 1), std::span(&kPlain, 1));
    return !q && q.error().code == "terms_out_of_range";
  };
  EXPECT_TRUE(refused({{-1}}));
  EXPECT_TRUE(refused({{100}, 0, {{kCode, "", {1}}}}));
  EXPECT_TRUE(refused({{100}, 0, {{kCode, "", {-60}}, {kCode, "", {-60}}}}));
  EXPECT_TRUE(refused({{100}, 0, std::vector<Adjustment>(kMaxLineAdjustments + 1)}));
  EXPECT_TRUE(refused({{100}}, {kCode, "", {100'001}, {}}));
  EXPECT_TRUE(refused({{100}}, {kCode, "", {}, {-1}}));
  EXPECT_FALSE(refused({{100}, 0, {{kCode, "", {-60}}, {kCode, "", {-40}}}}));
  const std::vector<OrderWide> many(kMaxOrderWide + 1);
  EXPECT_FALSE(quote(std::vector<Line>{}, many, {}));
  Terms dear;
  dear.fees.resize(kMaxFees + 1);
  EXPECT_FALSE(quote(std::vector<Line>{}, {}, std::span(&dear, 1)));
  std::vector<Terms> steps(2);
  steps[1].step = 10;
  EXPECT_FALSE(quote(std::vector<Line>{}, {}, steps));
}

// --- what holds for every order ---

void expect_share_sums(const Share& share, const Line& line) {
  const Money added = share.tax_inclusive ? Money{} : share.tax;
  RC_ASSERT(share.total == share.price - share.discount + share.fees + added);
  Money discount;
  for (const auto& adjustment : share.adjustments) discount -= adjustment.amount;
  RC_ASSERT(share.discount == discount);
  RC_ASSERT(share.price.minor >= 0 && share.discount.minor >= 0 && share.fees.minor >= 0);
  RC_ASSERT(share.tax.minor >= 0 && share.tax <= share.total);
  RC_ASSERT(share.discount <= share.price);
  RC_ASSERT(std::ranges::equal(line.adjustments,
                               std::span(share.adjustments).first(line.adjustments.size())));
  if (!line.bears_terms)
    RC_ASSERT(share.fees + share.tax == Money{} && share.price == line.list_price &&
              share.adjustments.size() == line.adjustments.size());
}

PROPERTY(QuoteLines, sum_exactly_to_the_total) {
  const auto order = any_order();
  const Quote q = quote_of(order);
  Share all;
  Money added;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const auto& share = q.shares[i];
    expect_share_sums(share, order.lines[i]);
    all.price += share.price;
    all.discount += share.discount;
    all.fees += share.fees;
    all.tax += share.tax;
    all.total += share.total;
    if (!share.tax_inclusive) added += share.tax;
  }
  RC_ASSERT(all == (Share{q.subtotal, q.discount, q.fees, q.tax, q.total}));
  RC_ASSERT(added == q.tax_added);
  RC_ASSERT(q.total == q.subtotal - q.discount + q.fees + q.tax_added);
  RC_ASSERT(!q.tax_inclusive || q.tax_added == Money{});
}

PROPERTY(QuoteLines, have_fees_and_taxes_on_the_receipt_that_sum_to_the_orders) {
  const auto order = any_order();
  const Quote q = quote_of(order);
  Money fees, tax, net;
  for (const auto& line : q.fee_lines) {
    RC_ASSERT(line.amount.minor > 0);
    fees += line.amount;
  }
  for (const auto& line : q.taxes) {
    RC_ASSERT(line.net.minor >= 0 && line.tax.minor >= 0);
    tax += line.tax;
    net += line.net + line.tax;
  }
  RC_ASSERT(fees == q.fees);
  RC_ASSERT(tax == q.tax);
  Money taxed;
  for (std::size_t i = 0; i < order.lines.size(); ++i)
    if (order.lines[i].bears_terms && order.terms[order.lines[i].terms].tax)
      taxed += q.shares[i].total;
  RC_ASSERT(net == taxed);
}

PROPERTY(QuoteLines, keep_their_list_price_except_on_the_net_sum) {
  auto order = any_order();
  for (auto& terms : order.terms)
    if (terms.rounding == RoundingMode::net_sum) terms.rounding = RoundingMode::keep_gross;
  const Quote q = quote_of(order);
  for (std::size_t i = 0; i < order.lines.size(); ++i)
    RC_ASSERT(q.shares[i].price == order.lines[i].list_price);
}

// Every order of the terms, and every number of terms that no line uses.
PROPERTY(QuoteLines, do_not_care_where_their_terms_lie) {
  const auto order = any_order();
  std::vector<std::size_t> places(order.terms.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  const auto turns = *rc::gen::inRange(0, 6);
  for (int i = 0; i < turns; ++i) std::next_permutation(places.begin(), places.end());
  AnyOrder moved = order;
  for (std::size_t i = 0; i < places.size(); ++i) moved.terms[places[i]] = order.terms[i];
  for (auto& line : moved.lines) line.terms = places[line.terms];
  RC_ASSERT(quote_of(order).shares == quote_of(moved).shares);
  RC_ASSERT(quote_of(order).taxes.size() == quote_of(moved).taxes.size());
}

// Without a fee or discount of the whole order, shows cost together what they cost apart.
PROPERTY(QuoteLines, are_charged_by_the_terms_they_have_and_no_other) {
  auto order = any_order();
  order.order_wide.clear();
  for (auto& terms : order.terms)
    std::erase_if(terms.fees, [](const Fee& fee) { return fee.kind == FeeKind::per_order; });
  const Quote together = quote_of(order);
  for (std::size_t terms = 0; terms < order.terms.size(); ++terms) {
    AnyOrder alone{{order.terms[terms]}, {}, {}};
    std::vector<Share> expected;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
      if (order.lines[i].terms != terms) continue;
      alone.lines.push_back(order.lines[i]);
      alone.lines.back().terms = 0;
      expected.push_back(together.shares[i]);
    }
    RC_ASSERT(quote_of(alone).shares == expected);
  }
}

PROPERTY(QuoteLines, give_back_every_cent_in_any_sequence_of_amounts) {
  const Quote q = quote_of(any_order());
  Refundable left{q.total, q.fees, q.tax};
  while (left.amount.minor > 0) {
    const Money amount{
        *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, left.amount.minor + 1),
                        rc::gen::inRange<std::int64_t>(left.amount.minor, left.amount.minor + 1))};
    const Refundable part = part_of(left, amount);
    RC_ASSERT(part.fees.minor >= 0 && part.tax.minor >= 0);
    RC_ASSERT(part.fees <= amount && part.tax <= amount);
    left.amount -= part.amount;
    left.fees -= part.fees;
    left.tax -= part.tax;
  }
  RC_ASSERT(left.fees.minor == 0 && left.tax.minor == 0);
}

}  // namespace
}  // namespace usher::pricing

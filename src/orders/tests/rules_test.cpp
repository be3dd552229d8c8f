#include "orders/rules.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "support/manual_clock.hpp"
#include "support/properties.hpp"

namespace usher::orders {
namespace {

using enum OrderStatus;

constexpr std::array kStatuses{pending, paid, partially_refunded, refunded, cancelled, expired};
constexpr std::array kSteps{Step::pay,    Step::expire,      Step::cancel,
                            Step::revive, Step::refund_part, Step::refund_all};

TEST(OrderSteps, are_those_of_the_rules_and_no_other_exists) {
  const std::map<std::pair<OrderStatus, Step>, OrderStatus> allowed{
      {{pending, Step::pay}, paid},
      {{pending, Step::expire}, expired},
      {{pending, Step::cancel}, cancelled},
      {{expired, Step::revive}, paid},
      {{cancelled, Step::revive}, paid},
      {{paid, Step::refund_part}, partially_refunded},
      {{paid, Step::refund_all}, refunded},
      {{partially_refunded, Step::refund_part}, partially_refunded},
      {{partially_refunded, Step::refund_all}, refunded},
  };
  for (const auto status : kStatuses) {
    for (const auto step : kSteps) {
      const auto found = allowed.find({status, step});
      const auto expected = found == allowed.end() ? std::nullopt : std::optional(found->second);
      EXPECT_EQ(after(status, step), expected)
          << static_cast<int>(status) << " " << static_cast<int>(step);
    }
  }
}

PROPERTY(OrderSteps, never_leave_refunded_nor_come_back_to_pending) {
  OrderStatus status = pending;
  const auto steps = *rc::gen::container<std::vector<std::size_t>>(
      rc::gen::inRange<std::size_t>(0, kSteps.size()));
  for (const auto step : steps) {
    const auto next = after(status, kSteps[step]);
    if (!next) continue;
    RC_ASSERT(status != refunded);
    RC_ASSERT(*next != pending);
    RC_ASSERT(!is_paid(status) || is_paid(*next));
    status = *next;
  }
}

TEST(OrderNumber, says_the_day_and_cannot_be_guessed_from_the_last_one) {
  SeededRandom random(7);
  const auto first = make_order_number(testing::kTestStart, random);
  EXPECT_TRUE(std::regex_match(first, std::regex("ORD-20261124-[0-9A-HJKMNP-TV-Z]{6}"))) << first;
  EXPECT_NE(first, make_order_number(testing::kTestStart, random));
}

TEST(OrderNumber, is_read_as_people_type_it) {
  EXPECT_EQ(canonical_order_number("ord-20261124-o1lkmx"), "ORD-20261124-011KMX");
  EXPECT_EQ(canonical_order_number(" 20261124 011kmx"), "ORD-20261124-011KMX");
  EXPECT_EQ(canonical_order_number("ORD-20261124-011KM"), "");
  EXPECT_EQ(canonical_order_number("ORD-20261124-011KMU"), "");
  EXPECT_EQ(canonical_order_number(""), "");
}

std::vector<RefundItem> two_tickets() {
  return {{OrderItemId{1}, {100}, {50}, {2600}}, {OrderItemId{2}, {100}, {50}, {2600}}};
}
const pricing::Refundable kAll{{5200}, {200}, {100}};

TEST(PlanRefund, takes_the_whole_order_when_nothing_is_said) {
  const auto plan = plan_refund(two_tickets(), kAll, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->part.amount.minor, 5200);
  EXPECT_EQ(plan->items.size(), 2u);
}

TEST(PlanRefund, takes_a_ticket_at_its_captured_share) {
  const auto plan = plan_refund(two_tickets(), kAll, {{}, {{OrderItemId{2}}}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->part.amount.minor, 2600);
  EXPECT_EQ(plan->part.fees.minor, 100);
  EXPECT_EQ(plan->items, std::vector{OrderItemId{2}});
}

TEST(PlanRefund, voids_no_ticket_for_an_amount_until_nothing_is_left) {
  const auto some = plan_refund(two_tickets(), kAll, {Money{5199}, {}});
  ASSERT_TRUE(some);
  EXPECT_TRUE(some->items.empty());
  const auto all = plan_refund(two_tickets(), kAll, {Money{5200}, {}});
  EXPECT_EQ(all->items.size(), 2u);
}

TEST(PlanRefund, never_takes_more_than_what_is_left) {
  EXPECT_EQ(plan_refund(two_tickets(), kAll, {Money{5201}, {}}).error().code,
            "refund_exceeds_payment");
  const pricing::Refundable little{{2599}, {0}, {0}};
  EXPECT_EQ(plan_refund(two_tickets(), little, {{}, {{OrderItemId{1}}}}).error().code,
            "refund_exceeds_payment");
  auto done = two_tickets();
  for (auto& item : done) item.refunded = true;
  EXPECT_EQ(plan_refund(done, {}, {}).error().code, "refund_exceeds_payment");
}

TEST(PlanRefund, refuses_tickets_that_are_refunded_or_not_of_the_order) {
  auto items = two_tickets();
  items[0].refunded = true;
  EXPECT_EQ(plan_refund(items, kAll, {{}, {{OrderItemId{1}}}}).error().code,
            "ticket_already_refunded");
  EXPECT_EQ(plan_refund(items, kAll, {{}, {{OrderItemId{2}, OrderItemId{2}}}}).error().code,
            "ticket_already_refunded");
  EXPECT_EQ(plan_refund(items, kAll, {{}, {{OrderItemId{3}}}}).error().code, "ticket_not_found");
}

TEST(PlanRefund, leaves_no_ticket_without_money) {
  // Half was given back as an amount; the refund of one ticket takes the rest.
  const auto plan = plan_refund(two_tickets(), {{2600}, {100}, {50}}, {{}, {{OrderItemId{1}}}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->items.size(), 2u);
  // A free child's ticket stays, though nothing is left of the money.
  std::vector<RefundItem> family{{OrderItemId{1}, {}, {}, {2600}}, {OrderItemId{2}, {}, {}, {0}}};
  EXPECT_EQ(plan_refund(family, {{2600}, {}, {}}, {{}, {{OrderItemId{1}}}})->items.size(), 1u);
  EXPECT_EQ(plan_refund(family, {{2600}, {}, {}}, {Money{2600}, {}})->items.size(), 2u);
}

TEST(SpreadRefund, gives_each_line_its_own_share) {
  const auto parts = spread_refund(two_tickets(), {{2600}, {100}, {50}}, {OrderItemId{2}});
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].line, OrderItemId{2});
  EXPECT_EQ(parts[0].amount.minor, 2600);
  EXPECT_EQ(parts[0].tax.minor, 50);
}

TEST(SpreadRefund, gives_what_is_no_lines_to_the_shows_by_what_they_cost) {
  const std::vector<RefundItem> items{{OrderItemId{1}, {}, {}, {3000}, false, ShowId{7}},
                                      {OrderItemId{2}, {}, {}, {1000}, false, ShowId{8}}};
  const auto parts = spread_refund(items, {{101}, {}, {}}, {});
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_FALSE(parts[0].line);
  EXPECT_EQ(parts[0].show, ShowId{7});
  EXPECT_EQ(parts[0].amount.minor, 76);
  EXPECT_EQ(parts[1].amount.minor, 25);
}

PROPERTY(SpreadRefund, sums_to_the_refund_and_never_gives_a_line_more_than_it_cost) {
  std::vector<RefundItem> items;
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    const auto total = *rc::gen::inRange<std::int64_t>(0, 9'999);
    items.push_back({OrderItemId{i + 1},
                     {*rc::gen::inRange<std::int64_t>(0, total + 1)},
                     {*rc::gen::inRange<std::int64_t>(0, total + 1)},
                     {total},
                     false,
                     ShowId{*rc::gen::inRange<std::int64_t>(1, 4)}});
  }
  std::vector<OrderItemId> chosen;
  for (const auto& item : items)
    if (*rc::gen::arbitrary<bool>()) chosen.push_back(item.id);
  const auto amount = *rc::gen::inRange<std::int64_t>(0, 40'000);
  const pricing::Refundable part{{amount},
                                 {*rc::gen::inRange<std::int64_t>(0, amount + 1)},
                                 {*rc::gen::inRange<std::int64_t>(0, amount + 1)}};
  pricing::Refundable sum;
  for (const auto& each : spread_refund(items, part, chosen)) {
    sum.amount += each.amount;
    sum.fees += each.fees;
    sum.tax += each.tax;
    RC_ASSERT(each.amount.minor >= 0);
    if (!each.line) continue;
    RC_ASSERT(each.amount <= items[static_cast<std::size_t>(each.line->value - 1)].total);
    RC_ASSERT(std::ranges::find(chosen, *each.line) != chosen.end());
  }
  RC_ASSERT(sum.amount == part.amount && sum.fees == part.fees && sum.tax == part.tax);
}

TEST(StepOfRefund, is_all_only_when_neither_money_nor_tickets_are_left) {
  auto items = two_tickets();
  EXPECT_EQ(step_of_refund(items, {5200}, {5200}), Step::refund_part);
  for (auto& item : items) item.refunded = true;
  EXPECT_EQ(step_of_refund(items, {5200}, {5199}), Step::refund_part);
  EXPECT_EQ(step_of_refund(items, {5200}, {5200}), Step::refund_all);
}

PROPERTY(PlanRefund, conserves_every_cent_over_any_sequence) {
  std::vector<pricing::Line> lines;
  const auto count = *rc::gen::inRange(1, 7);
  for (int i = 0; i < count; ++i) lines.push_back({{*rc::gen::inRange<std::int64_t>(0, 9'999)}});
  pricing::Terms terms;
  terms.fees = {{"A", pricing::FeeKind::per_ticket, {*rc::gen::inRange<std::int64_t>(0, 300)}, {}},
                {"B", pricing::FeeKind::per_order, {*rc::gen::inRange<std::int64_t>(0, 300)}, {}}};
  terms.tax = pricing::Tax{"T", {19'000}, *rc::gen::arbitrary<bool>()};
  const auto quote = pricing::quote(lines, {}, std::span(&terms, 1));
  RC_ASSERT(quote.has_value());
  std::vector<RefundItem> items;
  for (const auto& share : quote->shares)
    items.push_back(
        {OrderItemId{std::int64_t(items.size() + 1)}, share.fees, share.tax, share.total});
  pricing::Refundable left{quote->total, quote->fees, quote->tax};
  for (int round = 0; round < 8; ++round) {
    RefundWish wish;
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        wish.amount = Money{*rc::gen::inRange<std::int64_t>(1, quote->total.minor + 2)};
        break;
      case 1:
        wish.items = {OrderItemId{*rc::gen::inRange(1, count + 1)}};
        break;
      default:
        break;
    }
    const auto plan = plan_refund(items, left, wish);
    if (!plan) continue;
    left.amount -= plan->part.amount;
    left.fees -= plan->part.fees;
    left.tax -= plan->part.tax;
    RC_ASSERT(left.amount.minor >= 0 && left.fees.minor >= 0 && left.tax.minor >= 0);
    RC_ASSERT(left.fees <= left.amount && left.tax <= left.amount);
    for (const auto id : plan->items) {
      auto& item = items[static_cast<std::size_t>(id.value - 1)];
      RC_ASSERT(!item.refunded);
      item.refunded = true;
    }
    if (left.amount.minor == 0 && quote->total.minor > 0)
      for (const auto& item : items) RC_ASSERT(item.refunded || item.total.minor == 0);
  }
  if (left.amount.minor == 0) RC_ASSERT(left.fees.minor == 0 && left.tax.minor == 0);
}

}  // namespace
}  // namespace usher::orders

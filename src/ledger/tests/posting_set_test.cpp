#include "ledger/posting_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "support/properties.hpp"

namespace usher::ledger {
namespace {

constexpr OrderId kOrder{12};

Posting on(Account account, std::int64_t amount, std::optional<std::int64_t> line = {}) {
  return {.account = account, .amount = {amount}, .line = line};
}

PostingSet made(std::vector<Posting> postings) {
  return PostingSet::balanced("sale 12", kOrder, {"EUR"}, std::move(postings));
}

std::vector<Posting> list(const PostingSet& set) {
  return {set.postings().begin(), set.postings().end()};
}

TEST(PostingSet, keeps_what_it_is_about) {
  const auto set = made({on(Account::receivable, 2500), on(Account::revenue, -2500, 7)});
  EXPECT_EQ(set.cause(), "sale 12");
  EXPECT_EQ(set.order(), kOrder);
  EXPECT_EQ(set.currency(), Currency{"EUR"});
  EXPECT_EQ(list(set),
            (std::vector{on(Account::receivable, 2500), on(Account::revenue, -2500, 7)}));
}

TEST(PostingSet, makes_one_of_postings_that_are_about_the_same) {
  const auto set = made({on(Account::receivable, 1000), on(Account::revenue, -1000, 7),
                         on(Account::receivable, 500), on(Account::revenue, -500, 8)});
  EXPECT_EQ(list(set), (std::vector{on(Account::receivable, 1500), on(Account::revenue, -1000, 7),
                                    on(Account::revenue, -500, 8)}));
}

TEST(PostingSet, tells_shows_tax_rates_and_subjects_apart) {
  Posting tax7 = on(Account::tax, -7), tax19 = on(Account::tax, -19);
  tax7.tax_rate = 7'000;
  tax19.tax_rate = 19'000;
  Posting evening = on(Account::revenue, -10), matinee = on(Account::revenue, -20);
  evening.show = ShowId{1};
  matinee.show = ShowId{2};
  Posting book = on(Account::revenue, -30);
  book.subject = "book";
  EXPECT_EQ(
      made({on(Account::receivable, 86), tax7, tax19, evening, matinee, book}).postings().size(),
      6U);
}

TEST(PostingSet, leaves_out_what_does_not_move) {
  const auto set = made({on(Account::receivable, 100), on(Account::revenue, -100),
                         on(Account::fees, 0), on(Account::tax, 5), on(Account::tax, -5)});
  EXPECT_EQ(set.postings().size(), 2U);
}

TEST(PostingSet, is_nothing_where_nothing_moves) {
  const auto none = [](std::vector<Posting> postings) {
    return !PostingSet::balanced_or_none("sale 12", kOrder, {"EUR"}, std::move(postings));
  };
  EXPECT_TRUE(none({}));
  EXPECT_TRUE(none({on(Account::receivable, 0), on(Account::revenue, 0, 7)}));
  EXPECT_FALSE(none({on(Account::receivable, 1), on(Account::revenue, -1)}));
}

TEST(PostingSetDeathTest, does_not_exist_when_it_does_not_balance) {
  EXPECT_DEATH(made({on(Account::receivable, 100), on(Account::revenue, -99)}), "sum == 0");
  EXPECT_DEATH(made({on(Account::receivable, 1)}), "sum == 0");
}

TEST(PostingSetDeathTest, does_not_exist_when_it_is_empty_or_nameless) {
  EXPECT_DEATH(made({}), "has_value");
  EXPECT_DEATH(PostingSet::balanced_or_none("", kOrder, {"EUR"}, {}), "empty");
}

TEST(PostingSetDeathTest, does_not_exist_when_its_sum_cannot_be_counted) {
  EXPECT_DEATH(made({on(Account::receivable, INT64_MAX), on(Account::receivable, 1)}), "overflow");
}

// Postings about few things, so that many are about the same; the last one balances them.
std::vector<Posting> any_balanced() {
  auto postings = *rc::gen::container<std::vector<Posting>>(rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 13), rc::gen::inRange<std::int64_t>(-9, 10),
                     rc::gen::inRange(0, 3), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3)),
      [](const auto& parts) {
        const auto [account, amount, show, line, rate] = parts;
        Posting posting = on(static_cast<Account>(account), amount);
        if (show != 0) posting.show = ShowId{show};
        if (line != 0) posting.line = line;
        if (rate != 0) posting.tax_rate = rate * 1000;
        return posting;
      }));
  std::int64_t sum = 0;
  for (const auto& posting : postings) sum += posting.amount.minor;
  postings.push_back(on(Account::receivable, -sum));
  return postings;
}

using Sums = std::map<std::tuple<Account, std::optional<ShowId>, std::optional<std::int64_t>,
                                 std::optional<std::int64_t>, std::string>,
                      std::int64_t>;

Sums sums_of(std::span<const Posting> postings) {
  Sums sums;
  for (const auto& p : postings) {
    sums[{p.account, p.show, p.line, p.tax_rate, p.subject}] += p.amount.minor;
  }
  std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
  return sums;
}

PROPERTY(PostingSet, sums_to_0_and_moves_exactly_what_was_given) {
  const auto given = any_balanced();
  const auto set = PostingSet::balanced_or_none("x", kOrder, {"EUR"}, given);
  RC_ASSERT(set.has_value() == !sums_of(given).empty());
  if (!set) return;
  RC_ASSERT(sums_of(set->postings()) == sums_of(given));
  RC_ASSERT(sums_of(given).size() == set->postings().size());
  std::int64_t sum = 0;
  for (const auto& posting : set->postings()) {
    RC_ASSERT(posting.amount != Money{});
    sum += posting.amount.minor;
  }
  RC_ASSERT(sum == 0);
}

PROPERTY(PostingSet, is_the_same_in_whatever_order_its_postings_came) {
  auto given = any_balanced();
  const auto set = PostingSet::balanced_or_none("x", kOrder, {"EUR"}, given);
  const auto order = *rc::gen::container<std::vector<int>>(given.size(), rc::gen::arbitrary<int>());
  std::vector<std::size_t> places(given.size());
  std::iota(places.begin(), places.end(), 0U);
  std::ranges::sort(places, {}, [&](std::size_t place) { return order[place]; });
  std::vector<Posting> moved;
  for (const auto place : places) moved.push_back(given[place]);
  RC_ASSERT(PostingSet::balanced_or_none("x", kOrder, {"EUR"}, moved) == set);
}

PROPERTY(PostingSet, made_of_its_own_postings_is_itself) {
  const auto set = PostingSet::balanced_or_none("x", kOrder, {"EUR"}, any_balanced());
  if (!set) return;
  RC_ASSERT(PostingSet::balanced("x", kOrder, {"EUR"}, list(*set)) == *set);
}

}  // namespace
}  // namespace usher::ledger

#include "ledger/ledger.hpp"

#include <gtest/gtest.h>

#include <array>

#include "ledger/checks.hpp"
#include "support/temp_store.hpp"

namespace usher::ledger {
namespace {

constexpr OrderId kOrder{12};
constexpr ShowId kShow{77};

PostingSet sale() {
  return PostingSet::balanced(
      "sale 12", kOrder, {"EUR"},
      {{.account = Account::receivable, .amount = {2500}},
       {.account = Account::revenue, .amount = {-2103}, .show = kShow, .line = 5},
       {.account = Account::fees, .amount = {-250}, .show = kShow, .line = 5},
       {.account = Account::tax, .amount = {-147}, .show = kShow, .line = 5, .tax_rate = 7'000}});
}

PostingSet payment(std::int64_t attempt = 1) {
  return PostingSet::balanced("payment 12/" + std::to_string(attempt), kOrder, {"EUR"},
                              {{.account = Account::provider, .amount = {2500}},
                               {.account = Account::receivable, .amount = {-2500}}});
}

struct LedgerTest : ::testing::Test {
  usher::testing::TempStore db;

  bool write(const PostingSet& set) {
    bool posted = false;
    EXPECT_TRUE(db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      posted = post(tx, set);
      return {};
    }));
    return posted;
  }
  // Runs a statement as it stands.
  std::int64_t run(const store::Query& query) {
    std::int64_t changed = 0;
    EXPECT_TRUE(db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      changed = tx.run(query);
      return {};
    }));
    return changed;
  }
  // The message with which the database refuses the statement; empty when it does not.
  std::string refusal(const store::Query& query) {
    try {
      run(query);
    } catch (const store::DatabaseError& error) {
      return error.what();
    }
    return {};
  }
  std::vector<PostedRow> rows(OrderId order = kOrder) {
    return db->read_now([order](store::Queries& q) { return postings_of(q, order); });
  }
  std::vector<std::string> findings() {
    return db->read_now([](store::Queries& q) {
      Findings found;
      check(q, found);
      std::vector<std::string> texts;
      for (const auto& finding : found.list()) {
        EXPECT_EQ(finding.rule, 86);
        texts.push_back(finding.text);
      }
      return texts;
    });
  }
};

TEST_F(LedgerTest, keeps_a_set_as_it_was_posted) {
  EXPECT_TRUE(write(sale()));
  const auto stored = rows();
  const auto set = sale();
  ASSERT_EQ(stored.size(), set.postings().size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const auto& row = stored[i];
    EXPECT_EQ(row.cause, "sale 12");
    EXPECT_EQ(row.at, db.clock.now());
    EXPECT_EQ(row.currency, Currency{"EUR"});
    EXPECT_EQ(row.position, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ((Posting{row.account, row.amount, row.show, row.line, row.tax_rate, row.subject}),
              set.postings()[i]);
  }
  EXPECT_TRUE(rows(OrderId{13}).empty());
}

TEST_F(LedgerTest, posts_each_cause_once) {
  EXPECT_TRUE(write(payment()));
  EXPECT_FALSE(write(payment()));
  EXPECT_EQ(rows().size(), 2U);
  EXPECT_TRUE(write(payment(2)));
  EXPECT_EQ(rows().size(), 4U);
}

TEST_F(LedgerTest, lists_sets_in_the_order_of_their_time) {
  EXPECT_TRUE(write(sale()));
  db.clock.advance(Duration{1000});
  EXPECT_TRUE(write(payment()));
  EXPECT_EQ(rows().front().cause, "sale 12");
  EXPECT_EQ(rows().back().cause, "payment 12/1");
}

TEST_F(LedgerTest, says_what_stands_on_each_account_of_an_order) {
  EXPECT_TRUE(write(sale()));
  EXPECT_TRUE(write(payment()));
  const auto standing = db->read_now([](store::Queries& q) { return balances(q, kOrder); });
  EXPECT_EQ(standing, (std::vector<Balance>{{Account::fees, {"EUR"}, {-250}},
                                            {Account::provider, {"EUR"}, {2500}},
                                            {Account::receivable, {"EUR"}, {0}},
                                            {Account::revenue, {"EUR"}, {-2103}},
                                            {Account::tax, {"EUR"}, {-147}}}));
}

TEST_F(LedgerTest, rolls_back_with_its_cause) {
  const auto refused = db->write_now(store::kHouseLane, [](store::Transaction& tx) -> Status {
    post(tx, sale());
    return refuse(ErrorKind::conflict, "no", "No.");
  });
  EXPECT_FALSE(refused);
  EXPECT_TRUE(rows().empty());
  EXPECT_TRUE(write(sale()));
}

// Rules 53 and 86.
TEST_F(LedgerTest, lets_nobody_change_or_remove_what_was_posted) {
  EXPECT_TRUE(write(sale()));
  static constexpr std::array<store::Query, 4> kChanges{
      {{"test.update_set", "UPDATE ledger_sets SET at = at + 1"},
       {"test.delete_set", "DELETE FROM ledger_sets"},
       {"test.update_posting", "UPDATE ledger_postings SET amount = amount"},
       {"test.delete_posting", "DELETE FROM ledger_postings WHERE position = 1"}}};
  for (const auto& change : kChanges) {
    EXPECT_NE(refusal(change).find("only ever added to"), std::string::npos) << change.text;
  }
  EXPECT_EQ(rows().size(), 4U);
  EXPECT_TRUE(findings().empty());
}

TEST_F(LedgerTest, lets_nobody_empty_it_on_postgresql) {
  if (db->engine() != "postgresql") GTEST_SKIP() << "SQLite has no TRUNCATE";
  EXPECT_TRUE(write(sale()));
  static constexpr store::Query kEmpty{"test.empty", "TRUNCATE ledger_sets, ledger_postings"};
  EXPECT_NE(refusal(kEmpty).find("only ever added to"), std::string::npos);
  EXPECT_EQ(rows().size(), 4U);
}

TEST_F(LedgerTest, takes_no_posting_of_nothing_and_none_without_its_set) {
  EXPECT_TRUE(write(sale()));
  static constexpr store::Query kNothing{
      "test.nothing",
      "INSERT INTO ledger_postings (cause, position, account, amount, subject)"
      " VALUES ('sale 12', 9, 'tax', 0, '')"};
  static constexpr store::Query kLost{
      "test.lost",
      "INSERT INTO ledger_postings (cause, position, account, amount, subject)"
      " VALUES ('sale 13', 1, 'tax', 5, '')"};
  EXPECT_FALSE(refusal(kNothing).empty());
  EXPECT_FALSE(refusal(kLost).empty());
}

TEST_F(LedgerTest, a_set_that_was_put_in_by_hand_and_does_not_balance_is_found) {
  EXPECT_TRUE(write(sale()));
  EXPECT_TRUE(findings().empty());
  static constexpr store::Query kExtra{
      "test.extra",
      "INSERT INTO ledger_postings (cause, position, account, amount, subject)"
      " VALUES ('sale 12', 9, 'gifts', 5, '')"};
  static constexpr store::Query kEmptySet{
      "test.empty_set",
      "INSERT INTO ledger_sets (cause, order_id, currency, at) VALUES ('sale 13', 13, 'EUR', 0)"};
  EXPECT_EQ(run(kExtra), 1);
  EXPECT_EQ(run(kEmptySet), 1);
  EXPECT_EQ(findings(),
            (std::vector<std::string>{"the set \"sale 12\" of the ledger sums to 5 instead of 0",
                                      "the set \"sale 13\" of the ledger has no posting",
                                      "the ledger knows no account \"gifts\""}));
}

}  // namespace
}  // namespace usher::ledger

#include "audit/audit.hpp"

#include <gtest/gtest.h>

#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::audit {
namespace {

struct AuditTest : ::testing::Test {
  usher::testing::TempStore db;
  Audit audit{db.store()};

  void write(Entry entry) {
    db.clock.advance(Duration{1000});
    ASSERT_TRUE(db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      record(tx, entry);
      return {};
    }));
  }
  void write_three() {
    write({.actor = "ann", .action = "user.created", .subject = "user", .subject_id = "u1"});
    write({.actor = "bob",
           .action = "order.refunded",
           .subject = "order",
           .subject_id = "o1",
           .before_json = R"({"refunded":0})",
           .after_json = R"({"refunded":2500})"});
    write({.actor = "ann", .action = "order.refunded", .subject = "order", .subject_id = "o2"});
  }
  ChainReport verify() {
    return db->read_now([](store::Queries& q) { return verify_chain(q); });
  }
  template <class... Args>
  void tamper(const store::Query& query, const Args&... args) {
    ASSERT_TRUE(db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      EXPECT_GT(tx.run(query, args...), 0);
      return {};
    }));
  }
  std::vector<std::int64_t> ids(Filter filter, Order order, std::int64_t after,
                                std::int64_t limit) {
    std::vector<std::int64_t> found;
    for (const auto& row : usher::testing::await(audit.list(filter, order, after, limit)).rows) {
      found.push_back(row.id);
    }
    return found;
  }
};

constexpr store::Query kChange{"test.change", "UPDATE audit_log SET actor = 'eve' WHERE id = $1"};
constexpr store::Query kRemove{"test.remove", "DELETE FROM audit_log WHERE id = $1"};
constexpr store::Query kSwap{
    "test.swap",
    "UPDATE audit_log SET before_json = after_json, after_json = before_json WHERE id = $1"};
constexpr store::Query kMoveField{
    "test.move", "UPDATE audit_log SET subject = 'or', subject_id = 'dero1' WHERE id = $1"};
constexpr store::Query kTruncateHead{
    "test.head",
    "UPDATE audit_head SET last_id = 2, hash = (SELECT hash FROM audit_log WHERE id = 1)"};

TEST_F(AuditTest, an_untouched_chain_holds) {
  EXPECT_FALSE(verify().fault);
  write_three();
  const auto report = verify();
  EXPECT_FALSE(report.fault) << *report.fault;
  EXPECT_EQ(report.rows, 3);
}

TEST_F(AuditTest, finds_a_changed_row) {
  write_three();
  tamper(kChange, std::int64_t{2});
  EXPECT_NE(verify().fault->find("row 2"), std::string::npos);
}

TEST_F(AuditTest, finds_values_that_changed_places) {
  write_three();
  tamper(kSwap, std::int64_t{2});
  EXPECT_TRUE(verify().fault);
}

TEST_F(AuditTest, finds_characters_moved_between_fields) {
  write_three();
  tamper(kMoveField, std::int64_t{2});
  EXPECT_TRUE(verify().fault);
}

TEST_F(AuditTest, finds_a_removed_beginning) {
  write_three();
  tamper(kRemove, std::int64_t{1});
  EXPECT_NE(verify().fault->find("row 1"), std::string::npos);
}

TEST_F(AuditTest, finds_a_removed_middle) {
  write_three();
  tamper(kRemove, std::int64_t{2});
  EXPECT_NE(verify().fault->find("row 2"), std::string::npos);
}

TEST_F(AuditTest, finds_a_removed_end) {
  write_three();
  tamper(kRemove, std::int64_t{3});
  EXPECT_TRUE(verify().fault);
  tamper(kTruncateHead);
  EXPECT_TRUE(verify().fault);
}

TEST_F(AuditTest, rolls_back_with_its_cause) {
  write_three();
  const auto refused = db->write_now(store::kHouseLane, [](store::Transaction& tx) -> Status {
    record(tx, {.action = "never.happened"});
    return refuse(ErrorKind::conflict, "no", "No.");
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(verify().rows, 3);
  write({.action = "did.happen"});
  EXPECT_FALSE(verify().fault);
}

TEST_F(AuditTest, lists_by_filter_page_and_order) {
  write_three();
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids({}, Order::newest_first, 0, 10), (Ids{3, 2, 1}));
  EXPECT_EQ(ids({}, Order::oldest_first, 0, 2), (Ids{1, 2}));
  EXPECT_EQ(ids({}, Order::oldest_first, 2, 2), (Ids{3}));
  EXPECT_EQ(ids({}, Order::newest_first, 3, 1), (Ids{2}));
  EXPECT_EQ(ids({.actor = "ann"}, Order::newest_first, 0, 10), (Ids{3, 1}));
  EXPECT_EQ(ids({.action = "order.refunded", .subject = "order", .subject_id = "o1"},
                Order::newest_first, 0, 10),
            (Ids{2}));
  const auto second = usher::testing::kTestStart + Duration{2000};
  EXPECT_EQ(ids({.from = second}, Order::newest_first, 0, 10), (Ids{3, 2}));
  EXPECT_EQ(ids({.to = second}, Order::newest_first, 0, 10), (Ids{1}));
  const auto page = usher::testing::await(audit.list({}, Order::newest_first, 0, 2));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.total, 3);
}

}  // namespace
}  // namespace usher::audit

// The audit log is a chain of hashes, and no row of it can be changed unseen (rule 29).
#include "audit/audit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::audit {
namespace {

// PostgreSQL lets not even the owner of the log change it, before it has given that up.
constexpr store::Query kUnlock{"test.unlock", "UPDATE audit_head SET last_id = last_id",
                               "ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY"};

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
      tx.run(kUnlock);
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

constexpr store::Query kTake{"test.take", "UPDATE house_secrets SET value = value"};
constexpr store::Query kMakeRow{"test.make_row",
                                "INSERT INTO house_secrets (name, value) VALUES ('x', 'x')"};

// Both write to the log; one does so before, the other after it touches a row that both need.
TEST(AuditOnTwoNodes, nobody_waits_in_a_circle_for_the_end_of_the_chain) {
  const usher::testing::PostgresDatabase database;
  const SystemClock clock;
  store::StoreOptions options;
  options.url = database.url();
  const auto here = store::open_store(options, clock);
  const auto there = store::open_store(options, clock);
  ASSERT_TRUE(here->write_now(store::kHouseLane, [](store::Transaction& tx) -> Status {
    tx.run(kMakeRow);
    record(tx, {.action = "row.made"});
    return {};
  }));
  std::atomic<int> begun{0};
  const auto wait_for_both = [&begun] {
    ++begun;
    for (int i = 0; i < 300 && begun < 2; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  };
  std::thread other([&] {
    EXPECT_TRUE(there->write_now(store::lane_of(ShowId{1}), [&](store::Transaction& tx) -> Status {
      tx.run(kTake);
      wait_for_both();
      record(tx, {.action = "taken.before"});
      return {};
    }));
  });
  EXPECT_TRUE(here->write_now(store::lane_of(ShowId{2}), [&](store::Transaction& tx) -> Status {
    record(tx, {.action = "taken.after"});
    wait_for_both();
    tx.run(kTake);
    return {};
  }));
  other.join();
  EXPECT_EQ(here->statistics().retries + there->statistics().retries, 0U);
  const auto report = here->read_now([](store::Queries& q) { return verify_chain(q); });
  EXPECT_EQ(report.rows, 3);
  EXPECT_FALSE(report.fault);
}

}  // namespace
}  // namespace usher::audit

#include "jobs/queue.hpp"

#include <gtest/gtest.h>

#include "support/temp_store.hpp"

namespace usher::jobs {
namespace {

struct QueueTest : ::testing::Test {
  usher::testing::TempStore db;
  Queue queue{db.ids};

  bool enqueue(NewJob job) {
    return *db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Result<bool> {
      return queue.enqueue(tx, job);
    });
  }
  std::optional<Job> claim() {
    return *db->write_now(
        store::kHouseLane,
        [&](store::Transaction& tx) -> Result<std::optional<Job>> { return queue.claim(tx); });
  }
  Status complete(const Job& job) {
    return db->write_now(store::kHouseLane,
                         [&](store::Transaction& tx) { return queue.complete(tx, job); });
  }
  void fail(const Job& job) {
    std::ignore = db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      queue.fail(tx, job, "it rained");
      return {};
    });
  }
  std::size_t dead() {
    return db->read_now([&](store::Queries& q) { return queue.dead_jobs(q, JobId{}, 10).size(); });
  }
};

TEST_F(QueueTest, gives_jobs_out_in_the_order_they_are_due) {
  enqueue({.kind = "late", .run_at = db.clock.now() + Duration{1000}});
  enqueue({.kind = "now", .payload = R"({"order_id":"x"})"});
  const auto first = claim();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, "now");
  EXPECT_EQ(first->payload, R"({"order_id":"x"})");
  EXPECT_EQ(first->attempt, 1);
  EXPECT_FALSE(claim());
  db.clock.advance(Duration{1000});
  EXPECT_EQ(claim()->kind, "late");
}

TEST_F(QueueTest, one_cause_has_one_job) {
  EXPECT_TRUE(enqueue({.kind = "a", .cause = "order 1 refund 1"}));
  EXPECT_FALSE(enqueue({.kind = "a", .cause = "order 1 refund 1"}));
  EXPECT_TRUE(enqueue({.kind = "a", .cause = "order 1 refund 2"}));
  EXPECT_TRUE(enqueue({.kind = "a"}));
  EXPECT_TRUE(enqueue({.kind = "a"}));
}

TEST_F(QueueTest, a_claim_of_a_process_that_died_is_taken_over) {
  enqueue({.kind = "a"});
  const auto lost = claim();
  db.reopen();
  EXPECT_FALSE(claim());
  db.clock.advance(kClaimFor);
  const auto taken = claim();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->attempt, 2);
  EXPECT_EQ(complete(*lost).error().code, "job_lost");
  EXPECT_TRUE(complete(*taken));
  db.clock.advance(kClaimFor);
  EXPECT_FALSE(claim());
}

TEST_F(QueueTest, a_renewed_claim_is_kept) {
  enqueue({.kind = "a"});
  const auto job = claim();
  db.clock.advance(kClaimFor - Duration{1});
  EXPECT_TRUE(db->write_now(store::kHouseLane,
                            [&](store::Transaction& tx) { return queue.renew(tx, *job); }));
  db.clock.advance(Duration{1});
  EXPECT_FALSE(claim());
}

TEST_F(QueueTest, waits_longer_after_each_failure_and_buries_at_last) {
  enqueue({.kind = "a"});
  for (std::int64_t attempt = 1; attempt <= kAttemptsMax; ++attempt) {
    const auto job = claim();
    ASSERT_TRUE(job) << attempt;
    EXPECT_EQ(job->attempt, attempt);
    fail(*job);
    if (attempt == kAttemptsMax) break;
    db.clock.advance(pause_after(attempt) - Duration{1});
    EXPECT_FALSE(claim());
    db.clock.advance(Duration{1});
  }
  db.clock.advance(std::chrono::hours(24));
  EXPECT_FALSE(claim());
  ASSERT_EQ(dead(), 1);
  const auto buried =
      db->read_now([&](store::Queries& q) { return queue.dead_jobs(q, JobId{}, 1).front(); });
  EXPECT_EQ(buried.last_error, "it rained");
  EXPECT_TRUE(*db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Result<bool> {
    return queue.revive(tx, buried.id);
  }));
  EXPECT_EQ(claim()->attempt, 1);
}

TEST_F(QueueTest, tells_when_the_next_job_is_due) {
  const auto next = [&] {
    return db->read_now([&](store::Queries& q) { return queue.next_due(q); });
  };
  EXPECT_EQ(next(), kNever);
  const Timestamp due = db.clock.now() + Duration{5000};
  enqueue({.kind = "a", .run_at = due});
  EXPECT_EQ(next(), due);
  db.clock.advance(Duration{5000});
  claim();
  EXPECT_EQ(next(), db.clock.now() + kClaimFor);
}

TEST(PauseAfter, grows_to_an_hour) {
  EXPECT_EQ(pause_after(1), std::chrono::seconds(5));
  EXPECT_EQ(pause_after(2), std::chrono::seconds(20));
  EXPECT_EQ(pause_after(9), std::chrono::hours(1));
}

}  // namespace
}  // namespace usher::jobs

#include "jobs/worker.hpp"

#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>
#include <thread>

#include "support/temp_store.hpp"

namespace usher::jobs {
namespace {

using boost::asio::awaitable;

struct WorkerTest : ::testing::Test {
  usher::testing::TempStore db;
  boost::asio::thread_pool pool{2};
  Timers timers{db.clock, pool.get_executor()};
  Queue queue{db.ids};
  Worker worker{db.store(), queue, timers, pool.get_executor()};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::int64_t> attempts;

  void TearDown() override {
    worker.stop();
    timers.stop();
    pool.join();
  }
  void enqueue(NewJob job) {
    std::ignore = db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Result<bool> {
      return queue.enqueue(tx, job);
    });
  }
  void note(std::int64_t attempt) {
    const std::lock_guard lock(mutex);
    attempts.push_back(attempt);
    changed.notify_all();
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10),
                            [&] { return attempts.size() >= count; });
  }
  // Waits until so many jobs are in the table.
  bool drained() { return left(0); }
  bool left(std::int64_t count) {
    for (int i = 0; i < 1000; ++i) {
      if (db->read_now([&](store::Queries& q) { return queue.waiting(q); }) == count) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
};

awaitable<Status> note_and_succeed(WorkerTest& test, Job job) {
  test.note(job.attempt);
  co_return Status{};
}

awaitable<Status> fail_once(WorkerTest& test, Job job) {
  test.note(job.attempt);
  if (job.attempt == 1) co_return refuse(ErrorKind::unavailable, "provider_silent", "No answer.");
  if (job.attempt == 2) throw std::runtime_error("the connection broke");
  co_return Status{};
}

TEST_F(WorkerTest, runs_what_is_enqueued_and_removes_it) {
  worker.on("a", [this](Job job) { return note_and_succeed(*this, std::move(job)); });
  enqueue({.kind = "a"});
  worker.start();
  EXPECT_TRUE(wait_for(1));
  for (int i = 0; i < 20; ++i) enqueue({.kind = "a"});
  EXPECT_TRUE(wait_for(21));
  EXPECT_TRUE(drained());
  EXPECT_EQ(attempts.size(), 21);
}

TEST_F(WorkerTest, tries_again_after_a_refusal_and_after_an_exception) {
  worker.on("a", [this](Job job) { return fail_once(*this, std::move(job)); });
  worker.start();
  enqueue({.kind = "a"});
  ASSERT_TRUE(wait_for(1));
  for (int i = 0; i < 400; ++i) {
    {
      const std::lock_guard lock(mutex);
      if (attempts.size() == 3) break;
    }
    db.clock.advance(std::chrono::seconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(drained());
  EXPECT_EQ(attempts, (std::vector<std::int64_t>{1, 2, 3}));
}

TEST_F(WorkerTest, leaves_a_job_of_unknown_kind_for_a_binary_that_knows_it) {
  worker.on("a", [this](Job job) { return note_and_succeed(*this, std::move(job)); });
  worker.start();
  enqueue({.kind = "from_the_future"});
  enqueue({.kind = "a"});
  EXPECT_TRUE(wait_for(1));
  EXPECT_EQ(db->read_now([&](store::Queries& q) { return queue.dead_jobs(q, JobId{}, 1).size(); }),
            0);
  EXPECT_TRUE(left(1));
}

}  // namespace
}  // namespace usher::jobs

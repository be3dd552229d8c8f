#include "jobs/claim_loop.hpp"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

#include "support/temp_store.hpp"

namespace usher::jobs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAtOnce = 3;

// Rows are numbers in memory, claimed on the lane.
struct ClaimLoopTest : ::testing::Test {
  usher::testing::TempStore db;
  boost::asio::thread_pool pool{2};
  Timers timers{db.clock, pool.get_executor()};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<int> waiting;
  std::vector<int> done;
  std::size_t now = 0;
  std::size_t most = 0;
  Timestamp due{};
  ClaimLoop<int> loop{{"test", kAtOnce, std::chrono::hours(1)},
                      db.store(),
                      timers,
                      pool.get_executor(),
                      {.next_due = [this](store::Queries&) { return next_due(); },
                       .claim = [this](store::Transaction&) { return claim(); },
                       .work = [this](int row) { return work(*this, row); }}};

  void TearDown() override {
    loop.stop();
    timers.stop();
    pool.join();
  }
  Timestamp next_due() {
    const std::lock_guard lock(mutex);
    return waiting.empty() ? kNever : due;
  }
  std::optional<int> claim() {
    const std::lock_guard lock(mutex);
    if (waiting.empty()) return std::nullopt;
    const int row = waiting.back();
    waiting.pop_back();
    most = std::max(most, ++now);
    return row;
  }
  static boost::asio::awaitable<void> work(ClaimLoopTest& test, int row) {
    boost::asio::steady_timer timer(test.pool.get_executor(), 20ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
    const std::lock_guard lock(test.mutex);
    --test.now;
    test.done.push_back(row);
    test.changed.notify_all();
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 10s, [&] { return done.size() >= count; });
  }
};

TEST_F(ClaimLoopTest, works_a_backlog_off_by_as_many_as_may_and_each_row_once) {
  for (int row = 0; row < 12; ++row) waiting.push_back(row);
  loop.start();
  ASSERT_TRUE(wait_for(12));
  EXPECT_TRUE(loop.wait_until_idle(10s));
  std::ranges::sort(done);
  for (int row = 0; row < 12; ++row) EXPECT_EQ(done.at(static_cast<std::size_t>(row)), row);
  EXPECT_EQ(most, kAtOnce);
  EXPECT_EQ(loop.busy(), 0U);
}

TEST_F(ClaimLoopTest, waits_for_what_is_due_later) {
  waiting.push_back(7);
  due = db.clock.now() + 1h;
  loop.start();
  EXPECT_TRUE(loop.wait_until_idle(10s));
  loop.wake_by(db.clock.now() + 2h);
  db.clock.advance(1h);
  EXPECT_TRUE(wait_for(1));
}

TEST_F(ClaimLoopTest, begins_nothing_once_it_is_stopped) {
  loop.start();
  EXPECT_TRUE(loop.wait_until_idle(10s));
  EXPECT_TRUE(loop.stop());
  EXPECT_FALSE(loop.stop()) << "it was before";
  {
    const std::lock_guard lock(mutex);
    waiting.push_back(7);
  }
  loop.wake_by(db.clock.now());
  db.clock.advance(2h);
  EXPECT_TRUE(loop.wait_until_idle(10s));
  EXPECT_TRUE(done.empty());
}

}  // namespace
}  // namespace usher::jobs

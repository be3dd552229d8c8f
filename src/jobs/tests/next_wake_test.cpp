#include "jobs/next_wake.hpp"

#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>
#include <thread>
#include <vector>

#include "support/manual_clock.hpp"

namespace usher::jobs {
namespace {

using usher::testing::kTestStart;
using usher::testing::ManualClock;

struct NextWakeTest : ::testing::Test {
  boost::asio::thread_pool pool{1};
  ManualClock clock;
  Timers timers{clock, pool.get_executor()};
  std::mutex mutex;
  std::condition_variable changed;
  int woken = 0;
  NextWake next{"test.due", [this] {
                  const std::lock_guard lock(mutex);
                  ++woken;
                  changed.notify_all();
                }};

  void TearDown() override {
    timers.stop();
    pool.join();
  }
  bool wait_for(int count, Duration limit = Duration{5000}) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, limit, [&] { return woken >= count; });
  }
};

TEST_F(NextWakeTest, wakes_at_the_earliest_of_all_that_was_asked_for) {
  next.start(timers);
  next.by(kTestStart + Duration{30});
  next.by(kTestStart + Duration{10});
  next.by(kTestStart + Duration{20});
  next.by(kNever);
  EXPECT_EQ(timers.size(), 1);
  clock.advance(Duration{10});
  EXPECT_TRUE(wait_for(1));
  clock.advance(Duration{1000});
  EXPECT_FALSE(wait_for(2, Duration{50})) << "who is woken asks for the next instant";
}

TEST_F(NextWakeTest, wakes_again_when_it_is_asked_to) {
  next.start(timers);
  for (int i = 1; i <= 3; ++i) {
    next.by(clock.now() + Duration{10});
    clock.advance(Duration{10});
    ASSERT_TRUE(wait_for(i));
  }
}

TEST_F(NextWakeTest, sets_nothing_before_it_is_started_nor_after_it_is_stopped) {
  next.by(kTestStart + Duration{10});
  next.start(timers);
  next.by(kTestStart + Duration{20});
  next.stop();
  next.by(kTestStart + Duration{30});
  EXPECT_EQ(timers.size(), 0);
  clock.advance(Duration{100});
  EXPECT_FALSE(wait_for(1, Duration{50}));
}

// Two steps, a look at what is set and the setting, were two once: the later instant could win.
TEST_F(NextWakeTest, many_at_once_leave_the_earliest) {
  next.start(timers);
  for (int round = 1; round <= 200; ++round) {
    const auto due = clock.now() + Duration{10};
    std::vector<std::thread> threads;
    for (int late = 0; late < 4; ++late) {
      threads.emplace_back([&, late] { next.by(due + Duration{1000} * late); });
    }
    for (auto& thread : threads) thread.join();
    clock.advance(Duration{10});
    ASSERT_TRUE(wait_for(round));
  }
}

}  // namespace
}  // namespace usher::jobs

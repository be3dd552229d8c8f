#include "jobs/timers.hpp"

#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>

#include "support/manual_clock.hpp"

namespace usher::jobs {
namespace {

using usher::testing::kTestStart;
using usher::testing::ManualClock;

struct TimersTest : ::testing::Test {
  boost::asio::thread_pool pool{1};
  ManualClock clock;
  Timers timers{clock, pool.get_executor()};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> ran;

  void TearDown() override {
    timers.stop();
    pool.join();
  }
  std::function<void()> note(std::string name) {
    return [this, name = std::move(name)] {
      const std::lock_guard lock(mutex);
      ran.push_back(name);
      changed.notify_all();
    };
  }
  bool wait_for(std::size_t count, Duration limit = Duration{5000}) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, limit, [&] { return ran.size() >= count; });
  }
};

TEST_F(TimersTest, runs_at_the_due_instant_and_not_before) {
  timers.at("a", kTestStart + Duration{1000}, note("a"));
  clock.advance(Duration{999});
  EXPECT_FALSE(wait_for(1, Duration{60}));
  clock.advance(Duration{1});
  EXPECT_TRUE(wait_for(1));
  EXPECT_EQ(timers.size(), 0);
}

TEST_F(TimersTest, runs_at_once_what_was_due_already) {
  timers.at("a", kTestStart - Duration{1}, note("a"));
  EXPECT_TRUE(wait_for(1));
}

TEST_F(TimersTest, a_clock_that_steps_backwards_delays_nothing) {
  timers.at("a", kTestStart + Duration{1000}, note("a"));
  clock.step_to(kTestStart - std::chrono::hours(1));
  clock.advance(Duration{1000});
  EXPECT_TRUE(wait_for(1));
}

TEST_F(TimersTest, a_clock_that_steps_over_the_instant_fires) {
  timers.at("a", kTestStart + std::chrono::hours(1), note("a"));
  clock.step_to(kTestStart + std::chrono::hours(2));
  EXPECT_TRUE(wait_for(1));
}

TEST_F(TimersTest, a_key_has_one_timer) {
  timers.at("a", kTestStart + Duration{10}, note("first"));
  timers.at("a", kTestStart + Duration{20}, note("second"));
  clock.advance(Duration{20});
  ASSERT_TRUE(wait_for(1));
  EXPECT_FALSE(wait_for(2, Duration{50}));
  EXPECT_EQ(ran, std::vector<std::string>{"second"});
}

TEST_F(TimersTest, a_cancelled_timer_does_not_run) {
  timers.at("a", kTestStart + Duration{10}, note("a"));
  timers.cancel("a");
  clock.advance(Duration{20});
  EXPECT_FALSE(wait_for(1, Duration{50}));
}

TEST_F(TimersTest, repeats_every_period) {
  timers.every("a", Duration{100}, note("a"));
  for (std::size_t i = 1; i <= 3; ++i) {
    clock.advance(Duration{100});
    ASSERT_TRUE(wait_for(i));
  }
  EXPECT_EQ(timers.size(), 1);
}

}  // namespace
}  // namespace usher::jobs

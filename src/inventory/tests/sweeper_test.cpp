// The sweeper's timer: each hold ends by itself at its time.
#include <gtest/gtest.h>

#include <thread>

#include "inventory/tests/house.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using namespace std::chrono_literals;

struct Sweeper : ::testing::Test {
  void SetUp() override {
    house.board();
    house.inventory->start(timers, context.get_executor());
    thread = std::thread([this] { context.run(); });
  }
  void TearDown() override {
    timers.stop();
    context.stop();
    thread.join();
  }
  // What the board shows of the first seats, once it is that or time is up.
  std::string wait_for(std::string_view states) {
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (shown(states.size()) != states && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(1ms);
    return shown(states.size());
  }
  // Holds that are over are shown as held until they are swept.
  std::string shown(std::size_t count) { return house.states().substr(0, count); }

  House house;
  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  jobs::Timers timers{house.db.clock, context.get_executor()};
  std::thread thread;
};

TEST_F(Sweeper, ends_each_hold_at_its_time) {
  ASSERT_TRUE(house.hold(1, {0}));
  house.db.clock.advance(1min);
  ASSERT_TRUE(house.hold(2, {1}));
  house.db.clock.advance(1min);
  ASSERT_TRUE(house.hold(3, {2}));
  house.db.clock.advance(8min);
  EXPECT_EQ(wait_for("arr"), "arr");
  house.db.clock.advance(1min);
  EXPECT_EQ(wait_for("aar"), "aar");
  house.db.clock.advance(1min);
  EXPECT_EQ(wait_for("aaa"), "aaa");
}

}  // namespace
}  // namespace usher::inventory

// Commands with several keys on several lanes of one node, and of two. Needs PostgreSQL.
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "store/postgres_store.hpp"
#include "support/temp_store.hpp"

namespace usher::store {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLanes = 2;
constexpr Query kMake{"test.make", "CREATE TABLE things (id bigint PRIMARY KEY, n bigint)"};
constexpr Query kAdd{"test.add", "INSERT INTO things (id, n) VALUES ($1, 0)"};
constexpr Query kRead{"test.read", "SELECT n FROM things WHERE id = $1"};
constexpr Query kSet{"test.set", "UPDATE things SET n = $2 WHERE id = $1"};

struct SeveralLanes : ::testing::Test {
  usher::testing::PostgresDatabase database;
  SystemClock clock;
  std::unique_ptr<Store> store = open();
  // Two keys whose commands go to different lanes.
  LaneKey low{1};
  LaneKey high{2};

  void SetUp() override {
    while (lane(low) == lane(high)) ++high.value;
    ASSERT_TRUE(store->write_now(kHouseLane, [this](Transaction& tx) -> Status {
      tx.run(kMake);
      tx.run(kAdd, low.value);
      tx.run(kAdd, high.value);
      return {};
    }));
  }
  std::unique_ptr<Store> open() {
    StoreOptions options;
    options.url = database.url();
    options.lanes = kLanes;
    return open_store(options, clock);
  }
  static std::size_t lane(const LaneKeys& keys) { return PostgresStore::lane_index(keys, kLanes); }
  LaneKeys both() const { return LaneKeys(std::array{high, low}); }
  // Looks, waits and writes: two that did so at once would lose a step.
  static void climb(Store& on, const LaneKeys& keys, int steps) {
    for (int i = 0; i < steps; ++i) {
      EXPECT_TRUE(on.write_now(keys, [&](Transaction& tx) -> Status {
        for (const auto row : keys.values()) {
          const auto before = *tx.find<std::int64_t>(kRead, row);
          std::this_thread::sleep_for(1ms);
          tx.run(kSet, row, before + 1);
        }
        return {};
      }));
    }
  }
  std::int64_t value(LaneKey row) {
    return store->read_now([&](Queries& q) { return *q.find<std::int64_t>(kRead, row.value); });
  }
};

TEST_F(SeveralLanes, a_command_of_several_keys_runs_alone_with_each) {
  ASSERT_NE(lane(both()), lane(high)) << "the two meet on no lane";
  std::thread one([&] { climb(*store, both(), 30); });
  std::thread two([&] { climb(*store, high, 30); });
  climb(*store, low, 30);
  one.join();
  two.join();
  EXPECT_EQ(value(low), 60);
  EXPECT_EQ(value(high), 60);
}

TEST_F(SeveralLanes, opposite_orders_on_two_nodes_wait_for_each_other_and_never_for_ever) {
  const auto there = open();
  const LaneKeys turned(std::array{low, high});
  std::thread other([&] { climb(*there, turned, 30); });
  std::thread beside([&] { climb(*there, high, 30); });
  climb(*store, both(), 30);
  other.join();
  beside.join();
  EXPECT_EQ(value(low), 60);
  EXPECT_EQ(value(high), 90);
  EXPECT_EQ(store->statistics().retries + there->statistics().retries, 0U) << "no deadlock";
}

TEST_F(SeveralLanes, effects_come_in_the_order_of_the_commits) {
  std::mutex mutex;
  std::vector<int> order;
  std::promise<void> committed;
  auto first = std::async(std::launch::async, [&] {
    return store->write_now(both(), [&](Transaction& tx) -> Status {
      tx.after_commit([&] {
        committed.set_value();
        std::this_thread::sleep_for(200ms);  // time enough for the other lane to overtake
        const std::lock_guard lock(mutex);
        order.push_back(1);
      });
      return {};
    });
  });
  committed.get_future().wait();
  EXPECT_TRUE(store->write_now(high, [&](Transaction& tx) -> Status {
    tx.after_commit([&] {
      const std::lock_guard lock(mutex);
      order.push_back(2);
    });
    return {};
  }));
  EXPECT_TRUE(first.get());
  EXPECT_EQ(order, (std::vector{1, 2}));
}

}  // namespace
}  // namespace usher::store

// Locks that somebody keeps: a frozen node in the middle of its turn, a person at a console.
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <thread>
#include <vector>

#include "store/postgres_store.hpp"
#include "support/temp_store.hpp"

namespace usher::store {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr Query kMake{"test.make", "CREATE TABLE things (id bigint PRIMARY KEY, n bigint)"};
constexpr Query kAdd{"test.add", "INSERT INTO things (id, n) VALUES ($1, 0)"};
constexpr Query kBump{"test.bump", "UPDATE things SET n = n + 1 WHERE id = $1"};
constexpr Query kRead{"test.read", "SELECT n FROM things WHERE id = $1"};

constexpr std::int64_t kKept = 7;
constexpr std::int64_t kOther = 8;
constexpr std::int64_t kThird = 9;

struct Outcome {
  bool stored = false;
  bool refused = false;
  std::chrono::milliseconds took{};
};

struct Locks : ::testing::Test {
  usher::testing::PostgresDatabase database;
  SystemClock clock;
  std::unique_ptr<Store> store;
  PostgresConnection somebody{PostgresUrl::parse(database.url())};
  std::vector<std::int64_t> done;  // rows in the order in which they were stored, by the one lane

  void SetUp() override {
    StoreOptions options;
    options.url = database.url();
    options.lanes = 1;  // all keys are neighbours
    store = open_store(options, clock);
    ASSERT_TRUE(store->write_now(kHouseLane, [](Transaction& tx) -> Status {
      tx.run(kMake);
      tx.run(kAdd, kKept);
      tx.run(kAdd, kOther);
      tx.run(kAdd, kThird);
      return {};
    }));
  }
  std::future<Outcome> bump(std::int64_t key, std::int64_t row) {
    return bump_with(LaneKey{key}, row);
  }
  std::future<Outcome> bump_with(LaneKeys keys, std::int64_t row) {
    return std::async(std::launch::async, [this, keys = std::move(keys), row] {
      const auto began = Steady::now();
      Outcome outcome;
      try {
        outcome.stored = store
                             ->write_now(keys,
                                         [this, row](Transaction& tx) -> Status {
                                           tx.run(kBump, row);
                                           tx.after_commit([this, row] { done.push_back(row); });
                                           return {};
                                         })
                             .has_value();
      } catch (const OverloadedError&) {
        outcome.refused = true;
      }
      outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began);
      return outcome;
    });
  }
  std::int64_t value(std::int64_t row) {
    return store->read_now([&](Queries& q) { return *q.find<std::int64_t>(kRead, row); });
  }
  void keep_turn() {
    const std::array<std::int64_t, 1> turns{kKept};
    somebody.begin_write(turns);
  }
  void keep_row() {
    const std::array<Param, 1> row{to_param(kKept)};
    somebody.begin_write();
    somebody.run(kBump, row);
  }

  // While somebody keeps what `kKept` needs: it is refused in time and not run later, its neighbour
  // on the lane is not.
  void expect_only_the_kept_one_waits() {
    auto kept = bump(kKept, kKept);
    std::this_thread::sleep_for(50ms);  // it is in the lane before the neighbours come
    const auto first = bump(kOther, kOther).get();
    EXPECT_TRUE(first.stored);
    EXPECT_LT(first.took, 3s);
    for (int i = 0; i < 10; ++i) {
      const auto neighbour = bump(kOther, kOther).get();
      EXPECT_TRUE(neighbour.stored);
      EXPECT_LT(neighbour.took, 1s) << "the lane knows by now whom not to wait for";
    }
    const auto outcome = kept.get();
    EXPECT_TRUE(outcome.refused);
    EXPECT_GT(outcome.took, 3s);
    EXPECT_LT(outcome.took, 8s);
    EXPECT_TRUE(store->healthy());
    somebody.rollback();
    EXPECT_TRUE(bump(kKept, kKept).get().stored);
    EXPECT_EQ(value(kKept), 1) << "what was refused is not run when the lock is given back";
    EXPECT_EQ(value(kOther), 11);
  }
};

TEST_F(Locks, a_turn_that_is_kept_stops_only_its_own_show_and_not_for_long) {
  keep_turn();
  expect_only_the_kept_one_waits();
}

TEST_F(Locks, a_row_that_is_kept_stops_only_its_own_show_and_not_for_long) {
  keep_row();
  expect_only_the_kept_one_waits();
}

TEST_F(Locks, commands_that_need_no_kept_row_go_on_beside_one_that_does) {
  keep_row();
  auto kept = bump(kOther, kKept);
  std::this_thread::sleep_for(50ms);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(bump(kOther, kOther).get().stored);
  EXPECT_TRUE(kept.get().refused);
  somebody.rollback();
  EXPECT_EQ(value(kOther), 5);
}

TEST_F(Locks, a_lock_that_is_given_back_in_time_is_only_waited_for) {
  keep_turn();
  auto kept = bump(kKept, kKept);
  std::this_thread::sleep_for(2s);  // longer than one wait, shorter than all
  somebody.rollback();
  const auto outcome = kept.get();
  EXPECT_TRUE(outcome.stored);
  EXPECT_EQ(value(kKept), 1);
}

LaneKeys both(std::int64_t a, std::int64_t b) {
  return LaneKeys(std::array{LaneKey{a}, LaneKey{b}});
}

TEST_F(Locks, a_command_of_several_keys_holds_back_what_comes_after_it_for_any_of_them) {
  keep_turn();
  auto first = bump_with(both(kOther, kKept), kKept);
  std::this_thread::sleep_for(50ms);  // it is in the lane before the others come
  auto behind = bump(kOther, kOther);
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(bump(kThird, kThird).get().stored) << "nothing of it is kept";
  EXPECT_EQ(value(kOther), 0);
  somebody.rollback();
  EXPECT_TRUE(first.get().stored);
  EXPECT_TRUE(behind.get().stored);
  EXPECT_EQ(done, (std::vector<std::int64_t>{kThird, kKept, kOther}));
}

TEST_F(Locks, what_came_before_a_blocked_command_of_several_keys_goes_on) {
  std::promise<void> entered;
  std::promise<void> go;
  auto busy = std::async(std::launch::async, [&] {
    return store->write_now(LaneKey{kThird}, [&](Transaction&) -> Status {
      entered.set_value();
      go.get_future().wait();
      return {};
    });
  });
  entered.get_future().wait();
  keep_turn();
  // These share a batch.
  auto before = bump(kOther, kOther);
  std::this_thread::sleep_for(50ms);
  auto blocked = bump_with(both(kKept, kOther), kKept);
  std::this_thread::sleep_for(50ms);
  go.set_value();
  ASSERT_TRUE(busy.get());
  EXPECT_TRUE(before.get().stored);
  EXPECT_TRUE(blocked.get().refused);
  EXPECT_TRUE(bump(kOther, kOther).get().stored) << "who was refused holds nobody back";
  EXPECT_EQ(value(kOther), 2);
  somebody.rollback();
}

TEST_F(Locks, a_stopping_store_refuses_what_waits_for_a_lock) {
  keep_turn();
  auto kept = bump(kKept, kKept);
  std::this_thread::sleep_for(2s);
  const auto began = Steady::now();
  store->stop();
  EXPECT_LT(Steady::now() - began, 1s);
  EXPECT_TRUE(kept.get().refused);
  somebody.rollback();
}

}  // namespace
}  // namespace usher::store

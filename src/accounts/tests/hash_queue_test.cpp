#include "accounts/hash_queue.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace usher::accounts {
namespace {

using Standing = HashTurn::Standing;

struct HashQueueTest : ::testing::Test {
  HashQueue queue;
  std::vector<std::string> served;
  std::vector<std::string> dropped;

  bool push(Standing standing, const std::string& whose, const std::string& name) {
    auto pushed = queue.push({standing, whose},
                             [this, name](bool run) { (run ? served : dropped).push_back(name); });
    if (pushed.dropped) pushed.dropped(false);
    return pushed.taken;
  }
  void serve_all() {
    while (auto job = queue.pop()) job(true);
  }
};

TEST_F(HashQueueTest, serves_networks_in_turn_and_known_browsers_first) {
  for (int i = 0; i < 4; ++i) push(Standing::stranger, "flood", "f" + std::to_string(i));
  push(Standing::stranger, "home", "h");
  push(Standing::solved, "flood", "s");
  push(Standing::known, "browser", "k");
  serve_all();
  EXPECT_EQ(served, (std::vector<std::string>{"k", "s", "f0", "h", "f1", "f2", "f3"}));
  EXPECT_EQ(queue.waiting(), 0U);
}

TEST_F(HashQueueTest, gives_no_network_more_than_its_share) {
  for (std::size_t i = 0; i < HashQueue::kOfStrangerMax; ++i) {
    EXPECT_TRUE(push(Standing::stranger, "flood", "f"));
  }
  EXPECT_FALSE(push(Standing::stranger, "flood", "one more"));
  EXPECT_TRUE(push(Standing::stranger, "home", "h"));
  EXPECT_EQ(dropped, std::vector<std::string>{"one more"});
}

TEST_F(HashQueueTest, makes_room_at_the_cost_of_who_waits_most) {
  const auto networks = HashQueue::kWaitingMax / HashQueue::kOfStrangerMax;
  for (std::size_t n = 0; n < networks; ++n) {
    for (std::size_t i = 0; i < HashQueue::kOfStrangerMax; ++i) {
      EXPECT_TRUE(push(Standing::stranger, "flood" + std::to_string(n), "f"));
    }
  }
  EXPECT_TRUE(push(Standing::stranger, "home", "h"));
  EXPECT_TRUE(push(Standing::known, "browser", "k"));
  EXPECT_TRUE(push(Standing::solved, "flood0", "s"));
  EXPECT_EQ(dropped, (std::vector<std::string>{"f", "f", "f"}));
  EXPECT_EQ(queue.waiting(), HashQueue::kWaitingMax);
  serve_all();
  EXPECT_EQ(served.at(0), "k");
  EXPECT_EQ(served.at(1), "s");
  EXPECT_EQ(std::ranges::count(served, "h"), 1);
}

TEST_F(HashQueueTest, refuses_when_everybody_waits_as_little) {
  for (std::size_t i = 0; i < HashQueue::kWaitingMax; ++i) {
    EXPECT_TRUE(push(Standing::stranger, "network" + std::to_string(i), "f"));
  }
  EXPECT_FALSE(push(Standing::stranger, "home", "h"));
  EXPECT_TRUE(push(Standing::known, "browser", "k"));
}

TEST_F(HashQueueTest, is_crowded_by_one_network_or_by_many) {
  EXPECT_FALSE(queue.is_crowded_for("home"));
  for (std::size_t i = 0; i < HashQueue::kCrowdOfOne; ++i) push(Standing::stranger, "home", "h");
  EXPECT_TRUE(queue.is_crowded_for("home"));
  EXPECT_FALSE(queue.is_crowded_for("office"));
  for (std::size_t i = 0; i < HashQueue::kCrowd; ++i) {
    push(Standing::stranger, "network" + std::to_string(i), "f");
  }
  EXPECT_TRUE(queue.is_crowded_for("office"));
}

}  // namespace
}  // namespace usher::accounts

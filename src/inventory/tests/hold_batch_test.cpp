// Holds that are decided together end as if each had been alone. Needs PostgreSQL.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <random>
#include <thread>

#include "inventory/tests/allotted.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using namespace std::chrono_literals;

struct Wish {
  int buyer = 0;
  std::vector<std::uint32_t> seats;
  // Opens the seats that are set aside; at most two of them.
  bool has_code = false;
};

// Few buyers and few seats, so that they meet: taken seats, replaced holds, seats left and retaken.
std::vector<Wish> wishes(std::mt19937& random, std::size_t count) {
  std::vector<Wish> list(count);
  for (auto& wish : list) {
    wish.buyer = static_cast<int>(random() % 6) + 1;
    const auto first = static_cast<std::uint32_t>(random() % 10);
    const auto length = static_cast<std::uint32_t>(random() % 3) + 1;
    for (std::uint32_t i = 0; i < length; ++i) wish.seats.push_back((first + i * 2) % 12);
    wish.has_code = random() % 2 == 0;
    if (length == 3 && random() % 2 == 0) std::swap(wish.seats.front(), wish.seats.back());
  }
  return list;
}

std::string code_of(const Wish& wish) { return wish.has_code ? "dance" : ""; }

std::vector<bool> one_by_one(House& house, const std::vector<Wish>& list) {
  std::vector<bool> outcomes;
  for (const auto& wish : list) {
    outcomes.push_back(
        testing::hold_with(house, wish.buyer, wish.seats, code_of(wish), false).has_value());
  }
  return outcomes;
}

boost::asio::awaitable<void> hold(Inventory& inventory, HoldPlan plan, char& outcome) {
  const auto held = co_await inventory.hold_seats(std::move(plan), std::nullopt);
  outcome = held ? 1 : 0;
}

// All wait while the lane is busy, and then share a batch.
std::vector<bool> together(House& house, const std::vector<Wish>& list) {
  std::vector<BuyerAccess> accesses;
  for (const auto& wish : list) accesses.push_back(testing::access_by(house, code_of(wish)));
  std::promise<void> entered;
  std::thread busy([&] {
    EXPECT_TRUE(house.in_lane([&](store::Transaction&) -> Status {
      entered.set_value();
      std::this_thread::sleep_for(50ms);
      return {};
    }));
  });
  boost::asio::io_context io;
  std::vector<char> outcomes(list.size());
  const auto board = house.board();
  entered.get_future().wait();
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<std::string> names;
    for (const auto seat : list[i].seats) names.push_back(board->layout()->seats[seat].id.text());
    auto plan =
        house.inventory
            ->plan_hold(*board, names, House::session(list[i].buyer), false, false, accesses[i])
            .value();
    boost::asio::co_spawn(io, hold(*house.inventory, std::move(plan), outcomes[i]),
                          boost::asio::detached);
  }
  io.run();
  busy.join();
  return {outcomes.begin(), outcomes.end()};
}

TEST(HoldBatch, decides_as_one_after_another_would) {
  std::mt19937 random(20261124);
  for (int round = 0; round < 6; ++round) {
    House apart;
    if (!apart.db->shared()) GTEST_SKIP() << "only where statements cost round trips";
    House joined;
    for (auto* house : {&apart, &joined}) {
      ASSERT_TRUE(testing::make_allotment(
          *house, {.code = "Dance", .seats = {2, 3, 4, 5}, .max_tickets = 2}));
    }
    for (int part = 0; part < 3; ++part) {
      const auto list = wishes(random, 40);
      const auto before = joined.db->statistics().batches;
      EXPECT_EQ(together(joined, list), one_by_one(apart, list)) << "round " << round;
      EXPECT_LE(joined.db->statistics().batches - before, 5U) << "they did not share a batch";
      EXPECT_EQ(joined.states(), apart.states());
      testing::expect_sound(joined);
      // Then some of it is over without a sweep, and all of it.
      for (auto* house : {&apart, &joined}) house->db.clock.advance(part == 0 ? 6min : 5min);
    }
  }
}

}  // namespace
}  // namespace usher::inventory

// Nobody holds the house from one place without solving a puzzle for it, and nobody gets a new
// clock by giving seats up and taking them again (rules 5 and 59).
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <thread>

#include "inventory/tests/house.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using usher::testing::await;
using namespace std::chrono_literals;

struct Bounded : ::testing::Test {
  House house{6};
  static constexpr std::int64_t kMost = 4;

  HoldPlan plan(int buyer, const std::vector<std::uint32_t>& seats, std::int64_t network,
                bool solved = false) {
    std::vector<std::string> names;
    for (const auto seat : seats) names.push_back(house.name_of(seat));
    auto made =
        house.inventory->plan_hold(*house.board(), names, House::session(buyer), false).value();
    made.network = network;
    if (!solved) made.network_most = kMost;
    return made;
  }
  Result<HoldView> hold(int buyer, const std::vector<std::uint32_t>& seats,
                        std::int64_t network = 1, bool solved = false) {
    return await(house.inventory->hold_seats(plan(buyer, seats, network, solved), std::nullopt));
  }
  void release(const HoldView& held, int buyer) {
    ASSERT_TRUE(
        await(house.inventory->release_hold(held.reservation_token, House::session(buyer))));
  }
  // An order made from the hold.
  HoldForOrder order(const HoldView& held, int buyer, OrderId id) {
    return *house.in_lane([&](store::Transaction& tx) {
      return house.inventory->claims().convert_hold(
          tx, held.reservation_token, House::session(buyer), house.show, id, tx.now() + 17min);
    });
  }
  static std::vector<ShowSeatId> seats_of(const HoldForOrder& hold) {
    std::vector<ShowSeatId> seats;
    for (const auto& seat : hold.seats) seats.push_back(seat.id);
    return seats;
  }
  void give_up(const HoldForOrder& hold, OrderId id) {
    ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
      house.inventory->claims().release_order(tx, house.show, id, seats_of(hold));
      house.inventory->claims().keep_clock(tx, hold.hold);
      return {};
    }));
  }
};
using HoldSeatsOfNetwork = Bounded;
using HoldClock = Bounded;

TEST_F(HoldSeatsOfNetwork, asks_for_a_captcha_beyond_the_bound_and_turns_nobody_away) {
  ASSERT_TRUE(hold(1, {0, 1}));
  ASSERT_TRUE(hold(2, {2, 3}));
  const auto refused = hold(3, {4});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "captcha_required");
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_EQ(house.states().substr(0, 5), "rrrra");
  EXPECT_TRUE(hold(4, {5, 6}, 2)) << "another network";
  EXPECT_TRUE(hold(3, {4}, 1, true)) << "who solved one";
  EXPECT_EQ(hold(5, {0}).error().code, "seats_unavailable") << "no puzzle for what is taken";
}

TEST_F(HoldSeatsOfNetwork, counts_what_is_held_or_in_unpaid_orders_now) {
  const auto first = hold(1, {0, 1});
  const auto second = hold(2, {2, 3});
  ASSERT_TRUE(second);
  ASSERT_TRUE(hold(2, {3, 4})) << "a hold that replaces one counts once";
  const auto ordered = order(*first, 1, OrderId{9001});
  EXPECT_FALSE(hold(3, {5})) << "an unpaid order keeps its seats";
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    EXPECT_TRUE(house.inventory->claims().sell(tx, house.show, OrderId{9001}, seats_of(ordered)));
    return {};
  }));
  EXPECT_TRUE(hold(3, {5, 6})) << "what is sold is nobody's hoard";
  EXPECT_FALSE(hold(4, {7}));
  house.db.clock.advance(10min);
  EXPECT_TRUE(hold(4, {7, 8})) << "time is over, though nobody has swept";
}

TEST_F(HoldSeatsOfNetwork, is_not_outrun_by_many_at_once) {
  std::promise<void> entered;
  std::thread busy([&] {
    EXPECT_TRUE(house.in_lane([&](store::Transaction&) -> Status {
      entered.set_value();
      std::this_thread::sleep_for(50ms);
      return {};
    }));
  });
  boost::asio::io_context io;
  std::atomic<int> held{0};
  static_cast<void>(house.board());
  entered.get_future().wait();
  for (int buyer = 1; buyer <= 10; ++buyer) {
    const auto seat = static_cast<std::uint32_t>(buyer * 2);
    boost::asio::co_spawn(
        io, house.inventory->hold_seats(plan(buyer, {seat, seat + 1}, 1), std::nullopt),
        [&held](const std::exception_ptr&, const Result<HoldView>& outcome) {
          if (outcome) ++held;
        });
  }
  io.run();
  busy.join();
  EXPECT_EQ(held, 2) << "two times two seats are the bound";
}

TEST_F(HoldClock, goes_on_when_seats_are_given_up_and_taken_again) {
  const auto first = hold(1, {0});
  house.db.clock.advance(4min);
  release(*first, 1);
  const auto second = hold(1, {5, 6});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->expires_at, first->expires_at);
  ASSERT_TRUE(await(house.inventory->extend_hold(second->reservation_token, House::session(1))));
  release(*second, 1);
  const auto third = hold(1, {0});
  EXPECT_EQ(third->expires_at, first->expires_at + 10min);
  EXPECT_FALSE(third->can_extend) << "extended once, whatever was given up since";
  EXPECT_EQ(hold(2, {1})->expires_at, house.db.clock.now() + 10min) << "another session";
}

TEST_F(HoldClock, begins_anew_when_the_first_time_is_over) {
  const auto first = hold(1, {0});
  release(*first, 1);
  house.db.clock.advance(10min);
  EXPECT_EQ(hold(1, {0})->expires_at, house.db.clock.now() + 10min);
}

TEST_F(HoldClock, goes_on_when_an_order_is_given_up) {
  const auto first = hold(1, {0});
  house.db.clock.advance(2min);
  const auto ordered = order(*first, 1, OrderId{9001});
  give_up(ordered, OrderId{9001});
  EXPECT_EQ(hold(1, {0})->expires_at, first->expires_at);
}

TEST_F(HoldClock, begins_anew_for_who_has_bought) {
  const auto first = hold(1, {0});
  release(*first, 1);
  const auto ordered = order(*hold(1, {0}), 1, OrderId{9001});
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    EXPECT_TRUE(house.inventory->claims().sell(tx, house.show, OrderId{9001}, seats_of(ordered)));
    return {};
  }));
  house.db.clock.advance(2min);
  EXPECT_EQ(hold(1, {1})->expires_at, house.db.clock.now() + 10min);
}

}  // namespace
}  // namespace usher::inventory

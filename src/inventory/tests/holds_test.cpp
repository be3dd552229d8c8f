// Rules 1–7, 11, 13 and 37 on a real database.
#include <gtest/gtest.h>

#include "inventory/tests/house.hpp"
#include "shows/events.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using usher::testing::await;
using namespace std::chrono_literals;

struct HoldSeats : ::testing::Test {
  House house;
};

TEST_F(HoldSeats, takes_all_seats_or_none) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  const auto refused = house.hold(2, {1, 2, 3});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "seats_unavailable");
  const auto& ids = refused.error().members.at("unavailable_seat_ids").as_array();
  ASSERT_EQ(ids.size(), 1U);
  EXPECT_EQ(ids[0].as_string(), house.name_of(1));
  EXPECT_EQ(house.states().substr(0, 4), "rraa");
}

TEST_F(HoldSeats, the_lane_decides_when_the_board_did_not_look) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  const auto refused = house.hold(2, {0, 5}, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "seats_unavailable");
  EXPECT_EQ(house.states().substr(0, 6), "rraaaa");
}

TEST_F(HoldSeats, answers_price_expiry_and_token) {
  const auto held = house.hold(1, {3, 4});
  ASSERT_TRUE(held);
  EXPECT_EQ(held->subtotal, Money{5000});
  EXPECT_EQ(held->expires_at, house.db.clock.now() + 10min);
  EXPECT_EQ(held->seats[0].status, SeatStatus::reserved);
  EXPECT_GE(held->reservation_token.size(), 22U);
}

TEST_F(HoldSeats, refuses_what_is_not_for_sale) {
  EXPECT_EQ(house.hold(1, {20}).error().code, "seats_unavailable") << "its zone has no price";
  EXPECT_EQ(house.hold(1, {0, 0}).error().code, "duplicate_seat");
  std::vector<std::uint32_t> many;
  for (std::uint32_t i = 0; i < 11; ++i) many.push_back(i);
  EXPECT_EQ(house.hold(1, many).error().code, "too_many_seats");
  auto plan = house.inventory->plan_hold(*house.board(), {"nonsense"}, House::session(1), true);
  EXPECT_EQ(plan.error().code, "seat_not_in_show");
}

TEST_F(HoldSeats, names_of_both_kinds_are_one_seat) {
  const auto layout = house.board()->layout();
  auto plan = house.inventory->plan_hold(
      *house.board(), {layout->seats[0].id.text(), layout->seats[0].seat_id.text()},
      House::session(1), true);
  EXPECT_EQ(plan.error().code, "duplicate_seat");
}

TEST_F(HoldSeats, holding_again_replaces_in_one_step_and_keeps_the_first_expiry) {
  const auto first = house.hold(1, {0, 1, 2});
  house.db.clock.advance(4min);
  const auto second = house.hold(1, {2, 3});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->expires_at, first->expires_at);
  EXPECT_EQ(house.states().substr(0, 5), "aarra");
  const auto old = await(house.inventory->find_hold(first->reservation_token, House::session(1)));
  EXPECT_EQ(old->status, HoldStatus::released);
}

TEST_F(HoldSeats, is_over_at_its_expiry_and_not_a_moment_before_without_a_sweeper) {
  const auto held = house.hold(1, {0});
  house.db.clock.advance(10min - 1ms);
  EXPECT_FALSE(house.hold(2, {0}));
  house.db.clock.advance(1ms);
  const auto rival = house.hold(2, {0});
  ASSERT_TRUE(rival);
  const auto late = await(house.inventory->find_hold(held->reservation_token, House::session(1)));
  EXPECT_EQ(late->status, HoldStatus::expired);
  // The sweep of the dead hold leaves the rival's seat alone.
  house.sweep();
  EXPECT_EQ(house.states().substr(0, 2), "ra");
}

TEST_F(HoldSeats, a_clock_that_steps_back_lengthens_nothing) {
  const auto held = house.hold(1, {0});
  house.db.clock.step_to(house.db.clock.now() - 2h);
  const auto seen = await(house.inventory->find_hold(held->reservation_token, House::session(1)));
  EXPECT_EQ(seen->expires_at, held->expires_at);
}

TEST_F(HoldSeats, whose_seat_was_taken_over_does_not_live_again_when_the_clock_steps_back) {
  const auto held = house.hold(1, {0, 1});
  const auto before = house.db.clock.now() + 9min;
  house.db.clock.advance(10min);
  ASSERT_TRUE(house.hold(2, {0}));
  house.db.clock.step_to(before);
  EXPECT_EQ(house.states().substr(0, 2), "ra");
  const auto seen = await(house.inventory->find_hold(held->reservation_token, House::session(1)));
  EXPECT_EQ(seen->status, HoldStatus::expired);
  const auto extended =
      await(house.inventory->extend_hold(held->reservation_token, House::session(1)));
  EXPECT_EQ(extended.error().code, "reservation_expired");
  const auto converted = house.in_lane([&](store::Transaction& tx) {
    return house.inventory->claims().convert_hold(tx, held->reservation_token, House::session(1),
                                                  house.show, OrderId{9}, before + 15min);
  });
  EXPECT_EQ(converted.error().code, "reservation_expired");
}

TEST_F(HoldSeats, the_sweeper_makes_expiry_visible_and_frees_the_session) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  house.db.clock.advance(10min);
  EXPECT_EQ(house.states().substr(0, 2), "rr");
  house.sweep();
  EXPECT_EQ(house.states().substr(0, 2), "aa");
  EXPECT_EQ(house.hold(1, {0, 1})->expires_at, house.db.clock.now() + 10min);
}

TEST_F(HoldSeats, extends_once_by_one_hold_time) {
  const auto held = house.hold(1, {0});
  const auto token = held->reservation_token;
  house.db.clock.advance(9min);
  const auto extended = await(house.inventory->extend_hold(token, House::session(1)));
  ASSERT_TRUE(extended);
  EXPECT_EQ(extended->expires_at, held->expires_at + 10min);
  EXPECT_EQ(await(house.inventory->extend_hold(token, House::session(1))).error().code,
            "already_extended");
  house.db.clock.advance(10min);
  EXPECT_FALSE(house.hold(2, {0}));
  house.db.clock.advance(1min);
  EXPECT_TRUE(house.hold(2, {0}));
}

TEST_F(HoldSeats, belongs_to_its_session_alone) {
  const auto held = house.hold(1, {0});
  const auto stranger = House::session(2);
  auto& inventory = *house.inventory;
  const auto& token = held->reservation_token;
  EXPECT_EQ(await(inventory.find_hold(token, stranger)).error().kind, ErrorKind::not_found);
  EXPECT_EQ(await(inventory.extend_hold(token, stranger)).error().kind, ErrorKind::not_found);
  EXPECT_EQ(await(inventory.release_hold(token, stranger)).error().kind, ErrorKind::not_found);
  auto forged = token;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(await(inventory.find_hold(forged, House::session(1))).error().kind,
            ErrorKind::not_found);
}

TEST_F(HoldSeats, survives_a_restart) {
  const auto held = house.hold(1, {0, 1});
  house.restart();
  EXPECT_EQ(house.states().substr(0, 3), "rra");
  const auto seen = await(house.inventory->find_hold(held->reservation_token, House::session(1)));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->status, HoldStatus::active);
  EXPECT_TRUE(house.hold(1, {1, 2})) << "the session still owns its seats";
}

TEST_F(HoldSeats, keeps_its_price_when_prices_change) {
  const auto held = house.hold(1, {0});
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kSetPrice, house.zone, Money{9900});
    return tx.emit(shows::ShowChanged{house.show});
  }));
  EXPECT_EQ(house.hold(2, {1})->subtotal, Money{9900});
  const auto seen = await(house.inventory->find_hold(held->reservation_token, House::session(1)));
  EXPECT_EQ(seen->subtotal, Money{2500});
}

struct OrderSeats : HoldSeats {
  OrderId order{9001};
  std::vector<ShowSeatId> seats{house.seat(0), house.seat(1)};

  Result<HoldForOrder> convert(int buyer, const std::string& token, Timestamp until) {
    return house.in_lane([&, until](store::Transaction& tx) {
      return house.inventory->claims().convert_hold(tx, token, House::session(buyer), house.show,
                                                    order, until);
    });
  }
  bool sell() {
    return *house.in_lane([&](store::Transaction& tx) -> Result<bool> {
      return house.inventory->claims().sell(tx, house.show, order, seats);
    });
  }
};

TEST_F(OrderSeats, a_hold_becomes_an_order_with_the_prices_that_were_shown) {
  const auto held = house.hold(1, {0, 1});
  const auto until = house.db.clock.now() + 15min;
  EXPECT_FALSE(convert(2, held->reservation_token, until));
  const auto converted = convert(1, held->reservation_token, until);
  ASSERT_TRUE(converted);
  EXPECT_EQ(converted->seats.size(), 2U);
  EXPECT_EQ(converted->seats[0].price, Money{2500});
  EXPECT_EQ(converted->seats[0].row_name, "A");
  EXPECT_EQ(convert(1, held->reservation_token, until).error().code, "reservation_expired");
  house.db.clock.advance(11min);
  EXPECT_FALSE(house.hold(2, {0})) << "the order keeps them beyond the hold's time";
  house.db.clock.advance(4min);
  EXPECT_TRUE(house.hold(2, {0}));
}

TEST_F(OrderSeats, sold_seats_are_sold_until_they_are_refunded) {
  const auto held = house.hold(1, {0, 1});
  ASSERT_TRUE(convert(1, held->reservation_token, house.db.clock.now() + 15min));
  EXPECT_TRUE(sell());
  EXPECT_EQ(house.states().substr(0, 3), "ssa");
  house.db.clock.advance(1000h);
  EXPECT_FALSE(house.hold(2, {0}, false));
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    auto& claims = house.inventory->claims();
    claims.release_sold(tx, house.show, order, {seats[0]}, ReleaseTo::available);
    claims.release_sold(tx, house.show, order, {seats[1]}, ReleaseTo::blocked);
    return {};
  }));
  EXPECT_EQ(house.states().substr(0, 3), "aba");
}

TEST_F(OrderSeats, a_late_payment_takes_its_seats_again_only_while_all_are_free) {
  const auto held = house.hold(1, {0, 1});
  ASSERT_TRUE(convert(1, held->reservation_token, house.db.clock.now() + 1min));
  house.db.clock.advance(2min);
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    house.inventory->claims().release_order(tx, house.show, order, seats);
    return {};
  }));
  EXPECT_EQ(house.states().substr(0, 2), "aa");
  ASSERT_TRUE(house.hold(2, {1}));
  EXPECT_FALSE(sell());
  EXPECT_EQ(house.states().substr(0, 2), "ar") << "nothing was changed";
  house.db.clock.advance(10min);
  EXPECT_TRUE(sell());
  EXPECT_EQ(house.states().substr(0, 2), "ss");
}

TEST_F(OrderSeats, an_undone_command_leaves_the_board_alone) {
  const auto held = house.hold(1, {0, 1});
  ASSERT_TRUE(convert(1, held->reservation_token, house.db.clock.now() + 15min));
  const auto before = house.board()->numbers().sequence;
  ASSERT_FALSE(house.in_lane([&](store::Transaction& tx) -> Status {
    EXPECT_TRUE(house.inventory->claims().sell(tx, house.show, order, seats));
    return refuse(ErrorKind::conflict, "changed_my_mind", "No.");
  }));
  EXPECT_EQ(house.states().substr(0, 2), "rr");
  EXPECT_EQ(house.board()->numbers().sequence, before);
}

struct GenerateSeats : HoldSeats {};

TEST_F(GenerateSeats, again_without_a_change_keeps_all) {
  const auto again = house.generate();
  EXPECT_EQ(again->added, 0);
  EXPECT_EQ(again->removed, 0);
  EXPECT_EQ(again->kept, 30);
  EXPECT_EQ(again->layout_version, 1);
}

TEST_F(GenerateSeats, never_touches_sold_or_held_seats) {
  ASSERT_TRUE(house.hold(1, {0}));
  const auto held = house.seat(0);
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kRemoveSeat, house.venue_seats[0]);
    tx.run(testing::kRemoveSeat, house.venue_seats[1]);
    house.add_seat(tx, 7, 1, false);
    return {};
  }));
  const auto counts = house.generate();
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->added, 1);
  EXPECT_EQ(counts->removed, 1);
  EXPECT_EQ(counts->kept, 29);
  EXPECT_EQ(counts->layout_version, 2);
  EXPECT_EQ(house.seat(0), held);
  EXPECT_EQ(house.states()[0], 'r');
  EXPECT_EQ(house.board()->layout()->seats.size(), 30U);
}

TEST_F(GenerateSeats, staff_blocks_frees_and_prices_single_seats) {
  auto update = [&](std::uint32_t index, SeatUpdate change) {
    return await(house.inventory->update_seat(house.show, house.name_of(index), change, {}));
  };
  EXPECT_EQ(update(0, {SeatStatus::blocked})->status, SeatStatus::blocked);
  EXPECT_FALSE(house.hold(1, {0}, false)) << "also when only the lane looks";
  EXPECT_EQ(update(0, {SeatStatus::available})->status, SeatStatus::available);
  SeatUpdate priced{SeatStatus::available};
  priced.price.state = Patch<Money>::State::value;
  priced.price.content = Money{100};
  EXPECT_EQ(update(1, priced)->price, Money{100});
  EXPECT_EQ(house.hold(1, {1})->subtotal, Money{100});
  EXPECT_EQ(update(1, {SeatStatus::house}).error().code, "seat_taken");
  EXPECT_EQ(update(2, {SeatStatus::sold}).error().kind, ErrorKind::invalid);
  house.restart();
  EXPECT_EQ(house.board()->price_override(1), Money{100});
}

}  // namespace
}  // namespace usher::inventory

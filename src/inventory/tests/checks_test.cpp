// usher check finds what was broken on purpose, and nothing in a database that is right.
#include "inventory/checks.hpp"

#include <gtest/gtest.h>

#include "inventory/tests/allotted.hpp"

namespace usher::inventory {
namespace {

using testing::House;

struct CheckInventory : ::testing::Test {
  House house;
  HoldView held = *house.hold(1, {0, 1});

  std::vector<Finding> findings() {
    return house.db->read_now([](store::Queries& q) {
      Findings found;
      check(q, found);
      return found.list();
    });
  }
  void break_by(const store::Query& query) {
    ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
      tx.run(query, house.seat(0));
      return {};
    }));
  }
};

TEST_F(CheckInventory, finds_nothing_in_a_sound_database) {
  EXPECT_TRUE(findings().empty());
  house.db.clock.advance(std::chrono::minutes(20));
  EXPECT_TRUE(findings().empty()) << "dead claims wait for the sweeper";
  house.sweep();
  EXPECT_TRUE(findings().empty());
}

TEST_F(CheckInventory, finds_a_held_seat_that_nobody_has_claimed) {
  break_by({"test.drop", "DELETE FROM seat_claims WHERE show_seat_id = $1"});
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].rule, 1);
}

TEST_F(CheckInventory, finds_a_held_seat_that_somebody_else_has) {
  break_by({"test.steal",
            "UPDATE seat_claims SET holder_kind = 'ticket', holder_id = 1 "
            "WHERE show_seat_id = $1"});
  ASSERT_EQ(findings().size(), 1U);
}

TEST_F(CheckInventory, finds_a_claim_whose_hold_is_over) {
  break_by({"test.end", "UPDATE holds SET status = 'released' WHERE $1 = $1"});
  EXPECT_EQ(findings().size(), 2U);
}

TEST_F(CheckInventory, finds_claims_that_outlive_their_hold) {
  break_by({"test.late",
            "UPDATE seat_claims SET expires_at = expires_at + 1 "
            "WHERE show_seat_id = $1"});
  EXPECT_EQ(findings().size(), 1U);
}

TEST_F(CheckInventory, finds_seats_that_are_set_aside_for_nobody) {
  break_by({"test.stray", "UPDATE show_seats SET allotment_id = 77 WHERE id = $1"});
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].rule, 46);
}

TEST_F(CheckInventory, finds_seats_of_an_open_allotment_that_are_on_sale) {
  ASSERT_TRUE(testing::make_allotment(house, {.seats = {3, 4}}));
  EXPECT_TRUE(findings().empty());
  break_by({"test.open",
            "UPDATE show_seats SET base_status = 'available' WHERE allotment_id IS NOT NULL AND $1 "
            "= $1"});
  EXPECT_EQ(findings().size(), 2U);
}

TEST_F(CheckInventory, finds_seats_of_another_shows_allotment) {
  ASSERT_TRUE(testing::make_allotment(house, {.seats = {3}}));
  break_by({"test.other",
            "INSERT INTO shows (id, recital_id, venue_id, title, starts_at, "
            "time_zone, status, layout_version, version, created_at, updated_at) "
            "VALUES (402, 501, 101, 'Other', $1, 'UTC', 'draft', 0, 1, 0, 0)"});
  break_by({"test.swap", "UPDATE allotments SET show_id = 402 WHERE $1 = $1"});
  ASSERT_EQ(findings().size(), 1U);
}

TEST_F(CheckInventory, finds_a_claim_of_another_show) {
  break_by({"test.move", "UPDATE seat_claims SET show_id = 999 WHERE show_seat_id = $1"});
  EXPECT_FALSE(findings().empty());
}

}  // namespace
}  // namespace usher::inventory

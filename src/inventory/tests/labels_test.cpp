// A show never has two seats of one label, whatever becomes of the venue's map after a sale (rules
// 1a and 51).
#include <gtest/gtest.h>

#include <algorithm>

#include "inventory/checks.hpp"
#include "inventory/tests/house.hpp"
#include "store/migrate.hpp"
#include "venues/venues.hpp"

namespace usher::inventory {
namespace {

using testing::House;

constexpr store::Query kRelabel{"test.relabel",
                                "UPDATE seats SET row_name = $2, seat_number = $3 WHERE id = $1"};
constexpr store::Query kRenameSection{"test.rename_section",
                                      "UPDATE venue_sections SET name = $2 WHERE id = $1"};
constexpr store::Query kMakeArea{
    "test.make_area",
    "UPDATE seats SET seat_type = 'general_admission', capacity = $2 WHERE id = $1"};
constexpr store::Query kDropIndex{"test.drop_index", "DROP INDEX show_seats_labels"};
constexpr store::Query kTwin{
    "test.twin", "UPDATE show_seats SET row_name = 'A', seat_number = '1' WHERE id = $1"};

constexpr store::Query kDropTwins{"test.drop_twins",
                                  "ALTER TABLE show_seats DROP COLUMN label_twin"};
constexpr store::Query kDropFaces{"test.drop_faces", "DROP TABLE show_maps"};
constexpr store::Query kForgetMigration{
    "test.forget_migration", "DELETE FROM schema_migrations WHERE name LIKE '%_inventory_labels%'"};
constexpr store::Query kMove{"test.move", "UPDATE shows SET starts_at = $2 WHERE id = $1"};

struct LabelsOfAShow : ::testing::Test {
  House house;

  void relabel(SeatId seat, const std::string& row, const std::string& number) {
    ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
      tx.run(kRelabel, seat, row, number);
      return {};
    }));
  }
  // Row A from the other side; parked on the way, as a saved map does.
  void turn_row_around() {
    for (int i = 0; i < 10; ++i) relabel(house.venue_seats[i], "parked", std::to_string(i));
    for (int i = 0; i < 10; ++i) relabel(house.venue_seats[i], "A", std::to_string(10 - i));
  }
  std::string label_of(SeatId seat) {
    const auto rows =
        house.in_lane([&](store::Transaction& tx) -> Result<std::vector<ShowSeatRow>> {
          return list_show_seats(tx, house.show);
        });
    const auto row = std::ranges::find(*rows, seat, &ShowSeatRow::seat_id);
    return row == rows->end() ? "" : row->row_name + row->seat_number;
  }
  std::vector<Finding> findings() {
    return house.db->read_now([](store::Queries& q) {
      Findings found;
      check(q, found);
      return found.list();
    });
  }
  void expect_refused_for(const std::vector<std::string>& numbers) {
    const auto refused = house.generate();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_EQ(refused.error().code, "seat_label_taken");
    std::vector<std::string> named;
    for (const auto& seat : refused.error().members.at("duplicates").as_array()) {
      named.emplace_back(seat.at("seat_number").as_string());
    }
    EXPECT_EQ(named, numbers);
    EXPECT_TRUE(findings().empty());
  }
};

TEST_F(LabelsOfAShow, may_change_with_each_other_while_nobody_has_them) {
  turn_row_around();
  ASSERT_TRUE(house.generate());
  EXPECT_EQ(label_of(house.venue_seats[0]), "A10");
  EXPECT_EQ(label_of(house.venue_seats[9]), "A1");
  EXPECT_TRUE(findings().empty());
}

TEST_F(LabelsOfAShow, are_not_given_to_a_free_seat_while_a_held_one_keeps_them) {
  ASSERT_TRUE(house.hold(1, {0}));
  turn_row_around();
  expect_refused_for({"1"});
  EXPECT_EQ(label_of(house.venue_seats[9]), "A10") << "nothing is written when it is refused";
}

TEST_F(LabelsOfAShow, may_change_where_both_seats_are_owned) {
  std::vector<std::uint32_t> row;
  for (std::uint32_t i = 0; i < 10; ++i) row.push_back(i);
  ASSERT_TRUE(house.hold(1, row));
  turn_row_around();
  ASSERT_TRUE(house.generate());
  EXPECT_EQ(label_of(house.venue_seats[0]), "A1") << "they stay as they were sold";
}

TEST_F(LabelsOfAShow, are_kept_by_a_seat_whose_row_is_renamed) {
  ASSERT_TRUE(house.hold(1, {0}));
  relabel(house.venue_seats[0], "AA", "1");
  ASSERT_TRUE(house.generate());
  relabel(house.venue_seats[5], "A", "1");
  expect_refused_for({"1"});
}

TEST_F(LabelsOfAShow, are_kept_by_a_seat_whose_section_is_renamed) {
  ASSERT_TRUE(house.hold(1, {0}));
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kRenameSection, house.section, std::string("Parkett"));
    tx.run(testing::kSection, SectionId{202}, house.venue);
    tx.run(testing::kSeat, SeatId{7000}, house.venue, SectionId{202}, std::string("A"),
           std::string("1"), Bytes{1}, Bytes{1}, house.zone, 0, 0);
    return {};
  }));
  expect_refused_for({"1"});
}

TEST_F(LabelsOfAShow, are_not_those_of_an_areas_places) {
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kMakeArea, house.venue_seats[0], 5);
    return {};
  }));
  relabel(house.venue_seats[4], "A", "1-3");
  expect_refused_for({"1-3"});
}

TEST_F(LabelsOfAShow, are_free_again_when_a_hold_is_over) {
  ASSERT_TRUE(house.hold(1, {0}));
  turn_row_around();
  house.db.clock.advance(std::chrono::minutes(20));
  ASSERT_TRUE(house.generate());
  EXPECT_EQ(label_of(house.venue_seats[9]), "A1");
}

TEST_F(LabelsOfAShow, are_guarded_by_the_database_itself) {
  const auto seat = house.seat(3);
  EXPECT_THROW(std::ignore = house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kTwin, seat);
    return {};
  }),
               store::DatabaseError);
}

TEST_F(LabelsOfAShow, are_named_by_the_check_where_there_are_two_of_one) {
  const auto seat = house.seat(3);
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kDropIndex);
    tx.run(kTwin, seat);
    return {};
  }));
  const auto found = findings();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, 1);
  EXPECT_NE(found[0].text.find("row A, number 1"), std::string::npos) << found[0].text;
}

// The migration's own statements, on a database in which an earlier version had made twins.
TEST_F(LabelsOfAShow, that_are_there_twice_do_not_keep_a_database_from_opening) {
  const auto seat = house.seat(3);
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kDropIndex);
    tx.run(kTwin, seat);
    tx.run(kDropTwins);
    tx.run(kDropFaces);
    tx.run(kForgetMigration);
    return {};
  }));
  house.restart();
  EXPECT_EQ(findings().size(), 1U);
  EXPECT_EQ(house.board()->layout()->seats.size(), 30U);
  relabel(house.venue_seats[3], "A", "4");
  ASSERT_TRUE(house.generate());
  EXPECT_TRUE(findings().empty()) << "the free twin gets the label that the map gives it";
}

struct AsksShows : LabelsOfAShow {
  std::vector<venues::SeatLabel> taken(const std::vector<venues::SeatLabel>& labels) {
    return house.db->read_now([&](store::Queries& q) {
      std::vector<venues::SeatLabel> taken;
      house.db->events().ask(q, venues::LabelsAsked{house.venue, &labels, &taken});
      return taken;
    });
  }
  // Many, so that the claims are read and not each label looked up.
  static std::vector<venues::SeatLabel> among_many(venues::SeatLabel label) {
    std::vector<venues::SeatLabel> labels(30, {SeatId{1}, "Stalls", "Z", "1"});
    labels.push_back(std::move(label));
    return labels;
  }
};

TEST_F(AsksShows, whether_a_label_is_kept_by_another_seat) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  const venues::SeatLabel other{house.venue_seats[5], "Stalls", "A", "1"};
  EXPECT_EQ(taken({other}).size(), 1U);
  EXPECT_EQ(taken(among_many(other)).size(), 1U);
  const venues::SeatLabel own{house.venue_seats[0], "Stalls", "A", "1"};
  EXPECT_TRUE(taken({own}).empty());
  EXPECT_TRUE(taken(among_many(own)).empty());
  const venues::SeatLabel of_an_owned{house.venue_seats[1], "Stalls", "A", "1"};
  EXPECT_TRUE(taken({of_an_owned}).empty());
  EXPECT_TRUE(taken(among_many(of_an_owned)).empty());
}

TEST_F(AsksShows, of_shows_that_are_over_nothing) {
  ASSERT_TRUE(house.hold(1, {0}));
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kMove, house.show, tx.now() - std::chrono::hours(30));
    return {};
  }));
  EXPECT_TRUE(taken({{house.venue_seats[5], "Stalls", "A", "1"}}).empty());
}

}  // namespace
}  // namespace usher::inventory

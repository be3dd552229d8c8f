// Large changes of maps are written piece by piece, are seen at once, and leave nothing behind.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/json_binding.hpp"
#include "venues/map_write.hpp"
#include "venues/tests/fixture.hpp"

namespace usher::venues {
namespace {

using testing::await;

constexpr store::Query kAllRows{"test.all_rows", "SELECT count(*) FROM seats"};
constexpr store::Query kSpareSets{"test.spare_sets", "SELECT count(*) FROM spare_seat_sets"};
constexpr store::Query kTouch{"test.touch",
                              "UPDATE venues SET map_version = map_version + 1 WHERE id = $1"};

std::string csv_of(int rows) {
  std::string csv = "section,row_name,seat_number,price_zone,x,y\n";
  for (int i = 0; i < rows; ++i) {
    csv += "S," + std::to_string(i / 50) + ',' + std::to_string(i % 50 + 1) + ",Z," +
           std::to_string(i % 50) + ',' + std::to_string(i / 50) + '\n';
  }
  return csv;
}

class LargeChange : public VenuesTest {
 protected:
  // How many rows each transaction added or removed.
  std::vector<std::int64_t> steps;
  std::int64_t rows = 0;

  LargeChange() {
    temp->before_commit([this](store::Transaction& tx) {
      const auto now = tx.find<std::int64_t>(kAllRows).value_or(0);
      if (now != rows) steps.push_back(std::abs(now - rows));
      rows = now;
    });
  }
  std::int64_t count(const store::Query& query) {
    return temp->read_now(
        [&](store::Queries& q) { return q.find<std::int64_t>(query).value_or(0); });
  }
  std::int64_t version_of(VenueId venue) { return await(venues.get_map(venue))->version; }
};

TEST_F(LargeChange, is_written_in_steps_that_keep_nobody_waiting) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(5'000)));
  ASSERT_TRUE(import(venue.id, csv_of(6'000)));
  ASSERT_GE(steps.size(), 20U);
  EXPECT_LE(std::ranges::max(steps), static_cast<std::int64_t>(kSeatsAtOnce));
  EXPECT_EQ(seats_of(venue.id).size(), 6'000U);
  EXPECT_EQ(count(kAllRows), 6'000) << "the set before is cleared";
  EXPECT_EQ(count(kSpareSets), 0);
  EXPECT_EQ(version_of(venue.id), 3);
}

TEST_F(LargeChange, is_seen_by_nobody_before_all_of_it_is_there) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(1'000)));
  std::set<std::int64_t> seen;
  temp->before_commit([&](store::Transaction& tx) {
    seen.insert(static_cast<std::int64_t>(list_seats(tx, venue.id).size()));
  });
  ASSERT_TRUE(import(venue.id, csv_of(4'000)));
  EXPECT_EQ(seen, (std::set<std::int64_t>{1'000, 4'000}));
}

TEST_F(LargeChange, keeps_the_ids_of_the_seats_that_were_there) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(1'000)));
  const auto before = seats_of(venue.id);
  ASSERT_TRUE(import(venue.id, csv_of(3'000)));
  const auto after = seats_of(venue.id);
  ASSERT_EQ(after.size(), 3'000U);
  for (std::size_t i = 0; i < before.size(); ++i) ASSERT_EQ(after[i].id, before[i].id);
}

TEST_F(LargeChange, gives_way_to_what_was_saved_in_between_and_leaves_nothing) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(1'000)));
  auto body =
      read_json_text<SeatMapBody>(to_json_text(await(venues.get_map(venue.id)).value())).value();
  for (auto& seat : *body.seats) seat.x = *seat.x + 1;
  // While shows are asked, somebody else saves.
  int asked = 0;
  temp->events().answer<LabelsAsked>([](store::Queries&, const LabelsAsked&) {});
  temp->events().answer<SeatUseAsked>([&](store::Queries&, const SeatUseAsked&) { ++asked; });
  body.seats->pop_back();
  temp->before_commit([&, touched = false](store::Transaction& tx) mutable {
    if (touched || asked == 0) return;
    touched = true;
    tx.run(kTouch, venue.id);
  });
  const auto late = await(venues.save_map(by, {}, venue.id, {}, body));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::version_conflict);
  EXPECT_EQ(seats_of(venue.id).size(), 1'000U);
  EXPECT_EQ(count(kAllRows), 1'000);
  EXPECT_EQ(count(kSpareSets), 0);
}

TEST_F(LargeChange, is_worked_out_anew_when_an_import_meets_another_change) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(1'000)));
  temp->before_commit([&, touched = false](store::Transaction& tx) mutable {
    if (touched || tx.find<std::int64_t>(kSpareSets).value_or(0) == 0) return;
    touched = true;
    tx.run(kTouch, venue.id);
  });
  EXPECT_EQ(import(venue.id, csv_of(2'000))->created, 1'000);
  EXPECT_EQ(seats_of(venue.id).size(), 2'000U);
  EXPECT_EQ(count(kAllRows), 2'000);
}

TEST_F(LargeChange, of_a_server_that_died_is_cleared_when_its_time_is_over) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(300)));
  const SeatSet half{venue.id, temp.ids.next_value()};
  const auto seats = temp->read_now([&](store::Queries& q) { return list_seats(q, venue.id); });
  ASSERT_TRUE(temp->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
    add_spare_set(tx, half, tx.now());
    for (const auto& seat : seats) insert_seat(tx, half, seat);
    return {};
  }));
  await(venues.clear_spare_seat_sets());
  EXPECT_EQ(count(kAllRows), 600) << "it may still be on its way";
  temp.clock.advance(std::chrono::hours(2));
  await(venues.clear_spare_seat_sets());
  EXPECT_EQ(count(kAllRows), 300);
  EXPECT_EQ(seats_of(venue.id).size(), 300U);
}

TEST_F(LargeChange, of_a_deleted_venue_is_cleared_too) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, csv_of(1'000)));
  ASSERT_TRUE(await(venues.remove(by, venue.id, {})));
  await(venues.clear_spare_seat_sets());
  EXPECT_EQ(count(kAllRows), 0);
  EXPECT_LE(std::ranges::max(steps), static_cast<std::int64_t>(kSeatsAtOnce));
}

class Bounds : public VenuesTest {};

TEST_F(Bounds, of_places_are_those_of_a_show) {
  const auto venue = make_venue();
  std::string csv = "section,row_name,seat_number,seat_type,capacity\n";
  for (int i = 1; i <= 10; ++i) {
    csv += "S,A," + std::to_string(i) + ",general_admission,20000\n";
  }
  ASSERT_TRUE(import(venue.id, csv)) << "200,000 places are allowed";
  const auto refused = import(venue.id, "section,row_name,seat_number\nS,B,1\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "too_many_places");
  const auto too_large = import(venue.id,
                                "section,row_name,seat_number,seat_type,capacity\n"
                                "S,C,1,general_admission,20001\n");
  EXPECT_EQ(too_large.error().code, "import_failed");
}

TEST_F(Bounds, of_sections_and_zones_hold_for_imports) {
  const auto venue = make_venue();
  std::string csv = "section,row_name,seat_number,price_zone\n";
  for (int i = 0; i < 3'000; ++i) {
    csv += "S" + std::to_string(i) + ",A,1,Z" + std::to_string(i) + '\n';
  }
  const auto refused = import(venue.id, csv);
  ASSERT_FALSE(refused);
  const auto& errors = refused.error().members.at("errors").as_array();
  EXPECT_EQ(errors.at(0).at("code").as_string(), "too_many_price_zones");
  EXPECT_EQ(errors.at(0).at("line").to_number<int>(), 202);
  EXPECT_TRUE(std::ranges::any_of(
      errors, [](const auto& each) { return each.at("code").as_string() == "too_many_sections"; }));
  EXPECT_TRUE(await(venues.get(venue.id))->sections.empty());
}

TEST_F(Bounds, of_map_objects_leave_none_negative) {
  const auto venue = make_venue();
  SeatMapBody body;
  body.version = 1;
  MapObject stage;
  stage.width = -5;
  stage.height = -0.5;
  stage.font_size = -1;
  body.objects.emplace().push_back(stage);
  const auto refused = await(venues.save_map(by, {}, venue.id, {}, body));
  ASSERT_FALSE(refused);
  std::vector<std::string> pointers;
  for (const auto& field : refused.error().fields) pointers.push_back(field.pointer);
  EXPECT_EQ(pointers, (std::vector<std::string>{"/objects/0/width", "/objects/0/height",
                                                "/objects/0/font_size"}));
}

class Labels : public VenuesTest {};

TEST_F(Labels, of_an_areas_places_are_no_other_seats) {
  const auto venue = make_venue();
  const auto refused = import(venue.id,
                              "section,row_name,seat_number,seat_type,capacity\n"
                              "S,A,GA,general_admission,50\nS,A,GA-17,,\nS,A,GA-51,,\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "duplicate_seat");
  const auto& named = refused.error().members.at("duplicates").as_array();
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].at("seat_number").as_string(), "GA-17");
}

TEST_F(Labels, that_a_show_keeps_are_refused_on_every_way_in) {
  const auto venue = make_venue();
  ASSERT_TRUE(import(venue.id, "section,row_name,seat_number\nS,A,2\nS,A,3\n"));
  temp->events().answer<LabelsAsked>([](store::Queries&, const LabelsAsked& asked) {
    for (const auto& label : *asked.labels) {
      if (label.section + label.row_name + label.seat_number == "SA1")
        asked.taken->push_back(label);
    }
  });
  const auto code_of = [](const auto& result) {
    return result ? std::string("fine") : result.error().code;
  };
  const auto map = await(venues.get_map(venue.id)).value();
  const auto section = map.sections.front();
  EXPECT_EQ(code_of(import(venue.id, "section,row_name,seat_number\nS,A,1\n")), "seat_label_taken");
  EXPECT_EQ(code_of(import(venue.id, "section,row_name,seat_number\nS,A,1\n", true)),
            "seat_label_taken")
      << "a dry run tells";
  EXPECT_EQ(code_of(add(venue.id, {seat_body(section.id, "A", "1")})), "seat_label_taken");
  SeatPatch patch;
  patch.seat_number = {Patch<Label>::State::value, {"1"}};
  EXPECT_EQ(code_of(await(venues.update_seat(by, venue.id, map.seats[0].id, {}, patch))),
            "seat_label_taken");
  auto body = read_json_text<SeatMapBody>(to_json_text(map)).value();
  (*body.seats)[0].seat_number = {"1"};
  EXPECT_EQ(code_of(await(venues.preview_map(venue.id, body))), "seat_label_taken");
  EXPECT_EQ(code_of(await(venues.save_map(by, {}, venue.id, {}, body))), "seat_label_taken");
  // By the name of its section.
  SectionPatch other;
  other.name = {Patch<Label>::State::value, {"T"}};
  ASSERT_TRUE(await(venues.update_section(by, venue.id, section.id, {}, other)));
  ASSERT_TRUE(import(venue.id, "section,row_name,seat_number\nT,A,1\n"));
  SectionPatch back;
  back.name = {Patch<Label>::State::value, {"S"}};
  EXPECT_EQ(code_of(await(venues.update_section(by, venue.id, section.id, {}, back))),
            "seat_label_taken");
  EXPECT_EQ(await(venues.get_map(venue.id))->version, 4);
}

}  // namespace
}  // namespace usher::venues

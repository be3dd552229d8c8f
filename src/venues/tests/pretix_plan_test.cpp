#include "venues/pretix_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/json_binding.hpp"
#include "venues/map_save.hpp"
#include "venues/tests/cases.hpp"
#include "venues/tests/fixture.hpp"

namespace usher::venues {
namespace {

SeatingPlan plan_of(const std::string& name) { return read_pretix_plan(case_file(name)).value(); }

std::vector<std::string> labels_of(const SeatingPlan& plan) {
  std::vector<std::string> labels;
  for (const auto& seat : plan.seats) {
    labels.push_back(seat.row_name.value + '/' + seat.seat_number.value);
  }
  return labels;
}

std::vector<std::string> notes_of(const SeatingPlan& plan) {
  std::vector<std::string> notes;
  for (const auto& note : plan.notes) notes.push_back(note.pointer + ' ' + note.code);
  return notes;
}

std::vector<std::string> faults_of(const std::string& text) {
  const auto plan = read_pretix_plan(text);
  std::vector<std::string> faults;
  if (plan) return faults;
  for (const auto& field : plan.error().fields) faults.push_back(field.pointer + ' ' + field.code);
  return faults;
}

using Lines = std::vector<std::string>;

TEST(PretixPlan, makes_accessible_seats_of_wheelchair_places) {
  const auto plan = plan_of("p05_wheelchair_odd_numbers.json");
  EXPECT_EQ(plan.seats.size(), 15U);
  const auto accessible = std::ranges::count(plan.seats, SeatType::accessible,
                                             [](const SeatLine& seat) { return *seat.seat_type; });
  EXPECT_EQ(accessible, 5);
  EXPECT_TRUE(*plan.seats.back().handicap_access);
  EXPECT_EQ(plan.seats.back().seat_number.value, "19");
  EXPECT_FALSE(*plan.seats.front().handicap_access);
}

TEST(PretixPlan, refuses_what_lies_too_far_away_with_its_place) {
  const auto faults = faults_of(case_file("p09_loose_types_negative_far_blank.json"));
  EXPECT_EQ(faults, (Lines{"/zones/0/rows/0/seats/1/position/y out_of_range"}));
}

TEST(PretixPlan, takes_numbers_for_texts) {
  const auto plan = read_pretix_plan(R"({"categories":[],"zones":[{"name":7,"rows":[
    {"row_number":1,"seats":[{"seat_number":1},{"seat_number":"2","category":"Nowhere"}]}]}]})")
                        .value();
  EXPECT_EQ(labels_of(plan), (Lines{"1/1", "1/2"}));
  EXPECT_EQ(plan.sections[0].name.value, "7");
  EXPECT_EQ(notes_of(plan), (Lines{"/zones/0/rows/0/seats/1/category unknown_category"}));
}

TEST(PretixPlan, joins_two_wings_of_one_row) {
  const auto plan = plan_of("p20_wings_same_row_twice.json");
  EXPECT_EQ(labels_of(plan),
            (Lines{"A/1", "A/2", "A/3", "A/4", "A/5", "A/6", "B/1", "B/2", "B/3", "B/4", "B/5",
                   "B/6", "C/1", "C/2", "C/3", "C/4", "C/5", "C/6"}));
  EXPECT_TRUE(plan.notes.empty());
}

TEST(PretixPlan, marks_the_second_of_a_number_and_renames_nothing_after_it) {
  const auto plan = plan_of("p21_seat_number_twice.json");
  EXPECT_EQ(labels_of(plan), (Lines{"A/1", "A/1 (2)", "A/2", "A/3"}));
  EXPECT_EQ(notes_of(plan), (Lines{"/zones/0/rows/0/seats/1/seat_number duplicate_number"}));
}

TEST(PretixPlan, gives_a_blank_number_one_that_no_other_seat_has) {
  const auto plan = plan_of("p22_blank_first.json");
  EXPECT_EQ(labels_of(plan), (Lines{"A/3", "A/1", "A/2"}));
  EXPECT_EQ(notes_of(plan), (Lines{"/zones/0/rows/0/seats/0/seat_number no_number"}));
}

TEST(PretixPlan, tidies_line_breaks_and_tabs_and_says_so) {
  const auto breaks = plan_of("p24_text_newline.json");
  ASSERT_EQ(breaks.objects.size(), 1U);
  EXPECT_EQ(breaks.objects[0].text->value, "line1 line2");
  EXPECT_EQ(notes_of(breaks), (Lines{"/zones/0/areas/0/text/text tidied"}));
  const auto tab = plan_of("p26_ctrl.json");
  EXPECT_EQ(labels_of(tab), (Lines{"A B/1"}));
  EXPECT_EQ(notes_of(tab), (Lines{"/zones/0/rows/0/row_number tidied"}));
}

TEST(PretixPlan, refuses_negative_sizes_with_their_places) {
  EXPECT_EQ(faults_of(case_file("p27_areas.json")),
            (Lines{"/zones/0/areas/0/rectangle/width out_of_range",
                   "/zones/0/areas/1/circle/radius out_of_range"}));
}

TEST(PretixPlan, takes_composed_and_decomposed_letters_for_one) {
  const auto plan = plan_of("p28_nfc.json");
  EXPECT_EQ(labels_of(plan), (Lines{"é/1", "é/1 (2)"}));
  EXPECT_EQ(notes_of(plan), (Lines{"/zones/0/rows/1/seats/0/seat_number duplicate_number"}));
}

TEST(PretixPlan, puts_everything_in_its_place) {
  const auto plan = read_pretix_plan(R"json({"name":"Hall",
    "categories":[{"name":"Stalls","color":"#F00"},{"name":"Circle","color":"rgb(1,2,3)"}],
    "zones":[{"name":"Ground","position":{"x":100,"y":50},
      "rows":[{"row_number":"1","position":{"x":10,"y":20},"seats":[
        {"seat_number":"1","position":{"x":0,"y":0},"category":"Stalls"},
        {"seat_number":"2","position":{"x":25.5,"y":1},"category":"Circle"}]}],
      "areas":[
        {"shape":"rectangle","rectangle":{"width":200,"height":40},"text":{"text":"Stage"}},
        {"shape":"circle","position":{"x":50,"y":60},"circle":{"radius":10}},
        {"shape":"polygon","position":{"x":5,"y":5},
         "polygon":{"points":[{"x":0,"y":0},{"x":10,"y":0},{"x":0,"y":10}]}},
        {"shape":"text","position":{"x":7,"y":8},
         "text":{"text":"Exit","size":14,"position":{"x":1,"y":1}}},
        {"shape":"weird"}]},
     {"rows":[{"row_number":"A","seats":[{"seat_number":"9"}]}]}]})json")
                        .value();
  EXPECT_EQ(plan.zones[0].color.value, "#ff0000");
  EXPECT_EQ(plan.zones[1].color.value, "#8d8496");
  EXPECT_EQ(plan.sections[1].name.value, "Section 2");
  EXPECT_EQ(*plan.seats[1].x_milli, 135'500);
  EXPECT_EQ(*plan.seats[1].y_milli, 71'000);
  Lines drawn;
  for (const auto& object : plan.objects) {
    drawn.push_back(std::string(enum_text(object.kind)) + ' ' +
                    std::to_string(std::llround(object.x)) + ',' +
                    std::to_string(std::llround(object.y)));
  }
  EXPECT_EQ(drawn, (Lines{"stage 200,70", "ellipse 150,110", "polygon 108,58", "label 108,59"}));
  EXPECT_EQ(notes_of(plan), (Lines{"/zones/0/areas/4/shape unknown_shape",
                                   "/zones/0/areas/4 not_drawn", "/zones/1/name no_name"}));
}

TEST(PretixPlan, is_refused_with_a_reason_when_it_is_none) {
  EXPECT_EQ(faults_of("{}"), (Lines{" not_a_plan"}));
  EXPECT_EQ(faults_of(R"({"zones":[]})"), (Lines{"/zones no_seats"}));
  EXPECT_FALSE(read_pretix_plan("{"));
  EXPECT_EQ(faults_of(R"({"zones":[{"rows":[{"seats":[{"position":{"x":"a"}}]}]}]})"),
            (Lines{"/zones/0/rows/0/seats/0/position/x wrong_type"}));
  EXPECT_EQ(faults_of("{\"zones\":[{\"name\":\"\xEF\xBF\xBD\",\"rows\":[{\"seats\":[{}]}]}]}"),
            (Lines{"/zones/0/name invalid_format"}));
}

class SavesPlans : public VenuesTest {};

TEST_F(SavesPlans, exactly_as_they_are_converted) {
  for (const char* name : {"p05_wheelchair_odd_numbers.json", "p20_wings_same_row_twice.json",
                           "p21_seat_number_twice.json", "p22_blank_first.json",
                           "p24_text_newline.json", "p26_ctrl.json", "p28_nfc.json"}) {
    const auto venue = make_venue(name);
    const auto converted = testing::await(venues.convert_map(venue.id, case_file(name))).value();
    auto body = read_json_text<SeatMapBody>(to_json_text(converted.map)).value();
    body.version = 1;
    const auto saved = testing::await(venues.save_map(by, {}, venue.id, {}, body));
    ASSERT_TRUE(saved) << name << ' ' << saved.error().detail;
    EXPECT_EQ(saved->seats.size(), converted.map.seats.size()) << name;
  }
}

TEST_F(SavesPlans, as_imports_too) {
  const auto venue = make_venue();
  const auto report = import(venue.id, case_file("p21_seat_number_twice.json")).value();
  EXPECT_EQ(report.created, 4);
  ASSERT_TRUE(report.warnings.value);
  EXPECT_EQ(report.warnings.value->front().column, "/zones/0/rows/0/seats/1/seat_number");
  const auto refused = import(venue.id, case_file("p27_areas.json"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "import_failed");
  EXPECT_EQ(refused.error().members.at("errors").at(1).at("column").as_string(),
            "/zones/0/areas/1/circle/radius");
  const auto drawn = make_venue("Drawn");
  ASSERT_TRUE(import(drawn.id, case_file("p24_text_newline.json")));
  EXPECT_EQ(testing::await(venues.get_map(drawn.id))->objects.size(), 1U);
}

}  // namespace
}  // namespace usher::venues

#include "venues/rules.hpp"

#include <gtest/gtest.h>

#include <set>

namespace usher::venues {
namespace {

Seat seat(std::int64_t section, const std::string& row, const std::string& number,
          std::int64_t x = 0, std::int64_t y = 0) {
  Seat made;
  made.section_id = SectionId{section};
  made.row_name = {row};
  made.seat_number = {number};
  made.x_milli = x;
  made.y_milli = y;
  return made;
}

TEST(SortNaturally, orders_sections_by_position_rows_and_numbers_as_people_do) {
  const std::vector<Section> sections{{SectionId{2}, {"Balcony"}, {}, 0},
                                      {SectionId{1}, {"Orchestra"}, {}, 1}};
  std::vector<Seat> seats{seat(1, "AA", "1"), seat(1, "B", "10"), seat(1, "B", "2"),
                          seat(1, "Z", "1"),  seat(2, "C", "1"),  seat(1, "A", "1")};
  sort_naturally(seats, sections);
  std::vector<std::string> order;
  for (const auto& s : seats) order.push_back(s.row_name.value + s.seat_number.value);
  EXPECT_EQ(order, (std::vector<std::string>{"C1", "A1", "B2", "B10", "Z1", "AA1"}));
}

TEST(PlaceSeats, gives_every_seat_a_place_of_its_own) {
  std::vector<Seat> seats{seat(1, "A", "1"), seat(1, "A", "2"), seat(1, "B", "1"),
                          seat(2, "A", "1")};
  place_seats(seats, std::vector<bool>(seats.size(), true));
  std::set<std::pair<std::int64_t, std::int64_t>> places;
  for (const auto& s : seats) places.emplace(s.x_milli, s.y_milli);
  EXPECT_EQ(places.size(), seats.size());
  EXPECT_EQ(seats[1].x_milli - seats[0].x_milli, kSeatPitch);
  EXPECT_EQ(seats[0].x_milli, -seats[1].x_milli);
  EXPECT_GT(seats[3].y_milli - seats[2].y_milli, kRowPitch);
}

TEST(PlaceSeats, continues_a_row_that_stands_already) {
  std::vector<Seat> seats{seat(1, "A", "1", 500, 700), seat(1, "A", "2"), seat(1, "B", "1")};
  place_seats(seats, {false, true, true});
  EXPECT_EQ(seats[0].x_milli, 500);
  EXPECT_EQ(seats[1].x_milli, 500 + kSeatPitch);
  EXPECT_EQ(seats[1].y_milli, 700);
  EXPECT_GT(seats[2].y_milli, 700);
}

TEST(ToMilli, refuses_what_is_off_every_map) {
  EXPECT_EQ(*to_milli(-12.5, "/x"), -12'500);
  EXPECT_FALSE(to_milli(1e7, "/x"));
  EXPECT_EQ(to_milli(1e300, "/x").error().fields.front().pointer, "/x");
}

TEST(CheckCapacity, is_for_general_admission_only) {
  EXPECT_TRUE(check_capacity(SeatType::general_admission, 500, "/capacity"));
  EXPECT_TRUE(check_capacity(SeatType::standard, 1, "/capacity"));
  EXPECT_FALSE(check_capacity(SeatType::standard, 2, "/capacity"));
}

}  // namespace
}  // namespace usher::venues

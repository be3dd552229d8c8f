#include "inventory/seat_grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace usher::inventory {
namespace {

GridSeat seat(std::int32_t row, std::int32_t number, float x, float y) {
  return {.section = 0, .row = row, .number = number, .x = x, .y = y, .price_minor = 1000};
}

TEST(BuildGrid, orders_a_row_by_where_its_seats_are_not_by_their_numbers) {
  // Continental numbering: odd numbers on the left, even ones on the right.
  const std::vector<GridSeat> seats{seat(0, 1, 3, 0), seat(0, 2, 4, 0), seat(0, 3, 2, 0),
                                    seat(0, 4, 5, 0), seat(0, 5, 1, 0)};
  const SeatGrid grid = build_grid(seats);
  EXPECT_EQ(grid.seat, (std::vector<std::uint32_t>{4, 2, 0, 1, 3}));
}

TEST(BuildGrid, breaks_neighbourhood_at_an_aisle) {
  std::vector<GridSeat> seats;
  for (int i = 0; i < 8; ++i) {
    seats.push_back(seat(0, i + 1, static_cast<float>(i < 4 ? i : i + 2), 0));
  }
  const SeatGrid grid = build_grid(seats);
  EXPECT_EQ(grid.wall, (std::vector<std::uint8_t>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
}

TEST(BuildGrid, follows_a_row_that_runs_up_the_page) {
  const std::vector<GridSeat> seats{seat(0, 1, 0, 9), seat(0, 2, 0, 8), seat(0, 3, 0, 7)};
  const SeatGrid grid = build_grid(seats);
  EXPECT_EQ(grid.seat, (std::vector<std::uint32_t>{2, 1, 0}));
  EXPECT_EQ(grid.wall, (std::vector<std::uint8_t>{1, 0, 0, 1}));
}

TEST(BuildGrid, lays_out_seats_without_coordinates_by_row_and_number) {
  std::vector<GridSeat> seats;
  for (int row = 0; row < 2; ++row) {
    for (const int number : {1, 2, 3, 4, 9, 10}) seats.push_back(seat(row, number, 0, 0));
  }
  const SeatGrid grid = build_grid(seats);
  EXPECT_EQ(grid.rows.size(), 2U);
  EXPECT_EQ(grid.wall, (std::vector<std::uint8_t>{1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1}));
}

TEST(BuildGrid, gives_odd_numbers_without_coordinates_no_aisles) {
  std::vector<GridSeat> seats;
  for (const int number : {1, 3, 5, 7}) seats.push_back(seat(0, number, 0, 0));
  EXPECT_EQ(build_grid(seats).wall, (std::vector<std::uint8_t>{1, 0, 0, 0, 1}));
}

TEST(BuildGrid, takes_the_focus_a_third_back_from_the_stage_wherever_that_is) {
  std::vector<GridSeat> seats;
  for (int row = 0; row < 10; ++row) {
    for (int i = 0; i < 3; ++i) {
      seats.push_back(seat(row, i, static_cast<float>(i), static_cast<float>(row)));
    }
  }
  const auto best_row = [](const SeatGrid& grid) {
    const auto at = std::ranges::min_element(grid.cost) - grid.cost.begin();
    return grid.rows[grid.row_of[grid.seat[static_cast<std::size_t>(at)]]].row;
  };
  EXPECT_EQ(best_row(build_grid(seats)), 3);
  EXPECT_EQ(best_row(build_grid(seats, {.stage = GridPoint{1, 12}})), 6);
  EXPECT_EQ(best_row(build_grid(seats, {.focus = GridPoint{1, 9}})), 9);
}

TEST(BuildGrid, survives_a_house_without_seats) { EXPECT_EQ(build_grid({}).size(), 0U); }

}  // namespace
}  // namespace usher::inventory

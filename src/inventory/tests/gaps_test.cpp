#include "inventory/gaps.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/properties.hpp"

namespace usher::inventory {
namespace {

using Seats = std::vector<std::uint32_t>;

// A row as text: '.' free, 'x' taken, 'o' another allotment, '*' free and selected, '|' an aisle,
// 'w' a free wheelchair place.
struct Picture {
  SeatGrid grid;
  std::vector<std::uint8_t> states;
  Seats selection;

  explicit Picture(std::string_view text) {
    std::vector<GridSeat> seats;
    float x = 0;
    for (const char c : text) {
      x += 1;
      if (c == '|') {
        x += 3;
        continue;
      }
      const auto index = static_cast<std::uint32_t>(seats.size());
      seats.push_back({.number = static_cast<std::int32_t>(index),
                       .x = x,
                       .use = c == 'w' ? SeatUse::accessible : SeatUse::ordinary,
                       .price_minor = 1000});
      states.push_back(c == 'x' ? 1 : c == 'o' ? 2 : 0);
      if (c == '*') selection.push_back(index);
    }
    grid = build_grid(seats);
  }
  GapVerdict verdict() const { return judge_gaps(grid, states, selection); }
};

TEST(JudgeGaps, sees_one_free_seat_left_between_taken_ones) {
  const auto verdict = Picture("x.**....x").verdict();
  EXPECT_EQ(verdict.orphans, (Seats{1}));
  EXPECT_EQ(verdict.avoidable, (Seats{1}));
}

TEST(JudgeGaps, is_content_with_two_or_none_left) {
  EXPECT_TRUE(Picture("x..**..x").verdict().orphans.empty());
  EXPECT_TRUE(Picture("x**..x").verdict().orphans.empty());
  EXPECT_TRUE(Picture("x**x").verdict().orphans.empty());
}

TEST(JudgeGaps, counts_the_end_of_a_row_and_an_aisle_as_the_end_of_the_run) {
  EXPECT_EQ(Picture(".**....").verdict().orphans, (Seats{0}));
  EXPECT_EQ(Picture("....**.|....").verdict().orphans, (Seats{6}));
  EXPECT_TRUE(Picture("..**|.xxx").verdict().orphans.empty());
}

TEST(JudgeGaps, lets_seats_of_another_allotment_end_a_run) {
  EXPECT_EQ(Picture("xx**.oox").verdict().orphans, (Seats{4}));
}

TEST(JudgeGaps, never_refuses_the_last_possible_sale) {
  const auto verdict = Picture("x**.x").verdict();
  EXPECT_EQ(verdict.orphans, (Seats{3}));
  EXPECT_TRUE(verdict.avoidable.empty());
}

TEST(JudgeGaps, refuses_a_hole_inside_the_selection) {
  EXPECT_EQ(Picture("x*.*...x").verdict().avoidable, (Seats{2}));
}

TEST(JudgeGaps, leaves_what_was_alone_before_out_of_it) {
  EXPECT_TRUE(Picture("x.x**..x").verdict().orphans.empty());
}

TEST(JudgeGaps, does_not_pity_a_wheelchair_place_that_stays_alone) {
  EXPECT_TRUE(Picture("xw***xx").verdict().orphans.empty());
}

TEST(JudgeGaps, judges_each_run_by_itself) {
  const auto verdict = Picture("x.**...x*.x").verdict();
  EXPECT_EQ(verdict.orphans, (Seats{1, 9}));
  EXPECT_EQ(verdict.avoidable, (Seats{1}));
}

PROPERTY(JudgeGaps, reports_exactly_the_new_single_seats) {
  std::string text;
  for (int i = *rc::gen::inRange(1, 14); i > 0; --i) {
    text += *rc::gen::element('.', '.', 'x', 'o', '*', '*', '|');
  }
  text += '.';
  const Picture picture(text);
  const auto before = picture.verdict();
  // Told naively: free seats whose neighbours are both not free afterwards, but were before.
  auto after = picture.states;
  for (const auto seat : picture.selection) after[seat] = 1;
  const auto alone = [&](const std::vector<std::uint8_t>& states, std::uint32_t slot) {
    const auto& grid = picture.grid;
    const bool left = grid.wall[slot] == 0 && states[grid.seat[slot - 1]] == 0;
    const bool right = grid.wall[slot + 1] == 0 && states[grid.seat[slot + 1]] == 0;
    return states[grid.seat[slot]] == 0 && !left && !right;
  };
  Seats expected;
  for (std::uint32_t slot = 0; slot < picture.grid.size(); ++slot) {
    if (alone(after, slot) && !alone(picture.states, slot)) {
      expected.push_back(picture.grid.seat[slot]);
    }
  }
  RC_ASSERT(before.orphans == expected);
}

}  // namespace
}  // namespace usher::inventory

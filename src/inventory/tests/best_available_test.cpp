#include "inventory/best_available.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "inventory/gaps.hpp"
#include "inventory/hold_rules.hpp"
#include "support/properties.hpp"

namespace usher::inventory {
namespace {

using Seats = std::vector<std::uint32_t>;

// A rectangular house with one section; seat index = row * width + position.
std::vector<GridSeat> block(int rows, int width, int section = 0) {
  std::vector<GridSeat> seats;
  for (int r = 0; r < rows; ++r) {
    for (int i = 0; i < width; ++i) {
      seats.push_back({.section = section,
                       .row = r,
                       .number = i + 1,
                       .x = static_cast<float>(i),
                       .y = static_cast<float>(r + section * rows),
                       .zone = r < rows / 2 ? 0 : 1,
                       .price_minor = r < rows / 2 ? 5000 : 3000});
    }
  }
  return seats;
}

std::vector<std::uint8_t> all_free(const SeatGrid& grid) {
  return std::vector<std::uint8_t>(grid.size(), 0);
}

// Whether the seats, in the order given, are neighbours one after another.
bool truly_adjacent(const SeatGrid& grid, const Seats& seats) {
  for (std::size_t i = 1; i < seats.size(); ++i) {
    const auto slot = grid.slot[seats[i]];
    if (slot != grid.slot[seats[i - 1]] + 1 || grid.wall[slot] != 0) return false;
  }
  return true;
}

TEST(BestAvailable, takes_the_middle_of_the_house_a_third_back) {
  const SeatGrid grid = build_grid(block(10, 11));
  const auto found = best_available(grid, all_free(grid), {.count = 3});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->adjacent);
  EXPECT_EQ(found->seats, (Seats{37, 38, 39}));
  EXPECT_GT(found->score, 80);
}

// A standing area of so many places, all of them at one point.
void add_area(std::vector<GridSeat>& seats, int row, int places, float y, std::int64_t price) {
  for (int i = 0; i < places; ++i) {
    seats.push_back({.section = 9,
                     .row = row,
                     .number = i,
                     .x = 5,
                     .y = y,
                     .zone = 2,
                     .use = SeatUse::standing,
                     .price_minor = price,
                     .area = 100 + row});
  }
}

TEST(BestAvailable, gives_places_of_one_area_where_there_are_no_seats) {
  std::vector<GridSeat> seats;
  add_area(seats, 0, 50, 0, 2000);
  const SeatGrid grid = build_grid(seats);
  const auto found = best_available(grid, all_free(grid), {.count = 12});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->seats.size(), 12U);
  EXPECT_TRUE(found->adjacent);
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 51}));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 2, .accessible = 1}));
}

TEST(BestAvailable, keeps_a_party_in_one_area_and_takes_the_nearest_with_room) {
  std::vector<GridSeat> seats;
  add_area(seats, 0, 6, 10, 2000);
  add_area(seats, 1, 6, 90, 2000);
  const SeatGrid grid = build_grid(seats, {.focus = GridPoint{5, 0}});
  auto states = all_free(grid);
  EXPECT_EQ(best_available(grid, states, {.count = 4})->seats, (Seats{0, 1, 2, 3}));
  for (std::uint32_t i = 0; i < 3; ++i) states[i] = static_cast<std::uint8_t>(Vacancy::taken);
  EXPECT_EQ(best_available(grid, states, {.count = 4})->seats, (Seats{6, 7, 8, 9}));
  EXPECT_FALSE(best_available(grid, states, {.count = 7}));
}

TEST(BestAvailable, prefers_seats_and_offers_an_area_beside_them) {
  auto seats = block(1, 4);
  add_area(seats, 0, 30, 50, 1000);
  const SeatGrid grid = build_grid(seats);
  EXPECT_EQ(best_available(grid, all_free(grid), {.count = 4})->seats.front(), 0U);
  EXPECT_GE(best_available(grid, all_free(grid), {.count = 4, .section = 9})->seats.front(), 4U);
  EXPECT_GE(best_available(grid, all_free(grid), {.count = 4, .zone = 2})->seats.front(), 4U);
  const auto both = best_and_others(grid, all_free(grid), {.count = 4}, 1);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_GE(both[1].seats.front(), 4U);
}

TEST(BestAvailable, prefers_a_farther_place_to_leaving_one_seat_alone) {
  const SeatGrid grid = build_grid(block(2, 5), {.focus = GridPoint{2, 0}});
  const auto found = best_available(grid, all_free(grid), {.count = 2});
  ASSERT_TRUE(found);
  // Seats 1–2 or 2–3 would be nearer, but leave seat 0 or 4 alone.
  EXPECT_TRUE(judge_gaps(grid, all_free(grid), found->seats).orphans.empty());
  EXPECT_EQ(found->seats, (Seats{0, 1}));
}

TEST(BestAvailable, leaves_one_alone_rather_than_splitting_a_party) {
  const SeatGrid grid = build_grid(block(1, 5));
  const auto found = best_available(grid, all_free(grid), {.count = 4});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->adjacent);
}

TEST(BestAvailable, keeps_to_zone_section_and_price) {
  auto seats = block(4, 6, 0);
  const auto more = block(4, 6, 1);
  seats.insert(seats.end(), more.begin(), more.end());
  const SeatGrid grid = build_grid(seats);
  const auto zone = best_available(grid, all_free(grid), {.count = 2, .zone = 1});
  ASSERT_TRUE(zone);
  for (const auto seat : zone->seats) EXPECT_EQ(seats[seat].zone, 1);
  const auto section = best_available(grid, all_free(grid), {.count = 2, .section = 1});
  ASSERT_TRUE(section);
  for (const auto seat : section->seats) EXPECT_EQ(seats[seat].section, 1);
  const auto cheap = best_available(grid, all_free(grid), {.count = 2, .max_price_minor = 3000});
  ASSERT_TRUE(cheap);
  for (const auto seat : cheap->seats) EXPECT_LE(seats[seat].price_minor, 3000);
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 1, .max_price_minor = 2999}));
}

TEST(BestAvailable, never_offers_a_seat_without_a_price) {
  auto seats = block(1, 3);
  for (auto& seat : seats) seat.price_minor = kNotForSale;
  seats[2].price_minor = 0;
  const SeatGrid grid = build_grid(seats);
  EXPECT_EQ(best_available(grid, all_free(grid), {.count = 1})->seats, (Seats{2}));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 2}));
}

TEST(BestAvailable, splits_a_big_party_into_neighbouring_rows) {
  const SeatGrid grid = build_grid(block(6, 8));
  const auto found = best_available(grid, all_free(grid), {.count = 12});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->adjacent);
  std::map<std::uint32_t, Seats> rows;
  for (const auto seat : found->seats) rows[grid.row_of[seat]].push_back(seat);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.rbegin()->first - rows.begin()->first, 1U);
  for (const auto& [row, group] : rows) {
    EXPECT_EQ(group.size(), 6U);
    EXPECT_TRUE(truly_adjacent(grid, group));
  }
  EXPECT_TRUE(judge_gaps(grid, all_free(grid), found->seats).orphans.empty());
}

TEST(BestAvailable, scatters_a_party_only_when_nothing_else_is_left) {
  const SeatGrid grid = build_grid(block(9, 9));
  auto states = std::vector<std::uint8_t>(grid.size(), 1);
  for (const auto seat : {0U, 40U, 80U}) states[seat] = 0;
  const auto found = best_available(grid, states, {.count = 3});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->adjacent);
  EXPECT_EQ(found->seats, (Seats{0, 40, 80}));
  EXPECT_FALSE(best_available(grid, states, {.count = 4}));
}

TEST(BestAvailable, keeps_wheelchair_and_companion_places_for_those_who_ask) {
  auto seats = block(1, 6);
  seats[2].use = SeatUse::accessible;
  seats[3].use = SeatUse::companion;
  const SeatGrid grid = build_grid(seats);
  const auto others = best_available(grid, all_free(grid), {.count = 2});
  ASSERT_TRUE(others);
  EXPECT_EQ(others->seats, (Seats{0, 1}));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 5}));
  const auto pair = best_available(grid, all_free(grid), {.count = 2, .accessible = 1});
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->seats, (Seats{2, 3}));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 2, .accessible = 2}));
}

TEST(BestAvailable, seats_a_companion_near_when_none_is_beside) {
  auto seats = block(3, 5);
  seats[0].use = SeatUse::accessible;
  const SeatGrid grid = build_grid(seats);
  auto states = all_free(grid);
  states[1] = 1;
  const auto found = best_available(grid, states, {.count = 2, .accessible = 1});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->adjacent);
  EXPECT_EQ(found->seats, (Seats{0, 5}));
}

TEST(BestAvailable, refuses_senseless_wishes) {
  const SeatGrid grid = build_grid(block(2, 2));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 0}));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = 1, .accessible = 2}));
  EXPECT_FALSE(best_available(grid, all_free(grid), {.count = kSuggestionMax + 1}));
  EXPECT_FALSE(best_available(build_grid({}), {}, {.count = 1}));
}

struct House {
  std::vector<GridSeat> seats;
  std::vector<std::uint8_t> states;
  SeatWish wish;
};

House any_house() {
  const std::vector<std::int64_t> prices{kNotForSale, 10, 20, 20, 30};
  House house;
  const int sections = *rc::gen::inRange(1, 3);
  for (int s = 0; s < sections; ++s) {
    const int rows = *rc::gen::inRange(1, 5);
    for (int r = 0; r < rows; ++r) {
      float x = static_cast<float>(*rc::gen::inRange(0, 3));
      const int width = *rc::gen::inRange(1, 9);
      for (int i = 0; i < width; ++i) {
        x += *rc::gen::element(1.0F, 1.0F, 1.0F, 1.0F, 4.0F);
        house.seats.push_back(
            {.section = s,
             .row = r,
             .number = i,
             .x = x,
             .y = static_cast<float>(r + s * 6),
             .zone = *rc::gen::inRange(0, 2),
             .use = *rc::gen::element(SeatUse::ordinary, SeatUse::ordinary, SeatUse::ordinary,
                                      SeatUse::ordinary, SeatUse::accessible, SeatUse::companion,
                                      SeatUse::restricted_view, SeatUse::standing),
             .price_minor = *rc::gen::elementOf(prices)});
        house.states.push_back(*rc::gen::element<std::uint8_t>(0, 0, 0, 0, 1, 2));
      }
    }
  }
  house.wish.count = *rc::gen::inRange(1U, 7U);
  if (*rc::gen::inRange(0, 3) == 0) house.wish.zone = *rc::gen::inRange(0, 2);
  if (*rc::gen::inRange(0, 3) == 0) house.wish.section = *rc::gen::inRange(0, 2);
  if (*rc::gen::inRange(0, 3) == 0) house.wish.max_price_minor = 20;
  if (*rc::gen::inRange(0, 3) == 0) house.wish.accessible = 1;
  if (*rc::gen::inRange(0, 4) == 0) house.wish.released = true;
  return house;
}

bool fits(const House& house, std::uint32_t index) {
  const GridSeat& seat = house.seats[index];
  const SeatWish& wish = house.wish;
  const bool special = seat.use == SeatUse::accessible || seat.use == SeatUse::companion;
  return house.states[index] == 0 && seat.use != SeatUse::standing &&
         seat.price_minor != kNotForSale && (wish.accessible > 0 || wish.released || !special) &&
         (!wish.zone || seat.zone == *wish.zone) &&
         (!wish.section || seat.section == *wish.section) &&
         (!wish.max_price_minor || seat.price_minor <= *wish.max_price_minor);
}

int accessible_among(const House& house, const Seats& seats) {
  return static_cast<int>(std::ranges::count_if(
      seats, [&](auto i) { return house.seats[i].use == SeatUse::accessible; }));
}

PROPERTY(BestAvailable, offers_the_exact_number_of_free_fitting_seats) {
  const House house = any_house();
  const SeatGrid grid = build_grid(house.seats);
  const auto found = best_available(grid, house.states, house.wish);
  if (!found) {
    // Only because there are too few, or no wheelchair place is among them; companion seats that
    // lie apart from those do not count.
    Seats all;
    for (std::uint32_t i = 0; i < house.seats.size(); ++i) {
      const bool apart = !house.wish.released && house.seats[i].use == SeatUse::companion;
      if (fits(house, i) && !apart) all.push_back(i);
    }
    RC_ASSERT(all.size() < house.wish.count ||
              accessible_among(house, all) < static_cast<int>(house.wish.accessible));
    return;
  }
  RC_ASSERT(found->seats.size() == house.wish.count);
  RC_ASSERT(house.wish.released || unaccompanied(grid, found->seats).empty());
  RC_ASSERT(std::set<std::uint32_t>(found->seats.begin(), found->seats.end()).size() ==
            found->seats.size());
  for (const auto seat : found->seats) RC_ASSERT(fits(house, seat));
  RC_ASSERT(accessible_among(house, found->seats) >= static_cast<int>(house.wish.accessible));
  RC_ASSERT(found->adjacent == truly_adjacent(grid, found->seats));
  RC_ASSERT(found->score >= 0 && found->score <= 100);
}

PROPERTY(BestAvailable, equals_the_best_of_all_windows) {
  House house = any_house();
  house.wish.accessible = 0;
  const SeatGrid grid = build_grid(house.seats);
  using Rank = std::pair<std::size_t, std::int64_t>;
  Rank best{std::numeric_limits<std::size_t>::max(), 0};
  const auto rank = [&](const Seats& seats) {
    std::int64_t cost = 0;
    for (const auto seat : seats) cost += grid.cost[grid.slot[seat]];
    return Rank{judge_gaps(grid, house.states, seats).orphans.size(), cost};
  };
  for (std::uint32_t begin = 0; begin + house.wish.count <= grid.size(); ++begin) {
    const Seats seats(grid.seat.begin() + begin, grid.seat.begin() + begin + house.wish.count);
    if (!truly_adjacent(grid, seats)) continue;
    if (!std::ranges::all_of(seats, [&](auto i) { return fits(house, i); })) continue;
    best = std::min(best, rank(seats));
  }
  const auto found = best_available(grid, house.states, house.wish);
  if (best.first == std::numeric_limits<std::size_t>::max()) {
    RC_ASSERT((!found || !found->adjacent));
  } else {
    RC_ASSERT((found && found->adjacent));
    RC_ASSERT(rank(found->seats) == best);
  }
}

std::vector<GridSeat> with_uses(std::string_view letters) {
  auto seats = block(1, static_cast<int>(letters.size()));
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] == 'w') seats[i].use = SeatUse::accessible;
    if (letters[i] == 'c') seats[i].use = SeatUse::companion;
  }
  return seats;
}

TEST(BestAvailable, offers_no_more_companion_seats_than_may_be_held) {
  const auto seats = with_uses("wcccccc");
  const SeatGrid grid = build_grid(seats);
  const std::vector<std::uint8_t> states(seats.size(), 0);
  EXPECT_TRUE(best_available(grid, states, {.count = 4, .accessible = 1}));
  EXPECT_FALSE(best_available(grid, states, {.count = 5, .accessible = 1}));
  EXPECT_TRUE(best_available(grid, states, {.count = 5, .accessible = 1, .released = true}));
}

TEST(BestAvailable, offers_released_seats_to_everybody) {
  const auto seats = with_uses("wcw");
  const SeatGrid grid = build_grid(seats);
  const std::vector<std::uint8_t> states(seats.size(), 0);
  EXPECT_FALSE(best_available(grid, states, {.count = 2}));
  const auto found = best_available(grid, states, {.count = 2, .released = true});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->adjacent);
}

TEST(BestAndOthers, offers_seats_elsewhere_and_the_last_for_less) {
  const auto grid = build_grid(block(10, 10));
  const auto found = best_and_others(grid, all_free(grid), {.count = 2}, 2);
  ASSERT_EQ(found.size(), 3U);
  const auto row = [](const Suggestion& each) { return each.seats.front() / 10; };
  EXPECT_NE(row(found[0]), row(found[1]));
  EXPECT_LT(row(found[0]), 5U) << "the best ones are dear in this house";
  EXPECT_GE(row(found[2]), 5U) << "the cheap half begins in the sixth row";
  EXPECT_GE(found[0].score, found[1].score);
}

TEST(BestAndOthers, begin_with_what_best_available_says) {
  const auto grid = build_grid(block(4, 6));
  const SeatWish wish{.count = 3};
  const auto best = best_available(grid, all_free(grid), wish);
  const auto found = best_and_others(grid, all_free(grid), wish, 0);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].seats, best->seats);
}

TEST(BestAndOthers, use_no_seat_twice_and_fewer_where_there_are_no_more) {
  const auto grid = build_grid(block(1, 5));
  const auto found = best_and_others(grid, all_free(grid), {.count = 2}, 5);
  std::set<std::uint32_t> seats;
  for (const auto& each : found) {
    EXPECT_TRUE(truly_adjacent(grid, each.seats));
    for (const auto seat : each.seats) EXPECT_TRUE(seats.insert(seat).second);
  }
  EXPECT_GE(found.size(), 1U);
  EXPECT_LE(found.size(), 2U);
}

// One long row with three free seats in its middle and others at its end.
TEST(BestAndOthers, name_much_nearer_seats_that_leave_one_alone_where_they_are_taken) {
  const auto grid = build_grid(block(1, 40), {.focus = GridPoint{20, 0}});
  auto states = all_free(grid);
  for (std::uint32_t seat = 0; seat < 40; ++seat)
    states[seat] = seat < 19 || (seat > 21 && seat < 36);
  const auto without = best_and_others(grid, states, {.count = 2}, 2);
  ASSERT_FALSE(without.empty());
  EXPECT_EQ(without[0].seats, (Seats{36, 37}));
  const auto found = best_and_others(grid, states, {.count = 2, .takes_nearer = true}, 2);
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(found[0].seats, (Seats{36, 37})) << "the first leaves nobody alone";
  EXPECT_GE(found[1].seats.front(), 19U);
  EXPECT_LE(found[1].seats.back(), 21U);
  EXPECT_GT(found[1].score, found[0].score);
}

TEST(BestAndOthers, leave_out_what_is_hardly_nearer_and_leaves_one_alone) {
  const auto grid = build_grid(block(2, 5), {.focus = GridPoint{2, 0}});
  for (const auto& each :
       best_and_others(grid, all_free(grid), {.count = 2, .takes_nearer = true}, 1))
    EXPECT_TRUE(judge_gaps(grid, all_free(grid), each.seats).orphans.empty());
}

TEST(BestAndOthers, are_none_where_nothing_fits) {
  const auto grid = build_grid(block(1, 3));
  EXPECT_TRUE(best_and_others(grid, all_free(grid), {.count = 4}, 2).empty());
}

}  // namespace
}  // namespace usher::inventory

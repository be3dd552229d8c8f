// Rules 8, 9, 46 and 47: what a choice of seats may do to its neighbours. The cases of
// tests/vectors/hold_rules.json are judged by the pages' own code too.
#include "inventory/hold_rules.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "inventory/gaps.hpp"
#include "support/properties.hpp"

namespace usher::inventory {
namespace {

using Seats = std::vector<std::uint32_t>;

SeatUse use_of(char letter) {
  switch (letter) {
    case 'w':
    case 'W':
      return SeatUse::accessible;
    case 'c':
    case 'C':
      return SeatUse::companion;
    case 'v':
    case 'V':
      return SeatUse::restricted_view;
    default:
      return SeatUse::ordinary;
  }
}

SeatUse use_named(std::string_view type) {
  if (type == "general_admission") return SeatUse::standing;
  return SeatUse::ordinary;
}

// Rows as the vectors draw them, and a full row behind that shows what is usual, as in a house.
struct Drawing {
  SeatGrid grid;
  std::vector<std::uint8_t> states;
  Seats selection;

  explicit Drawing(const std::vector<std::string>& rows) {
    std::vector<GridSeat> seats;
    std::int32_t row = 0;
    const auto add = [&](float x, SeatUse use) {
      seats.push_back({.row = row,
                       .number = static_cast<std::int32_t>(seats.size()),
                       .x = x,
                       .y = static_cast<float>(row) * 40,
                       .use = use,
                       .price_minor = 1000});
    };
    for (const auto& text : rows) {
      float x = 0;
      for (const char letter : text) {
        x += letter == '|' ? 90 : 30;
        if (letter == '|') continue;
        if (std::string_view("*WCV").contains(letter)) {
          selection.push_back(static_cast<std::uint32_t>(seats.size()));
        }
        add(x, use_of(letter));
        const auto vacancy = letter == 'o'                    ? Vacancy::other_allotment
                             : letter == 'x' || letter == 'n' ? Vacancy::taken
                                                              : Vacancy::free;
        states.push_back(static_cast<std::uint8_t>(vacancy));
      }
      ++row;
    }
    for (int i = 0; i < 40; ++i) {
      add(static_cast<float>(i) * 30, SeatUse::ordinary);
      states.push_back(static_cast<std::uint8_t>(Vacancy::taken));
    }
    grid = build_grid(seats);
  }
};

boost::json::object vectors() {
  std::ifstream file(USHER_SOURCE_DIR "/tests/vectors/hold_rules.json");
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str()).as_object();
}

Seats in_order(Seats seats) {
  std::ranges::sort(seats);
  return seats;
}

TEST(HoldRules, are_those_of_the_chart) {
  const auto all = vectors();
  ASSERT_GT(all.at("cases").as_array().size(), 100U);
  for (const auto& entry : all.at("cases").as_array()) {
    const auto name = boost::json::value_to<std::string>(entry.at("name"));
    const Drawing drawing(boost::json::value_to<std::vector<std::string>>(entry.at("rows")));
    const auto gaps = judge_gaps(drawing.grid, drawing.states, drawing.selection);
    const auto expected = [&](const char* member) {
      return boost::json::value_to<Seats>(entry.at(member));
    };
    EXPECT_EQ(in_order(gaps.orphans), expected("orphans")) << name;
    EXPECT_EQ(in_order(unaccompanied(drawing.grid, drawing.selection)), expected("companions"))
        << name;
    const auto verdict = judge_rules(drawing.grid, drawing.states, drawing.selection, {true, true});
    EXPECT_EQ(in_order(verdict.orphans), expected("avoidable")) << name;
  }
}

TEST(HoldRules, find_the_same_neighbours_as_the_chart) {
  const auto all = vectors();
  for (const auto& entry : all.at("rows").as_array()) {
    std::vector<GridSeat> seats;
    for (const auto& seat : entry.at("seats").as_array()) {
      const auto& row = seat.at(0).as_string();
      seats.push_back({.row = static_cast<std::int32_t>(row.at(0)),
                       .number = std::stoi(boost::json::value_to<std::string>(seat.at(1))),
                       .x = seat.at(2).to_number<float>(),
                       .y = seat.at(3).to_number<float>(),
                       .use = use_named(seat.at(4).as_string())});
    }
    const auto grid = build_grid(seats);
    const auto name = boost::json::value_to<std::string>(entry.at("name"));
    EXPECT_EQ(grid.seat, boost::json::value_to<Seats>(entry.at("order"))) << name;
    auto walls = boost::json::value_to<std::vector<std::uint8_t>>(entry.at("walls"));
    walls.push_back(1);
    EXPECT_EQ(grid.wall, walls) << name;
  }
}

TEST(HoldRules, staff_are_exempt_and_time_releases) {
  const Timestamp now{1'000};
  shows::TicketConfig config;
  EXPECT_FALSE(hold_rules(config, false, now).refuses_orphans) << "warning is the default";
  EXPECT_TRUE(hold_rules(config, false, now).binds_companions) << "never released is the default";
  config.orphan_seats = shows::OrphanSeats::refuse;
  EXPECT_TRUE(hold_rules(config, false, now).refuses_orphans);
  EXPECT_FALSE(hold_rules(config, true, now).any());
  config.accessible_release_at = now + std::chrono::milliseconds(1);
  EXPECT_TRUE(hold_rules(config, false, now).binds_companions);
  config.accessible_release_at = now;
  EXPECT_FALSE(hold_rules(config, false, now).binds_companions);
}

std::string drawn_row(std::initializer_list<char> letters) {
  std::string text;
  for (int i = *rc::gen::inRange(1, 16); i > 0; --i) {
    text += *rc::gen::elementOf(std::vector<char>(letters));
  }
  return text;
}

// Rule 46: whatever is refused, the same number of seats of that run could be had without.
PROPERTY(HoldRules, refuse_a_gap_only_where_as_many_fit_without) {
  const Drawing drawing({drawn_row({'.', '.', '.', 'x', 'o', '*', '*', 'w', 'v'})});
  const auto& grid = drawing.grid;
  const auto refused =
      judge_rules(drawing.grid, drawing.states, drawing.selection, {true, false}).orphans;
  for (const auto orphan : refused) {
    // The run as it is before anything is chosen.
    auto begin = grid.slot[orphan];
    while (grid.wall[begin] == 0 && drawing.states[grid.seat[begin - 1]] == 0) --begin;
    auto end = grid.slot[orphan] + 1;
    while (grid.wall[end] == 0 && drawing.states[grid.seat[end]] == 0) ++end;
    const auto chosen = std::ranges::count_if(drawing.selection, [&](std::uint32_t seat) {
      return grid.slot[seat] >= begin && grid.slot[seat] < end;
    });
    RC_ASSERT(chosen > 0);
    bool possible = false;
    for (auto at = begin; at + chosen <= end; ++at) {
      Seats other;
      for (auto p = at; p < at + chosen; ++p) other.push_back(grid.seat[p]);
      possible = possible || judge_gaps(grid, drawing.states, other).orphans.empty();
    }
    RC_ASSERT(possible);
  }
}

// Gives every companion seat an accessible seat that it can be reached from over chosen seats
// alone, none more than three, in all ways there are.
bool can_be_assigned(const std::string& row, std::size_t at, std::map<std::size_t, int>& given) {
  while (at < row.size() && row[at] != 'C') ++at;
  if (at == row.size()) return true;
  for (std::size_t space = 0; space < row.size(); ++space) {
    if (row[space] != 'W' || given[space] == 3) continue;
    const auto [low, high] = std::minmax(at, space);
    const bool joined =
        std::ranges::all_of(std::string_view(row).substr(low, high - low),
                            [](char c) { return std::string_view("WC*V").contains(c); });
    if (!joined) continue;
    ++given[space];
    if (can_be_assigned(row, at + 1, given)) return true;
    --given[space];
  }
  return false;
}

PROPERTY(HoldRules, let_companions_go_exactly_where_each_can_have_an_accessible_seat) {
  auto row = drawn_row({'.', 'x', '*', 'W', 'W', 'C', 'C', 'C', 'C', 'c', 'w'});
  const Drawing drawing({row});
  const auto refused = unaccompanied(drawing.grid, drawing.selection);
  std::map<std::size_t, int> given;
  RC_ASSERT(refused.empty() == can_be_assigned(row, 0, given));
  // Without those that were refused the rest may go, unless they held it together.
  for (const auto seat : refused) RC_ASSERT(row[seat] == 'C');
}

}  // namespace
}  // namespace usher::inventory

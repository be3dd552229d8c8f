// Purpose: the best free seats for a party (S5). Place: inventory, pure.
//
// Together if they fit anywhere; then with the fewest orphans; then closest to the best sight line.
// A party that fits nowhere is split over neighbouring rows (or across an aisle) into as few
// groups as possible, and scattered only when that fails too. Where no seats are to be had, or none
// are there, a party gets places of one standing area: the nearest with room for all. The answer
// depends on nothing but the arguments.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "inventory/seat_grid.hpp"

namespace usher::inventory {

struct SeatWish {
  std::uint32_t count = 1;
  std::optional<std::int32_t> zone{};
  std::optional<std::int32_t> section{};
  std::optional<std::int64_t> max_price_minor{};
  // How many of them must be wheelchair places. 0: neither these nor companion seats are touched.
  std::uint32_t accessible = 0;
  // Whether accessible and companion seats are for everybody by now (rule 9).
  bool released = false;
  // Nearness alone counts: single seats may stay.
  bool leaves_one_alone = false;
  // Whether best_and_others() may name seats that are much nearer, but leave one alone.
  bool takes_nearer = false;
  // Seats of earlier suggestions: another one shall not use them, nor, if it can, their rows.
  std::vector<std::uint32_t> apart_from{};
};

struct Suggestion {
  std::vector<std::uint32_t> seats;  // in the order in which one walks along them
  double score = 0;                  // 100: the best place of the house, 0: the worst
  bool adjacent = false;             // one unbroken row of neighbours, or one area
};

// Parties above this are not for a search: nullopt.
inline constexpr std::uint32_t kSuggestionMax = 200;

// `states` has one Vacancy per seat, in the order given to build_grid(). Seats without a price
// (rule 38) are never suggested. nullopt: there are not so many fitting free seats.
// Cost: one pass, well under 1 ms for 50,000 seats.
std::optional<Suggestion> best_available(const SeatGrid& grid, std::span<const std::uint8_t> states,
                                         const SeatWish& wish);

// The best and up to `more` others, none with a seat of another: first the much nearer ones that
// leave a seat alone, where they are taken; then elsewhere in the house, and the last one for less
// than the best, where there is such a price. Empty: as nullopt above.
std::vector<Suggestion> best_and_others(const SeatGrid& grid, std::span<const std::uint8_t> states,
                                        const SeatWish& wish, std::uint32_t more);

}  // namespace usher::inventory

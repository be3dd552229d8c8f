// Purpose: one amount over several lines, to the cent. Place: pricing.
#pragma once
#include <span>
#include <vector>

#include "base/money.hpp"

namespace usher::pricing {

// The parts of `whole` in proportion to `weights`, by largest remainder, the first among equals;
// where nothing has a weight, in equal parts. They sum to `whole`. How the price of a bundle or a
// package is split by list price (rules 76, 79).
std::vector<Money> split_by_weight(Money whole, std::span<const Money> weights);

// `whole` in `count` equal parts: what is left over goes to the first ones. A whole number of
// `step` is split in steps (see Terms::step). count > 0.
std::vector<Money> split_equally(Money whole, std::size_t count, std::int64_t step = 1);

// What each of `prices` saves when all of them together save `saving`: by their price, and never
// more than it (rules 63, 73).
std::vector<Money> spread_saving(Money saving, std::span<const Money> prices);

}  // namespace usher::pricing

// Purpose: exact division of whole amounts; every rounding of money happens here. Place: pricing.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/money.hpp"

namespace usher::pricing {

// Wide enough for an arena of the dearest seats times a percentage times another.
__extension__ using Wide = __int128;

// A share of a whole in thousandths of a percent: 19 % is 19'000, 8.875 % is 8'875.
struct Percent {
  std::int64_t thousandths = 0;
  auto operator<=>(const Percent&) const = default;
};
inline constexpr std::int64_t kWhole = 100'000;

// numerator / denominator, rounded half to even. denominator > 0.
std::int64_t divide_half_even(Wide numerator, Wide denominator);

// `percent` of `amount`, rounded half to even.
Money percent_of(Money amount, Percent percent);

// The same, in whole steps where `amount` is a whole number of them (see Terms::step).
Money percent_of(Money amount, Percent percent, std::int64_t step);

// What is missing to the next multiple of `unit`: nothing at one (rule 83). unit > 0.
Money round_up_by(Money amount, Money unit);

// Splits `total` in proportion to `weights` so that the parts sum to it exactly: everybody gets the
// whole part of their quota, the largest remainders one unit more, the first among equals. A weight
// of zero gets nothing. Weights are not negative and not all zero unless `total` is zero; `total`
// may be negative. Source: rule 12.
std::vector<std::int64_t> largest_remainder(std::int64_t total,
                                            std::span<const std::int64_t> weights);

}  // namespace usher::pricing

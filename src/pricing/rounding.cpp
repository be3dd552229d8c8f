#include "pricing/rounding.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"

namespace usher::pricing {

std::int64_t divide_half_even(Wide numerator, Wide denominator) {
  USHER_ASSERT(denominator > 0);
  Wide quotient = numerator / denominator;
  Wide rest = numerator % denominator;
  if (rest < 0) {  // towards minus infinity, so that the rest is never negative
    rest += denominator;
    --quotient;
  }
  const Wide twice = rest * 2;
  if (twice > denominator || (twice == denominator && quotient % 2 != 0)) ++quotient;
  return static_cast<std::int64_t>(quotient);
}

Money percent_of(Money amount, Percent percent) {
  return {divide_half_even(Wide{amount.minor} * percent.thousandths, kWhole)};
}

Money percent_of(Money amount, Percent percent, std::int64_t step) {
  if (amount.minor % step != 0) return percent_of(amount, percent);
  return percent_of({amount.minor / step}, percent) * step;
}

Money round_up_by(Money amount, Money unit) {
  USHER_ASSERT(unit.minor > 0);
  const std::int64_t beyond = amount.minor % unit.minor;
  return {beyond == 0 ? 0 : unit.minor - beyond};
}

std::vector<std::int64_t> largest_remainder(std::int64_t total,
                                            std::span<const std::int64_t> weights) {
  std::vector<std::int64_t> parts(weights.size(), 0);
  if (total == 0) return parts;
  const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  USHER_ASSERT(sum > 0);
  const std::int64_t sign = total < 0 ? -1 : 1;
  const Wide amount = Wide{total} * sign;

  std::vector<Wide> rests(weights.size());
  Wide left = amount;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    USHER_ASSERT(weights[i] >= 0);
    const Wide quota = amount * weights[i];
    parts[i] = static_cast<std::int64_t>(quota / sum);
    rests[i] = quota % sum;
    left -= parts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rests[a] != rests[b] ? rests[a] > rests[b] : a < b;
  });
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++parts[order[i]];
  for (auto& part : parts) part *= sign;
  return parts;
}

}  // namespace usher::pricing

#include "pricing/spread.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "pricing/rounding.hpp"

namespace usher::pricing {
namespace {

std::vector<Money> split(std::int64_t whole, std::span<const std::int64_t> weights) {
  std::vector<Money> parts;
  for (const auto part : largest_remainder(whole, weights)) parts.push_back({part});
  return parts;
}

}  // namespace

std::vector<Money> split_by_weight(Money whole, std::span<const Money> weights) {
  std::vector<std::int64_t> minors;
  for (const Money weight : weights) minors.push_back(weight.minor);
  const bool weightless = std::ranges::none_of(minors, [](std::int64_t w) { return w > 0; });
  if (weightless) std::ranges::fill(minors, 1);
  return split(whole.minor, minors);
}

std::vector<Money> split_equally(Money whole, std::size_t count, std::int64_t step) {
  USHER_ASSERT(count > 0 && step > 0);
  const std::vector<std::int64_t> weights(count, 1);
  if (whole.minor % step != 0) return split(whole.minor, weights);
  auto parts = split(whole.minor / step, weights);
  for (auto& part : parts) part.minor *= step;
  return parts;
}

std::vector<Money> spread_saving(Money saving, std::span<const Money> prices) {
  Money sum;
  for (const Money price : prices) sum += price;
  return split_by_weight(std::min(saving, sum), prices);
}

}  // namespace usher::pricing

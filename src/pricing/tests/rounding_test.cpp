#include "pricing/rounding.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

#include <numeric>

namespace usher::pricing {
namespace {

TEST(DivideHalfEven, rounds_halves_to_the_even_neighbour) {
  EXPECT_EQ(divide_half_even(5, 10), 0);
  EXPECT_EQ(divide_half_even(15, 10), 2);
  EXPECT_EQ(divide_half_even(25, 10), 2);
  EXPECT_EQ(divide_half_even(26, 10), 3);
  EXPECT_EQ(divide_half_even(-5, 10), 0);
  EXPECT_EQ(divide_half_even(-15, 10), -2);
  EXPECT_EQ(divide_half_even(-26, 10), -3);
  EXPECT_EQ(divide_half_even(-24, 10), -2);
}

TEST(LargestRemainder, gives_what_is_left_to_the_largest_rests_first) {
  const std::vector<std::int64_t> thirds{1, 1, 1};
  EXPECT_EQ(largest_remainder(100, thirds), (std::vector<std::int64_t>{34, 33, 33}));
  const std::vector<std::int64_t> mixed{0, 50, 30, 20};
  EXPECT_EQ(largest_remainder(7, mixed), (std::vector<std::int64_t>{0, 4, 2, 1}));
  EXPECT_EQ(largest_remainder(-100, thirds), (std::vector<std::int64_t>{-34, -33, -33}));
  EXPECT_EQ(largest_remainder(0, std::vector<std::int64_t>{0, 0}),
            (std::vector<std::int64_t>{0, 0}));
}

PROPERTY(LargestRemainder, sums_to_the_total_and_stays_within_one_of_the_quota) {
  const auto weights = *rc::gen::suchThat(
      rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
          rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000))),
      [](const auto& w) { return std::accumulate(w.begin(), w.end(), std::int64_t{0}) > 0; });
  const auto total = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000'000);
  const auto parts = largest_remainder(total, weights);
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
  const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide quota = Wide{total} * weights[i];
    RC_ASSERT(Wide{parts[i]} * sum > quota - sum);
    RC_ASSERT(Wide{parts[i]} * sum < quota + sum);
    RC_ASSERT(weights[i] > 0 || parts[i] == 0);
  }
}

}  // namespace
}  // namespace usher::pricing

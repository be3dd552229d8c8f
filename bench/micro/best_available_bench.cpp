// How long the search for the best seats takes in a house of 50,000 (docs/internals/speed.md: under
// 1 ms).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "inventory/best_available.hpp"

namespace {

using namespace usher;
using namespace usher::inventory;

constexpr int kSections = 25;
constexpr int kRows = 50;
constexpr int kWidth = 40;

SeatGrid arena() {
  std::vector<GridSeat> seats;
  for (int s = 0; s < kSections; ++s) {
    for (int r = 0; r < kRows; ++r) {
      for (int i = 0; i < kWidth; ++i) {
        seats.push_back({.section = s,
                         .row = r,
                         .number = i,
                         .x = static_cast<float>(s % 5 * 50 + i),
                         .y = static_cast<float>(s / 5 * 60 + r),
                         .zone = s % 6,
                         .price_minor = 4500});
      }
    }
  }
  return build_grid(seats);
}

std::vector<std::uint8_t> states(std::size_t size, std::uint64_t free_percent) {
  SeededRandom random(7);
  std::vector<std::uint8_t> out(size);
  for (auto& state : out) state = random.below(100) < free_percent ? 0 : 1;
  return out;
}

// Arguments: party, percentage of seats that are free.
void best_available_50000(benchmark::State& state) {
  const SeatGrid grid = arena();
  const auto now = states(grid.size(), static_cast<std::uint64_t>(state.range(1)));
  const SeatWish wish{.count = static_cast<std::uint32_t>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(best_available(grid, now, wish));
}
BENCHMARK(best_available_50000)
    ->ArgsProduct({{2, 4, 10, 50}, {100, 70, 30, 2}})
    ->Unit(benchmark::kMicrosecond);

void build_grid_50000(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(arena());
}
BENCHMARK(build_grid_50000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

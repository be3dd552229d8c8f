#include "inventory/gaps.hpp"

#include <algorithm>

namespace usher::inventory {
namespace {

bool is_free(std::span<const std::uint8_t> states, std::uint32_t seat) {
  return states[seat] == static_cast<std::uint8_t>(Vacancy::free);
}

struct Run {
  std::uint32_t begin;
  std::uint32_t end;
};

// The run of free seats around a free slot, as it is before anything is selected.
Run run_around(const SeatGrid& grid, std::span<const std::uint8_t> states, std::uint32_t at) {
  Run run{at, at + 1};
  while (grid.wall[run.begin] == 0 && is_free(states, grid.seat[run.begin - 1])) --run.begin;
  while (grid.wall[run.end] == 0 && is_free(states, grid.seat[run.end])) ++run.end;
  return run;
}

// Whether `count` neighbours fit into the run somewhere without leaving one alone.
bool fits_without_orphan(const SeatGrid& grid, Run run, std::uint32_t count) {
  for (auto begin = run.begin; begin + count <= run.end; ++begin) {
    const auto end = begin + count;
    const bool lonely_left = begin - run.begin == 1 && grid.may_be_orphan(run.begin);
    const bool lonely_right = run.end - end == 1 && grid.may_be_orphan(end);
    if (!lonely_left && !lonely_right) return true;
  }
  return false;
}

// Judges one run; `chosen` are the selected slots in it, ascending.
void judge_run(const SeatGrid& grid, Run run, std::span<const std::uint32_t> chosen,
               GapVerdict& verdict) {
  std::vector<std::uint32_t> orphans;
  auto begin = run.begin;
  const auto close = [&](std::uint32_t end) {
    if (end - begin == 1 && grid.may_be_orphan(begin)) orphans.push_back(grid.seat[begin]);
  };
  for (const auto slot : chosen) {
    close(slot);
    begin = slot + 1;
  }
  close(run.end);
  if (orphans.empty()) return;
  verdict.orphans.insert(verdict.orphans.end(), orphans.begin(), orphans.end());
  if (fits_without_orphan(grid, run, static_cast<std::uint32_t>(chosen.size()))) {
    verdict.avoidable.insert(verdict.avoidable.end(), orphans.begin(), orphans.end());
  }
}

}  // namespace

GapVerdict judge_gaps(const SeatGrid& grid, std::span<const std::uint8_t> states,
                      std::span<const std::uint32_t> selection) {
  std::vector<std::uint32_t> slots;
  for (const auto seat : selection) {
    if (is_free(states, seat)) slots.push_back(grid.slot[seat]);
  }
  std::ranges::sort(slots);
  slots.erase(std::ranges::unique(slots).begin(), slots.end());
  GapVerdict verdict;
  for (std::size_t i = 0; i < slots.size();) {
    const Run run = run_around(grid, states, slots[i]);
    std::size_t next = i;
    while (next < slots.size() && slots[next] < run.end) ++next;
    judge_run(grid, run, std::span(slots).subspan(i, next - i), verdict);
    i = next;
  }
  return verdict;
}

int orphans_beside(const SeatGrid& grid, std::span<const std::uint8_t> free, std::uint32_t begin,
                   std::uint32_t count) {
  int orphans = 0;
  if (grid.wall[begin] == 0 && free[begin - 1] != 0 && grid.may_be_orphan(begin - 1)) {
    if (grid.wall[begin - 1] != 0 || free[begin - 2] == 0) ++orphans;
  }
  const auto end = begin + count;
  if (grid.wall[end] == 0 && free[end] != 0 && grid.may_be_orphan(end)) {
    if (grid.wall[end + 1] != 0 || free[end + 1] == 0) ++orphans;
  }
  return orphans;
}

}  // namespace usher::inventory

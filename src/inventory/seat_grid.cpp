#include "inventory/seat_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "base/assert.hpp"

namespace usher::inventory {
namespace {

// A gap wider than this many usual distances is an aisle.
constexpr float kAisleFactor = 1.75F;
// A restricted view counts like sitting this much further away.
constexpr std::int64_t kRestrictedViewCost = 10 * kCostPerSeat;

struct Box {
  GridPoint low{std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
  GridPoint high{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::lowest()};
};

float distance(GridPoint a, GridPoint b) { return std::hypot(a.x - b.x, a.y - b.y); }

Box bounds(std::span<const GridPoint> places) {
  Box box;
  for (const auto& place : places) {
    box.low = {std::min(box.low.x, place.x), std::min(box.low.y, place.y)};
    box.high = {std::max(box.high.x, place.x), std::max(box.high.y, place.y)};
  }
  return box;
}

float median(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// Rows of a plan without coordinates: one below the other, each centred, seats one unit apart,
// with a hole where numbers are missing.
std::vector<GridPoint> invented_places(std::span<const GridSeat> seats, const SeatGrid& grid) {
  std::vector<GridPoint> places(seats.size());
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    const GridRow& row = grid.rows[r];
    std::vector<float> steps;
    for (auto p = row.begin + 1; p < row.end; ++p) {
      steps.push_back(static_cast<float>(seats[grid.seat[p]].number) -
                      static_cast<float>(seats[grid.seat[p - 1]].number));
    }
    const float usual = std::max(1.0F, median(steps));
    float x = 0;
    for (auto p = row.begin; p < row.end; ++p) {
      if (p > row.begin) x += std::clamp(steps[p - row.begin - 1] / usual, 1.0F, 3.0F);
      places[grid.seat[p]] = {x, static_cast<float>(r) + 2.0F * static_cast<float>(row.section)};
    }
    for (auto p = row.begin; p < row.end; ++p) places[grid.seat[p]].x -= x / 2;
  }
  return places;
}

void group_rows(std::span<const GridSeat> seats, SeatGrid& grid) {
  grid.seat.resize(seats.size());
  std::iota(grid.seat.begin(), grid.seat.end(), 0U);
  std::ranges::sort(grid.seat, {}, [&](std::uint32_t i) {
    return std::tuple(seats[i].section, seats[i].row, seats[i].number, i);
  });
  for (std::uint32_t p = 0; p < grid.seat.size(); ++p) {
    const GridSeat& seat = seats[grid.seat[p]];
    if (grid.rows.empty() || grid.rows.back().section != seat.section ||
        grid.rows.back().row != seat.row) {
      grid.rows.push_back({seat.section, seat.row, p, p, 0});
    }
    grid.rows.back().end = p + 1;
  }
}

// Along the line between the row's two ends, so that numbering schemes such as odd/even and rows
// that run up the page come out right.
void order_row(const GridRow& row, std::span<const GridPoint> places, SeatGrid& grid) {
  const auto farthest_from = [&](std::uint32_t seat) {
    auto best = seat;
    for (auto p = row.begin; p < row.end; ++p) {
      if (distance(places[seat], places[grid.seat[p]]) > distance(places[seat], places[best])) {
        best = grid.seat[p];
      }
    }
    return best;
  };
  const auto one_end = farthest_from(grid.seat[row.begin]);
  const auto other_end = farthest_from(one_end);
  GridPoint along{places[other_end].x - places[one_end].x, places[other_end].y - places[one_end].y};
  if (along.x == 0 && along.y == 0) return;
  if (along.x < 0 || (along.x == 0 && along.y < 0)) along = {-along.x, -along.y};
  std::vector<std::tuple<float, std::uint32_t, std::uint32_t>> order;
  for (auto p = row.begin; p < row.end; ++p) {
    const GridPoint place = places[grid.seat[p]];
    order.emplace_back(place.x * along.x + place.y * along.y, p, grid.seat[p]);
  }
  std::ranges::sort(order);
  for (auto p = row.begin; p < row.end; ++p) grid.seat[p] = std::get<2>(order[p - row.begin]);
}

void find_walls(SeatGrid& grid) {
  std::vector<std::vector<float>> gaps(grid.rows.size());
  std::vector<float> all;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    for (auto p = grid.rows[r].begin + 1; p < grid.rows[r].end; ++p) {
      gaps[r].push_back(distance(grid.place[p - 1], grid.place[p]));
    }
    all.insert(all.end(), gaps[r].begin(), gaps[r].end());
  }
  const float house_usual = median(std::move(all));
  if (house_usual > 0) grid.seat_width = house_usual;
  grid.wall.assign(grid.size() + 1, 0);
  grid.wall[grid.size()] = 1;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    const GridRow& row = grid.rows[r];
    float usual = median(gaps[r]);
    // Two or three seats do not show what is usual: an aisle may be all that lies between them.
    if (usual <= 0 || (gaps[r].size() < 3 && house_usual > 0)) usual = house_usual;
    grid.wall[row.begin] = 1;
    for (auto p = row.begin + 1; p < row.end; ++p) {
      const bool aisle = usual > 0 && gaps[r][p - row.begin - 1] > kAisleFactor * usual;
      const bool standing =
          grid.use[p] == SeatUse::standing || grid.use[p - 1] == SeatUse::standing;
      grid.wall[p] = aisle || standing ? 1 : 0;
    }
  }
}

GridPoint find_focus(const SeatGrid& grid, const GridOptions& options) {
  if (options.focus) return *options.focus;
  const Box box = bounds(grid.place);
  const GridPoint centre{(box.low.x + box.high.x) / 2, (box.low.y + box.high.y) / 2};
  if (options.stage) {
    const GridPoint stage = *options.stage;
    const float length = distance(stage, centre);
    if (length > 0) {
      const GridPoint axis{(centre.x - stage.x) / length, (centre.y - stage.y) / length};
      float nearest = std::numeric_limits<float>::max();
      float farthest = std::numeric_limits<float>::lowest();
      for (const auto& place : grid.place) {
        const float depth = (place.x - stage.x) * axis.x + (place.y - stage.y) * axis.y;
        nearest = std::min(nearest, depth);
        farthest = std::max(farthest, depth);
      }
      const float back = nearest + (farthest - nearest) / 3;
      return {stage.x + axis.x * back, stage.y + axis.y * back};
    }
  }
  return {centre.x, box.low.y + (box.high.y - box.low.y) / 3};
}

void price_distances(SeatGrid& grid, GridPoint focus) {
  grid.cost.resize(grid.size());
  grid.cost_upto.assign(grid.size() + 1, 0);
  for (auto& row : grid.rows) {
    row.least_cost = std::numeric_limits<std::int64_t>::max();
    for (auto p = row.begin; p < row.end; ++p) {
      const double widths = static_cast<double>(distance(grid.place[p], focus) / grid.seat_width);
      grid.cost[p] = std::llround(widths * static_cast<double>(kCostPerSeat));
      if (grid.use[p] == SeatUse::restricted_view) grid.cost[p] += kRestrictedViewCost;
      grid.cost_upto[p + 1] = grid.cost_upto[p] + grid.cost[p];
      grid.cost_max = std::max(grid.cost_max, grid.cost[p]);
      row.least_cost = std::min(row.least_cost, grid.cost[p]);
    }
  }
}

}  // namespace

SeatGrid build_grid(std::span<const GridSeat> seats, const GridOptions& options) {
  USHER_ASSERT(seats.size() < std::numeric_limits<std::uint32_t>::max());
  SeatGrid grid;
  group_rows(seats, grid);
  std::vector<GridPoint> places;
  places.reserve(seats.size());
  for (const auto& seat : seats) places.push_back({seat.x, seat.y});
  const Box box = bounds(places);
  if (box.low.x == box.high.x && box.low.y == box.high.y) places = invented_places(seats, grid);
  grid.slot.resize(seats.size());
  grid.row_of.resize(seats.size());
  for (std::uint32_t r = 0; r < grid.rows.size(); ++r) {
    order_row(grid.rows[r], places, grid);
    for (auto p = grid.rows[r].begin; p < grid.rows[r].end; ++p) {
      const GridSeat& seat = seats[grid.seat[p]];
      grid.slot[grid.seat[p]] = p;
      grid.row_of[grid.seat[p]] = r;
      grid.use.push_back(seat.use);
      grid.zone.push_back(seat.zone);
      grid.price.push_back(seat.price_minor);
      grid.area.push_back(seat.area);
      grid.place.push_back(places[grid.seat[p]]);
    }
  }
  find_walls(grid);
  if (grid.size() > 0) price_distances(grid, find_focus(grid, options));
  return grid;
}

}  // namespace usher::inventory

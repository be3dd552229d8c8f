#include "inventory/best_available.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/assert.hpp"
#include "inventory/gaps.hpp"
#include "inventory/hold_rules.hpp"

namespace usher::inventory {
namespace {

// How many rows a split party may spread over before it counts as scattered.
constexpr std::uint32_t kBandRows = 3;
// From so many seat widths on, for each of a party, is somewhere else much nearer.
constexpr double kMuchNearer = 3;

// What makes one window of neighbours better than another, most important first.
struct WindowRank {
  std::int64_t wasted = 0;  // wheelchair places beyond those asked for, then missed companions
  int orphans = std::numeric_limits<int>::max();
  std::int64_t cost = std::numeric_limits<std::int64_t>::max();
  auto operator<=>(const WindowRank&) const = default;
};

struct Window {
  WindowRank rank{std::numeric_limits<std::int64_t>::max()};
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

// Neighbours that are all free and fit the wish, but are too few for the whole party.
struct Run {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

struct Split {
  int orphans = std::numeric_limits<int>::max();
  std::int64_t cost = std::numeric_limits<std::int64_t>::max();
  std::vector<Window> groups;
};

// One search; lives on the stack of best_available().
class Search {
 public:
  Search(const SeatGrid& grid, std::span<const std::uint8_t> states, const SeatWish& wish)
      : grid_(grid), wish_(wish) {
    mark(states);
  }

  std::optional<Suggestion> run();

 private:
  void mark(std::span<const std::uint8_t> states);
  bool fits(std::uint32_t at) const;
  Window best_window() const;
  Window best_window_in(Run run, std::uint32_t count, const Window* beside) const;
  WindowRank rank(std::uint32_t begin, std::uint32_t count) const;
  void collect_runs();
  std::uint32_t groups_needed(std::size_t first_row, std::size_t last_row) const;
  bool same_section(std::size_t first_row, std::size_t last_row) const;
  std::optional<Split> best_split() const;
  void try_band(std::size_t first_row, std::size_t last_row, std::uint32_t groups,
                Split& best) const;
  void place_groups(std::span<const Run> runs, std::span<const std::uint32_t> sizes,
                    Split& best) const;
  std::vector<std::uint32_t> nearest_seats() const;
  bool may_be_held(std::span<const std::uint32_t> slots) const;
  std::vector<std::uint32_t> anchors(std::span<const std::uint32_t> candidates) const;
  std::int64_t apart(const Window& a, const Window& b) const;
  Suggestion answer(std::vector<std::uint32_t> slots, bool adjacent) const;

  const SeatGrid& grid_;
  const SeatWish& wish_;
  std::vector<std::uint8_t> free_;    // per slot, with a taken one at the end
  std::vector<std::uint8_t> wanted_;  // free and fitting the wish
  std::size_t wanted_count_ = 0;
  std::vector<Run> runs_;              // ordered by slot
  std::vector<std::size_t> row_runs_;  // runs of row r: [row_runs_[r], row_runs_[r + 1])
};

bool Search::fits(std::uint32_t at) const {
  const SeatUse use = grid_.use[at];
  if (use == SeatUse::standing || grid_.price[at] == kNotForSale) return false;
  const bool kept = use == SeatUse::accessible || use == SeatUse::companion;
  if (kept && wish_.accessible == 0 && !wish_.released) return false;
  if (wish_.zone && grid_.zone[at] != *wish_.zone) return false;
  return !wish_.max_price_minor || grid_.price[at] <= *wish_.max_price_minor;
}

void Search::mark(std::span<const std::uint8_t> states) {
  free_.assign(grid_.size() + 1, 0);
  wanted_.assign(grid_.size() + 1, 0);
  std::vector<std::uint8_t> used(wish_.apart_from.empty() ? 0 : grid_.size(), 0);
  for (const auto seat : wish_.apart_from) used[seat] = 1;
  for (const auto& row : grid_.rows) {
    const bool here = !wish_.section || *wish_.section == row.section;
    for (auto p = row.begin; p < row.end; ++p) {
      if (states[grid_.seat[p]] != static_cast<std::uint8_t>(Vacancy::free)) continue;
      free_[p] = 1;
      if (!used.empty() && used[grid_.seat[p]] != 0) continue;
      if (here && fits(p)) {
        wanted_[p] = 1;
        ++wanted_count_;
      }
    }
  }
}

WindowRank Search::rank(std::uint32_t begin, std::uint32_t count) const {
  WindowRank rank{0, 0, grid_.cost_upto[begin + count] - grid_.cost_upto[begin]};
  if (wish_.accessible > 0) {
    std::uint32_t accessible = 0;
    std::uint32_t companions = 0;
    std::int64_t strangers = 0;
    for (auto p = begin; p < begin + count; ++p) {
      if (grid_.use[p] == SeatUse::accessible) {
        ++accessible;
      } else if (grid_.use[p] == SeatUse::companion) {
        ++companions;
      } else {
        ++strangers;
      }
    }
    const bool bound = !wish_.released && companions > accessible * kCompanionsPerSeat;
    if (bound || accessible < wish_.accessible)
      return WindowRank{std::numeric_limits<std::int64_t>::max()};
    rank.wasted = (accessible - wish_.accessible) * std::int64_t{kSuggestionMax + 1} + strangers;
  }
  rank.orphans = wish_.leaves_one_alone ? 0 : orphans_beside(grid_, free_, begin, count);
  return rank;
}

// One pass over the house with a sliding window; nothing is ranked that costs more than the best
// so far unless it could win by leaving fewer alone.
Window Search::best_window() const {
  Window best;
  std::uint32_t length = 0;
  for (std::uint32_t p = 0; p < grid_.size(); ++p) {
    if (grid_.wall[p] != 0) length = 0;
    length = wanted_[p] != 0 ? length + 1 : 0;
    if (length < wish_.count) continue;
    const auto begin = p + 1 - wish_.count;
    const auto cost = grid_.cost_upto[p + 1] - grid_.cost_upto[begin];
    const bool settled = wish_.accessible == 0 && best.rank.wasted == 0 && best.rank.orphans == 0;
    if (settled && cost >= best.rank.cost) continue;
    const WindowRank here = rank(begin, wish_.count);
    if (here < best.rank) best = {here, begin, wish_.count};
  }
  return best;
}

// The best `count` neighbours of a run; near to the group `beside`, if there is one.
Window Search::best_window_in(Run run, std::uint32_t count, const Window* beside) const {
  Window best;
  for (auto begin = run.begin; begin + count <= run.begin + run.count; ++begin) {
    Window here{{0, orphans_beside(grid_, free_, begin, count),
                 grid_.cost_upto[begin + count] - grid_.cost_upto[begin]},
                begin,
                count};
    if (beside != nullptr) here.rank.cost += apart(here, *beside);
    if (here.rank < best.rank) best = here;
  }
  return best;
}

// What it costs that two groups do not sit together: each one's way to the other's middle.
std::int64_t Search::apart(const Window& a, const Window& b) const {
  const auto middle = [&](const Window& w) {
    const GridPoint one = grid_.place[w.begin];
    const GridPoint other = grid_.place[w.begin + w.count - 1];
    return GridPoint{(one.x + other.x) / 2, (one.y + other.y) / 2};
  };
  const auto from = middle(a);
  const auto to = middle(b);
  const float widths = std::hypot(from.x - to.x, from.y - to.y) / grid_.seat_width;
  return std::llround(static_cast<double>(widths) * static_cast<double>(kCostPerSeat)) * a.count;
}

void Search::collect_runs() {
  row_runs_.reserve(grid_.rows.size() + 1);
  for (const auto& row : grid_.rows) {
    row_runs_.push_back(runs_.size());
    for (auto p = row.begin; p < row.end; ++p) {
      if (wanted_[p] == 0) continue;
      const bool continues = grid_.wall[p] == 0 && p > row.begin && wanted_[p - 1] != 0;
      if (continues) {
        ++runs_.back().count;
      } else {
        runs_.push_back({p, 1});
      }
    }
  }
  row_runs_.push_back(runs_.size());
}

bool Search::same_section(std::size_t first_row, std::size_t last_row) const {
  return grid_.rows[first_row].section == grid_.rows[last_row].section;
}

// The fewest groups that the runs of these rows need for the party; 0 if they are too few.
std::uint32_t Search::groups_needed(std::size_t first_row, std::size_t last_row) const {
  std::array<std::uint16_t, kSuggestionMax + 1> lengths{};
  for (auto i = row_runs_[first_row]; i < row_runs_[last_row + 1]; ++i) {
    ++lengths[std::min(runs_[i].count, kSuggestionMax)];
  }
  std::uint32_t seats = 0;
  std::uint32_t groups = 0;
  for (std::uint32_t length = wish_.count; length > 0; --length) {
    for (std::uint16_t i = 0; i < lengths[length]; ++i) {
      seats += length;
      ++groups;
      if (seats >= wish_.count) return groups;
    }
  }
  return 0;
}

std::optional<Split> Search::best_split() const {
  std::uint32_t fewest = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::array<std::uint32_t, kBandRows>> needed(grid_.rows.size());
  for (std::size_t r = 0; r < grid_.rows.size(); ++r) {
    for (std::size_t h = 0; h < kBandRows; ++h) {
      const auto last = r + h;
      if (last >= grid_.rows.size() || !same_section(r, last)) break;
      needed[r][h] = groups_needed(r, last);
      if (needed[r][h] > 0) fewest = std::min(fewest, needed[r][h]);
    }
  }
  Split best;
  for (std::size_t r = 0; r < grid_.rows.size(); ++r) {
    for (std::size_t h = 0; h < kBandRows; ++h) {
      if (needed[r][h] == fewest) try_band(r, r + h, fewest, best);
    }
  }
  if (best.groups.empty()) return std::nullopt;
  return best;
}

// Splits evenly: nobody shall sit alone while others have company.
std::vector<std::uint32_t> even_sizes(std::span<const Run> runs, std::uint32_t count) {
  std::vector<std::uint32_t> sizes(runs.size(), 0);
  for (std::uint32_t left = count; left > 0;) {
    for (std::size_t i = 0; i < runs.size() && left > 0; ++i) {
      if (sizes[i] == runs[i].count) continue;
      ++sizes[i];
      --left;
    }
  }
  return sizes;
}

void Search::try_band(std::size_t first_row, std::size_t last_row, std::uint32_t groups,
                      Split& best) const {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (auto r = first_row; r <= last_row; ++r) least = std::min(least, grid_.rows[r].least_cost);
  if (best.orphans == 0 && least * wish_.count >= best.cost) return;
  std::vector<Run> runs(runs_.begin() + static_cast<std::ptrdiff_t>(row_runs_[first_row]),
                        runs_.begin() + static_cast<std::ptrdiff_t>(row_runs_[last_row + 1]));
  const std::uint32_t share = (wish_.count + groups - 1) / groups;
  std::ranges::sort(runs, {}, [&](const Run& run) {
    const auto usable = std::min(run.count, share);
    const auto middle = run.begin + run.count / 2;
    return std::tuple(-static_cast<std::int64_t>(usable), grid_.cost[middle], run.begin);
  });
  runs.resize(groups);
  auto sizes = even_sizes(runs, wish_.count);
  place_groups(runs, sizes, best);
  if (best.orphans == 0) return;
  // One seat more here and one less there often saves an orphan.
  for (std::size_t from = 0; from < groups; ++from) {
    for (std::size_t to = 0; to < groups; ++to) {
      if (from == to || sizes[from] < 2 || sizes[to] == runs[to].count) continue;
      --sizes[from];
      ++sizes[to];
      place_groups(runs, sizes, best);
      ++sizes[from];
      --sizes[to];
    }
  }
}

void Search::place_groups(std::span<const Run> runs, std::span<const std::uint32_t> sizes,
                          Split& best) const {
  Split split{0, 0, {}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Window* beside = split.groups.empty() ? nullptr : split.groups.data();
    const Window group = best_window_in(runs[i], sizes[i], beside);
    split.orphans += group.rank.orphans;
    split.cost += group.rank.cost;
    split.groups.push_back(group);
  }
  if (std::pair(split.orphans, split.cost) < std::pair(best.orphans, best.cost)) {
    best = std::move(split);
  }
}

// The seat that everybody else shall sit near to: for those who asked, the wheelchair places.
std::vector<std::uint32_t> Search::anchors(std::span<const std::uint32_t> candidates) const {
  std::vector<std::uint32_t> chosen;
  const std::uint32_t wanted = std::max(1U, wish_.accessible);
  for (const auto p : candidates) {
    if (wish_.accessible == 0 || grid_.use[p] == SeatUse::accessible) chosen.push_back(p);
  }
  if (chosen.size() < wanted) return {};
  const auto first = std::ranges::min_element(
      chosen, {}, [&](std::uint32_t p) { return std::pair(grid_.cost[p], p); });
  const GridPoint place = grid_.place[*first];
  std::ranges::sort(chosen, {}, [&](std::uint32_t p) {
    const GridPoint here = grid_.place[p];
    return std::pair(std::hypot(here.x - place.x, here.y - place.y), p);
  });
  chosen.resize(wanted);
  return chosen;
}

// The last resort: single seats, in one section if it has enough, as near to each other as can be.
std::vector<std::uint32_t> Search::nearest_seats() const {
  std::vector<std::uint32_t> everywhere;
  std::vector<std::uint32_t> best;
  std::int64_t best_cost = std::numeric_limits<std::int64_t>::max();
  const auto consider = [&](std::span<const std::uint32_t> candidates) {
    if (candidates.size() < wish_.count) return;
    std::vector<std::uint32_t> chosen = anchors(candidates);
    if (chosen.empty()) return;
    const GridPoint centre = grid_.place[chosen.front()];
    std::vector<std::tuple<int, std::int64_t, std::uint32_t>> others;
    for (const auto p : candidates) {
      if (std::ranges::find(chosen, p) != chosen.end()) continue;
      const float widths =
          std::hypot(grid_.place[p].x - centre.x, grid_.place[p].y - centre.y) / grid_.seat_width;
      const int spare = wish_.accessible > 0 && grid_.use[p] == SeatUse::accessible ? 1 : 0;
      others.emplace_back(spare, std::llround(static_cast<double>(widths) * kCostPerSeat), p);
    }
    const auto missing = static_cast<std::ptrdiff_t>(wish_.count - chosen.size());
    if (missing < static_cast<std::ptrdiff_t>(others.size())) {
      std::ranges::nth_element(others, others.begin() + missing);
    }
    std::int64_t cost = 0;
    for (const auto p : chosen) cost += grid_.cost[p];
    for (const auto& [spare, way, p] : std::span(others).first(static_cast<std::size_t>(missing))) {
      chosen.push_back(p);
      cost += grid_.cost[p] + way;
    }
    if (cost < best_cost) {
      best_cost = cost;
      best = std::move(chosen);
    }
  };
  std::size_t section_begin = 0;
  for (std::size_t r = 0; r < grid_.rows.size(); ++r) {
    if (r > 0 && !same_section(r - 1, r)) {
      consider(std::span(everywhere).subspan(section_begin));
      section_begin = everywhere.size();
    }
    for (auto p = grid_.rows[r].begin; p < grid_.rows[r].end; ++p) {
      if (wanted_[p] != 0) everywhere.push_back(p);
    }
  }
  consider(std::span(everywhere).subspan(section_begin));
  if (best.empty()) consider(everywhere);
  return best;
}

Suggestion Search::answer(std::vector<std::uint32_t> slots, bool adjacent) const {
  std::ranges::sort(slots);
  Suggestion suggestion;
  std::int64_t cost = 0;
  for (const auto p : slots) {
    suggestion.seats.push_back(grid_.seat[p]);
    cost += grid_.cost[p];
  }
  const auto worst = static_cast<double>(grid_.cost_max) * static_cast<double>(slots.size());
  suggestion.score = std::round(1000.0 * (1.0 - static_cast<double>(cost) / worst)) / 10.0;
  suggestion.adjacent = adjacent;
  return suggestion;
}

std::optional<Suggestion> Search::run() {
  if (wanted_count_ < wish_.count) return std::nullopt;
  const Window window = best_window();
  std::vector<std::uint32_t> slots;
  const auto take = [&slots](const Window& group) {
    for (std::uint32_t i = 0; i < group.count; ++i) slots.push_back(group.begin + i);
  };
  if (window.count > 0) {
    take(window);
    return answer(std::move(slots), true);
  }
  if (wish_.accessible == 0) {
    collect_runs();
    if (const auto split = best_split()) {
      for (const auto& group : split->groups) take(group);
      return answer(std::move(slots), false);
    }
  }
  slots = nearest_seats();
  if (!slots.empty() && !may_be_held(slots)) {
    // Companion seats that lie apart from their accessible seats would be refused.
    for (std::uint32_t p = 0; p < grid_.size(); ++p) {
      if (wanted_[p] != 0 && grid_.use[p] == SeatUse::companion) wanted_[p] = 0;
    }
    slots = nearest_seats();
  }
  if (slots.empty()) return std::nullopt;
  return answer(std::move(slots), false);
}

bool Search::may_be_held(std::span<const std::uint32_t> slots) const {
  if (wish_.released) return true;
  std::vector<std::uint32_t> seats;
  for (const auto p : slots) seats.push_back(grid_.seat[p]);
  return unaccompanied(grid_, seats).empty();
}

// In an area people stand together, wherever their places are.
std::optional<Suggestion> best_area(const SeatGrid& grid, std::span<const std::uint8_t> states,
                                    const SeatWish& wish) {
  if (wish.accessible > 0) return std::nullopt;
  const std::set<std::uint32_t> used(wish.apart_from.begin(), wish.apart_from.end());
  struct Room {
    std::vector<std::uint32_t> seats;
    std::int64_t cost = 0;
  };
  std::map<std::int64_t, Room> areas;
  for (const auto& row : grid.rows) {
    if (wish.section && *wish.section != row.section) continue;
    for (auto p = row.begin; p < row.end; ++p) {
      const auto seat = grid.seat[p];
      if (grid.area[p] == 0 || states[seat] != static_cast<std::uint8_t>(Vacancy::free)) continue;
      if (grid.price[p] == kNotForSale || (wish.zone && grid.zone[p] != *wish.zone)) continue;
      if (wish.max_price_minor && grid.price[p] > *wish.max_price_minor) continue;
      auto& room = areas[grid.area[p]];
      if (room.seats.size() == wish.count || used.contains(seat)) continue;
      room.seats.push_back(seat);
      room.cost = grid.cost[p];
    }
  }
  const Room* best = nullptr;
  for (const auto& [area, room] : areas) {
    if (room.seats.size() < wish.count) continue;
    if (best == nullptr || room.cost < best->cost) best = &room;
  }
  if (best == nullptr) return std::nullopt;
  const double far = static_cast<double>(best->cost) / static_cast<double>(grid.cost_max);
  return Suggestion{best->seats, 100 * (1 - std::clamp(far, 0.0, 1.0)), true};
}

}  // namespace

std::optional<Suggestion> best_available(const SeatGrid& grid, std::span<const std::uint8_t> states,
                                         const SeatWish& wish) {
  USHER_ASSERT(states.size() == grid.size());
  if (wish.count == 0 || wish.count > kSuggestionMax || wish.accessible > wish.count) {
    return std::nullopt;
  }
  auto seats = Search(grid, states, wish).run();
  return seats ? std::move(seats) : best_area(grid, states, wish);
}

namespace {

// All seats of the rows that these seats are in.
std::vector<std::uint32_t> whole_rows(const SeatGrid& grid,
                                      const std::vector<std::uint32_t>& seats) {
  std::vector<std::uint8_t> named(grid.size(), 0);
  for (const auto seat : seats) named[seat] = 1;
  std::vector<std::uint32_t> all;
  for (const auto& row : grid.rows) {
    const auto in_row = std::span(grid.seat).subspan(row.begin, row.end - row.begin);
    const bool is_named = std::ranges::any_of(in_row, [&](auto seat) { return named[seat] != 0; });
    if (is_named) all.insert(all.end(), in_row.begin(), in_row.end());
  }
  return all;
}

// The nearest neighbours, if what leaves nobody alone is much farther from the best place.
std::optional<Suggestion> nearer(const SeatGrid& grid, std::span<const std::uint8_t> states,
                                 SeatWish wish, const Suggestion& best) {
  if (!wish.takes_nearer || !best.adjacent) return std::nullopt;
  wish.leaves_one_alone = true;
  wish.apart_from = best.seats;
  auto found = best_available(grid, states, wish);
  if (!found || !found->adjacent) return std::nullopt;
  const double ways = (found->score - best.score) / 100.0 * static_cast<double>(grid.cost_max);
  if (ways < kMuchNearer * static_cast<double>(kCostPerSeat)) return std::nullopt;
  return found;
}

std::int64_t dearest(const SeatGrid& grid, const Suggestion& suggestion) {
  std::vector<std::uint8_t> named(grid.size(), 0);
  for (const auto seat : suggestion.seats) named[seat] = 1;
  std::int64_t price = 0;
  for (std::uint32_t p = 0; p < grid.size(); ++p) {
    if (named[grid.seat[p]] != 0) price = std::max(price, grid.price[p]);
  }
  return price;
}

}  // namespace

std::vector<Suggestion> best_and_others(const SeatGrid& grid, std::span<const std::uint8_t> states,
                                        const SeatWish& wish, std::uint32_t more) {
  std::vector<Suggestion> found;
  auto best = best_available(grid, states, wish);
  if (!best) return found;
  const bool is_together = best->adjacent;
  const std::int64_t price = dearest(grid, *best);
  std::vector<std::uint32_t> taken = best->seats;
  auto near = more > 0 ? nearer(grid, states, wish, *best) : std::nullopt;
  found.push_back(*std::move(best));
  if (near) {
    --more;
    taken.insert(taken.end(), near->seats.begin(), near->seats.end());
    found.push_back(*std::move(near));
  }
  const auto search = [&](const SeatWish& other) -> std::optional<Suggestion> {
    auto next = best_available(grid, states, other);
    // Nobody wants to be offered seats apart beside seats together.
    if (next && is_together && !next->adjacent) return std::nullopt;
    return next;
  };
  for (std::uint32_t i = 0; i < more; ++i) {
    SeatWish elsewhere = wish;
    elsewhere.apart_from = whole_rows(grid, taken);
    SeatWish cheaper = elsewhere;
    cheaper.max_price_minor = price - 1;
    const bool is_last = i + 1 == more;
    auto next = is_last ? search(cheaper) : std::nullopt;
    if (!next) next = search(elsewhere);
    if (!next) {
      elsewhere.apart_from = taken;
      next = search(elsewhere);
    }
    if (!next) break;
    taken.insert(taken.end(), next->seats.begin(), next->seats.end());
    found.push_back(*std::move(next));
  }
  return found;
}

}  // namespace usher::inventory

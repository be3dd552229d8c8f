#include "inventory/boards.hpp"

#include <map>

#include "inventory/sql.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

// Pause between two rounds of events: changes are seen well within half a second, and a storm of
// them becomes some ten events a second for each client instead of thousands.
constexpr std::chrono::milliseconds kPublishPause{10};
constexpr std::chrono::milliseconds kBusyPublishPause{100};
// Streams from which on the longer pause is kept.
constexpr std::size_t kBusyStreams = 500;

}  // namespace

Boards::Boards() : publisher_([this] { publish_loop(); }) {}

Boards::~Boards() {
  {
    const std::lock_guard lock(publish_mutex_);
    stopping_ = true;
  }
  publish_wake_.notify_one();
  publisher_.join();
}

std::shared_ptr<SeatBoard> Boards::find(ShowId show) const {
  const std::shared_lock lock(mutex_);
  const auto found = boards_.find(show);
  return found == boards_.end() ? nullptr : found->second;
}

void Boards::put(ShowId show, std::shared_ptr<SeatBoard> board) {
  const std::unique_lock lock(mutex_);
  boards_.try_emplace(show, std::move(board));
}

std::vector<std::shared_ptr<SeatBoard>> Boards::all() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<SeatBoard>> boards;
  boards.reserve(boards_.size());
  for (const auto& [show, board] : boards_) boards.push_back(board);
  return boards;
}

std::size_t Boards::streams() const {
  std::size_t count = 0;
  for (const auto& board : all()) count += board->subscribers();
  return count;
}

void Boards::apply(const std::vector<ChangeSet>& sets) {
  std::set<std::shared_ptr<SeatBoard>> told;
  for (const auto& set : sets) {
    if (set.gone) {
      const std::unique_lock lock(mutex_);
      boards_.erase(set.show);
      continue;
    }
    const auto board = find(set.show);
    if (board && board->apply(set)) told.insert(board);
  }
  if (told.empty()) return;
  {
    const std::lock_guard lock(publish_mutex_);
    to_publish_.merge(told);
  }
  publish_wake_.notify_one();
}

void Boards::publish_loop() {
  std::unique_lock lock(publish_mutex_);
  while (!stopping_) {
    publish_wake_.wait(lock, [this] { return stopping_ || !to_publish_.empty(); });
    const auto boards = std::move(to_publish_);
    to_publish_.clear();
    lock.unlock();
    std::size_t streams = 0;
    for (const auto& board : boards) {
      board->publish();
      streams += board->subscribers();
    }
    lock.lock();
    publish_wake_.wait_for(lock, streams > kBusyStreams ? kBusyPublishPause : kPublishPause,
                           [this] { return stopping_; });
  }
}

void number_changes(store::Transaction& tx, Boards& boards) {
  auto& sets = tx.batch().of<BatchChanges>().sets;
  if (sets.empty()) return;
  std::map<ShowId, std::int64_t> counts;
  for (const auto& set : sets) {
    if (!set.silent && !set.gone) ++counts[set.show];
  }
  // From here on the number that the show's next set gets.
  for (auto& [show, count] : counts) {
    count = *tx.run_returning<std::int64_t>(sql::advance_sequence, show, count) - count + 1;
  }
  for (auto& set : sets) {
    if (!set.silent && !set.gone) set.sequence = counts[set.show]++;
  }
  auto committed = std::make_shared<const std::vector<ChangeSet>>(std::move(sets));
  tx.after_commit([&boards, committed] { boards.apply(*committed); });
}

Result<std::shared_ptr<SeatBoard>> load_board(store::Queries& q, ShowId show) {
  TRY(const auto info, shows::get_show(q, show));
  const auto rows = list_show_seats(q, show);
  auto layout = make_layout(q, info, rows);
  TRY(auto terms, load_terms(q, show, *layout));
  const auto sequence = q.find<std::int64_t>(sql::find_sequence, show).value_or(0);
  return std::make_shared<SeatBoard>(std::move(layout), std::move(terms), rows, sequence,
                                     list_active_holds(q, show));
}

}  // namespace usher::inventory

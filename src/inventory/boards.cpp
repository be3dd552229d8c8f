#include "inventory/boards.hpp"

#include <map>

#include "base/log.hpp"
#include "inventory/change_log.hpp"
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
constexpr std::string_view kNewsPrefix = "seats:";

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

void Boards::erase(ShowId show) {
  const std::unique_lock lock(mutex_);
  boards_.erase(show);
}

void Boards::apply(const std::vector<ChangeSet>& sets) {
  std::set<std::shared_ptr<SeatBoard>> told;
  for (const auto& set : sets) {
    if (set.gone) {
      erase(set.show);
      continue;
    }
    const auto board = find(set.show);
    if (board && board->apply(set)) told.insert(board);
  }
  tell(std::move(told));
}

void Boards::apply(ShowId show, const Missed& missed) {
  const auto board = find(show);
  if (!board) return;
  if (missed.gone) return erase(show);
  bool changed = missed.fresh && board->take_over(*missed.fresh);
  for (const auto& set : missed.sets) changed = board->apply(set) || changed;
  if (changed) tell({board});
}

void Boards::tell(std::set<std::shared_ptr<SeatBoard>> boards) {
  if (boards.empty()) return;
  {
    const std::lock_guard lock(publish_mutex_);
    to_publish_.merge(boards);
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
      try {
        board->publish();
      } catch (const std::exception& failure) {
        // Its streams get this change with the next one.
        log::error("publish_failed", {{"cause", std::string_view(failure.what())}});
      }
      streams += board->subscribers();
    }
    lock.lock();
    publish_wake_.wait_for(lock, streams > kBusyStreams ? kBusyPublishPause : kPublishPause,
                           [this] { return stopping_; });
  }
}

namespace {

struct Numbers {
  std::int64_t sequence = 0;
  std::int64_t changes = 0;
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (sequence, changes))

// What a batch did to one show.
struct OfShow {
  std::vector<ChangeSet*> sets;
  std::int64_t visible = 0;
  bool gone = false;
};

// Nothing when the show and its numbers are gone.
std::optional<Numbers> advance(store::Transaction& tx, ShowId show, const OfShow& batch) {
  const auto count = static_cast<std::int64_t>(batch.sets.size());
  if (batch.gone) return tx.run_returning<Numbers>(sql::count_change, show, count);
  return tx.run_returning<Numbers>(sql::advance_sequence, show, batch.visible, count);
}

// Leaves the sets for the other nodes and reads what these did since the board was last told.
void share(store::Transaction& tx, store::Store& store, Boards& boards, ShowId show,
           const OfShow& batch) {
  const auto last = batch.sets.back()->number;
  tx.run(sql::write_change, show, last, encode_changes({batch.sets.begin(), batch.sets.end()}),
         tx.now());
  tx.after_commit([&store, show] { store.tell_nodes(news_of(show)); });
  const auto board = boards.find(show);
  if (!board || batch.gone) return;
  const auto known = board->numbers().change;
  if (known + 1 >= batch.sets.front()->number) return;
  auto missed = std::make_shared<const Missed>(read_missed(tx, show, known));
  tx.after_commit([&boards, show, missed] { boards.apply(show, *missed); });
}

}  // namespace

void number_changes(store::Transaction& tx, store::Store& store, Boards& boards) {
  auto& sets = tx.batch().of<BatchChanges>().sets;
  if (sets.empty()) return;
  // In the order of the shows: their rows are locked here.
  std::map<ShowId, OfShow> shows;
  for (auto& set : sets) {
    auto& batch = shows[set.show];
    batch.sets.push_back(&set);
    set.silent = set.silent || set.gone;
    if (!set.silent) ++batch.visible;
    batch.gone = batch.gone || set.gone;
  }
  for (auto& [show, batch] : shows) {
    if (!store.shared() && batch.visible == 0) continue;
    const auto numbers = advance(tx, show, batch);
    if (!numbers) continue;
    auto sequence = numbers->sequence - batch.visible;
    auto number = numbers->changes - static_cast<std::int64_t>(batch.sets.size());
    for (auto* set : batch.sets) {
      if (!set->silent) set->sequence = ++sequence;
      if (store.shared()) set->number = ++number;
    }
    if (store.shared()) share(tx, store, boards, show, batch);
  }
  auto committed = std::make_shared<const std::vector<ChangeSet>>(std::move(sets));
  tx.after_commit([&boards, committed] { boards.apply(*committed); });
}

std::string news_of(ShowId show) { return std::string(kNewsPrefix) + show.text(); }

std::optional<ShowId> show_of_news(std::string_view news) {
  if (!news.starts_with(kNewsPrefix)) return std::nullopt;
  return ShowId{parse_id(news.substr(kNewsPrefix.size()))};
}

Result<std::shared_ptr<SeatBoard>> load_board(store::Queries& q, ShowId show) {
  const auto numbers = q.find<Numbers>(sql::find_numbers, show).value_or(Numbers{});
  TRY(const auto info, shows::get_show(q, show));
  const auto rows = list_show_seats(q, show);
  auto layout = make_layout(q, info, rows);
  TRY(auto terms, load_terms(q, show, *layout));
  return std::make_shared<SeatBoard>(std::move(layout), std::move(terms), rows,
                                     BoardNumbers{numbers.sequence, 0, numbers.changes},
                                     list_active_holds(q, show), list_allotments(q, show));
}

}  // namespace usher::inventory

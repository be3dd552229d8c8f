#include "inventory/inventory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"
#include "inventory/allotments.hpp"
#include "inventory/boards.hpp"
#include "inventory/change_log.hpp"
#include "inventory/hold_batch.hpp"
#include "inventory/map_face.hpp"
#include "inventory/seat_use.hpp"
#include "inventory/seat_views.hpp"
#include "inventory/sql.hpp"
#include "shows/events.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

constexpr std::string_view kForgetTimer = "inventory.forget";
constexpr Duration kForgetEvery = std::chrono::minutes(10);
// Ended holds answer their buyers' questions for a day.
constexpr Duration kForgetAfter = std::chrono::hours(24);
constexpr std::int64_t kForgetAtOnce = 500;
// After a fault of the database the sweeper tries again.
constexpr Duration kSweepAgainAfter = std::chrono::seconds(1);
// Holds of a node that died are swept by the others.
constexpr Duration kSweepOthersEvery = std::chrono::seconds(5);
constexpr std::string_view kSweepOthersTimer = "inventory.sweep_others";
// How long a node may be out of touch before its boards are read anew.
constexpr Duration kKeepChangesFor = std::chrono::minutes(5);

// Shows whose boards are being loaded in this batch; null while that has not come about.
struct LoadedBoards {
  std::map<ShowId, std::shared_ptr<SeatBoard>> shows;
};

Status refuse_if_claimed(store::Transaction& tx, ShowId show) {
  if (!tx.find<std::int64_t>(sql::find_live_claim_in_show, show, tx.now())) return {};
  return refuse(ErrorKind::conflict, "show_has_sold_seats",
                "Seats of this show are sold or in somebody's basket.");
}

void delete_all_of(store::Transaction& tx, ShowId show) {
  tx.run(sql::delete_claims_of_show, show);
  tx.run(sql::delete_holds_of_show, show);
  tx.run(sql::delete_clocks_of_show, show);
  tx.run(sql::delete_show_seats, show);
  tx.run(sql::delete_changes_of_show, show);
  tx.run(sql::delete_map_face, show);
}

Status refresh_terms(store::Transaction& tx, const SeatBoard& board) {
  const auto layout = board.layout();
  TRY(auto terms, load_terms(tx, layout->show, *layout));
  ChangeSet set{.show = layout->show};
  set.terms = std::move(terms);
  add_changes(tx, std::move(set));
  return {};
}

}  // namespace

Inventory::Inventory(store::Store& store, const Clock& clock, IdGenerator& ids, HoldTokens tokens,
                     Guards guards)
    : store_(store),
      clock_(clock),
      ids_(ids),
      tokens_(std::move(tokens)),
      terms_(store),
      bound_(guards.networks),
      boards_(std::make_unique<Boards>()),
      hold_batch_(std::make_unique<HoldBatch>(ids, [this](Timestamp due) { next_sweep_.by(due); })),
      allotments_(std::make_unique<Allotments>(store, clock, ids, *this, guards.attempts,
                                               [this](Timestamp due) { next_sweep_.by(due); })) {
  store_.before_commit([this](store::Transaction& tx) { number_changes(tx, store_, *boards_); });
  store_.on_news(this, [this](std::string_view news) { hear(news); });
  listen_to_events();
  listen_to_prices();
}

Inventory::~Inventory() { store_.on_news(this, nullptr); }

void Inventory::listen_to_events() {
  auto& events = store_.events();
  events.on<shows::ShowChanged>(
      [this](store::Transaction& tx, const shows::ShowChanged& event) -> Status {
        // The time may be new, or the show may only now be one that sells.
        if (shows::find_ticket_config(tx, event.show_id).accessible_release_at) {
          tx.after_commit([this] { wake_releaser(); });
        }
        return refresh(tx, event.show_id);
      });
  events.on<shows::ShowDeleting>(
      [](store::Transaction& tx, const shows::ShowDeleting& event) -> Status {
        TRY_OK(refuse_if_claimed(tx, event.show_id));
        delete_all_of(tx, event.show_id);
        tx.run(sql::delete_terms_of_show, event.show_id);
        tx.run(sql::delete_sequence, event.show_id);
        add_changes(tx, {.show = event.show_id, .gone = true});
        return {};
      });
  events.on<shows::ShowVenueChanging>(
      [](store::Transaction& tx, const shows::ShowVenueChanging& event) -> Status {
        TRY_OK(refuse_if_claimed(tx, event.show_id));
        // The numbering of changes goes on; the board is read anew when it is next asked for.
        delete_all_of(tx, event.show_id);
        add_changes(tx, {.show = event.show_id, .gone = true});
        return {};
      });
  events.on<venues::SeatDeleting>(
      [](store::Transaction& tx, const venues::SeatDeleting& event) -> Status {
        if (!tx.find<ShowSeatId>(sql::any_sale_of_venue_seat, event.seat_id)) return {};
        return refuse(ErrorKind::conflict, "seat_has_tickets",
                      "The seat is sold for a show and must stay on the map.");
      });
  events.answer<venues::SeatUseAsked>(tell_use);
  events.answer<venues::LabelsAsked>(tell_taken_labels);
}

Status Inventory::refresh(store::Transaction& tx, ShowId show) {
  // Locks the show's numbers before its terms are read: whoever comes later reads ours.
  if (store_.shared()) tx.run(sql::count_change, show, 0);
  TRY_OK(terms_.note(tx, show));
  if (const auto board = boards_->find(show)) return refresh_terms(tx, *board);
  // One that this batch has loaded before is not in its place yet, and would keep what it has read.
  const auto& loading = tx.batch().of<LoadedBoards>().shows;
  if (const auto entry = loading.find(show); entry != loading.end() && entry->second)
    return refresh_terms(tx, *entry->second);
  if (store_.shared()) add_changes(tx, {.show = show, .reload = true});
  return {};
}

std::shared_ptr<SeatBoard> Inventory::board_now(ShowId show) const { return boards_->find(show); }

boost::asio::awaitable<Result<std::shared_ptr<SeatBoard>>> Inventory::board(ShowId show) {
  if (auto found = boards_->find(show)) co_return found;
  auto load = [this, show](store::Transaction& tx) -> Result<bool> {
    if (boards_->find(show)) return false;
    // A rush for a show that nobody has looked at yet loads it once, not once per buyer.
    auto& loading = tx.batch().of<LoadedBoards>().shows;
    const auto [entry, first] = loading.try_emplace(show);
    if (!first) return false;
    TRY_OK(terms_.note(tx, show));
    TRY(auto loaded, load_board(tx, show));
    const auto& info = loaded->terms()->show;
    if (info.layout_version > 0) keep_map_face(tx, show, info.venue_id);
    entry->second = loaded;
    tx.after_commit([this, show, loaded = std::move(loaded)] { boards_->put(show, loaded); });
    return true;
  };
  // In the show's turn: what has it, too, falls before the reading or after the taking over.
  CO_TRY(const bool loaded_here,
         co_await store_.write(store::lane_of(show), std::move(load), store::Undo::decides_first));
  // The house changes prices and shows without their turn: such a commit can fall between, and no
  // board was there to take it over.
  if (loaded_here && store_.shared()) co_await catch_up(show);
  auto found = boards_->find(show);
  if (!found) co_return refuse(ErrorKind::not_found, "show_not_found", "There is no such show.");
  co_return found;
}

std::shared_ptr<SeatBoard> Inventory::public_board_now(ShowId show) const {
  auto found = boards_->find(show);
  return found && found->terms()->show.status != shows::ShowStatus::draft ? found : nullptr;
}

boost::asio::awaitable<Result<std::shared_ptr<SeatBoard>>> Inventory::public_board(ShowId show) {
  CO_TRY(auto found, co_await board(show));
  if (found->terms()->show.status == shows::ShowStatus::draft) {
    co_return refuse(ErrorKind::not_found, "show_not_found", "There is no such show.");
  }
  co_return found;
}

std::optional<shows::Availability> Inventory::availability(ShowId show) const {
  const auto board = boards_->find(show);
  if (!board || board->layout()->seats.empty()) return std::nullopt;
  return availability_of(*board, clock_.now());
}

std::vector<RowCounts> Inventory::row_counts(ShowId show) const {
  const auto board = boards_->find(show);
  return board ? inventory::row_counts(*board) : std::vector<RowCounts>{};
}

std::size_t Inventory::streams() const { return boards_->streams(); }

void Inventory::start(jobs::Timers& timers, boost::asio::any_io_executor executor) {
  timers_ = &timers;
  executor_ = std::move(executor);
  next_sweep_.start(timers);
  started_.store(true);
  boost::asio::co_spawn(executor_, warm_up(), boost::asio::detached);
  wake_sweeper();
  start_releases();
  timers.every(std::string(kForgetTimer), kForgetEvery,
               [this] { boost::asio::co_spawn(executor_, forget_holds(), boost::asio::detached); });
  if (!store_.shared()) return;
  timers.every(std::string(kSweepOthersTimer), kSweepOthersEvery, [this] { wake_sweeper(); });
}

void Inventory::hear(std::string_view news) {
  if (!started_.load()) return;
  if (news.empty()) {
    if (following_all_.exchange(true)) return;
    boost::asio::co_spawn(executor_, follow_all(), boost::asio::detached);
    return;
  }
  const auto show = show_of_news(news);
  if (!show || !boards_->find(*show)) return;
  {
    const std::lock_guard lock(following_mutex_);
    const auto [entry, fresh] = following_.try_emplace(*show, false);
    if (!fresh) {
      entry->second = true;
      return;
    }
  }
  boost::asio::co_spawn(executor_, follow(*show), boost::asio::detached);
}

boost::asio::awaitable<void> Inventory::follow(ShowId show) {
  for (;;) {
    try {
      co_await catch_up(show);
    } catch (const std::exception& failure) {
      // Asked again within a second.
      log::warning("following_failed", {{"cause", failure.what()}});
    }
    const std::lock_guard lock(following_mutex_);
    const auto entry = following_.find(show);
    if (!entry->second) {
      following_.erase(entry);
      co_return;
    }
    entry->second = false;
  }
}

boost::asio::awaitable<void> Inventory::follow_all() {
  try {
    co_await catch_up_all();
  } catch (const std::exception& failure) {
    log::warning("following_failed", {{"cause", failure.what()}});
  }
  following_all_.store(false);
}

boost::asio::awaitable<void> Inventory::catch_up(ShowId show) {
  const auto board = boards_->find(show);
  if (!board) co_return;
  const auto missed =
      co_await store_.read([show, known = board->numbers().change](store::Queries& q) {
        return read_missed(q, show, known);
      });
  boards_->apply(show, missed);
}

boost::asio::awaitable<void> Inventory::catch_up_all() {
  std::vector<Known> boards;
  for (const auto& board : boards_->all()) {
    boards.push_back({board->layout()->show, board->numbers().change});
  }
  if (boards.empty()) co_return;
  const auto behind = co_await store_.read(
      [boards = std::move(boards)](store::Queries& q) { return list_behind(q, boards); });
  for (const auto show : behind) co_await catch_up(show);
}

void Inventory::wake_sweeper() {
  boost::asio::co_spawn(executor_, sweep_and_set_timer(), boost::asio::detached);
}

boost::asio::awaitable<void> Inventory::sweep_and_set_timer() {
  try {
    co_await sweep();
    const auto next = co_await store_.read([](store::Queries& q) {
      const auto hold = q.find<std::optional<Timestamp>>(sql::find_next_due).value_or(std::nullopt);
      const auto release =
          q.find<std::optional<Timestamp>>(sql::find_next_release).value_or(std::nullopt);
      return hold && release ? std::min(*hold, *release) : hold ? hold : release;
    });
    // Holds that are made meanwhile ask for their time themselves: the earliest stays.
    if (next) next_sweep_.by(*next);
  } catch (const std::exception& failure) {
    log::error("sweep_failed", {{"cause", failure.what()}});
    next_sweep_.by(clock_.now() + kSweepAgainAfter);
  }
}

boost::asio::awaitable<void> Inventory::forget_holds() {
  try {
    for (;;) {
      const auto forgotten = co_await store_.write(
          store::kHouseLane, [](store::Transaction& tx) -> Result<std::int64_t> {
            return tx.run(sql::forget_holds, tx.now() - kForgetAfter, kForgetAtOnce);
          });
      if (!forgotten || *forgotten < kForgetAtOnce) break;
    }
    (void)co_await store_.write(store::kHouseLane, [](store::Transaction& tx) -> Status {
      tx.run(sql::forget_clocks, tx.now());
      return {};
    });
    if (!store_.shared()) co_return;
    (void)co_await store_.write(store::kHouseLane, [](store::Transaction& tx) -> Status {
      tx.run(sql::forget_changes, tx.now() - kKeepChangesFor);
      return {};
    });
  } catch (const std::exception& failure) {
    log::error("forgetting_holds_failed", {{"cause", failure.what()}});
  }
}

boost::asio::awaitable<void> Inventory::warm_up() {
  try {
    const auto selling = co_await store_.read(
        [](store::Queries& q) { return q.all<ShowId>(sql::list_shows_with_seats); });
    for (const auto show : selling) {
      if (!co_await board(show)) log::warning("board_not_loaded", {{"show", show.text()}});
    }
  } catch (const std::exception& failure) {
    log::error("warm_up_failed", {{"cause", failure.what()}});
  }
}

}  // namespace usher::inventory

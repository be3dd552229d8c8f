// Purpose: the states of one show's seats in memory. Place: inventory.
//
// Serves the state endpoint, the lists, the streams and the suggestions without the database and
// refuses a hopeless hold before it costs a write. It is a cache: loaded on the show's lane,
// changed only by what was committed there, never asked for the truth of a sale.
#pragma once
#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "inventory/allotment.hpp"
#include "inventory/best_available.hpp"
#include "inventory/changes.hpp"
#include "inventory/hold_rules.hpp"
#include "inventory/layout.hpp"
#include "inventory/types.hpp"
#include "web/cached_body.hpp"
#include "web/event_stream.hpp"

namespace usher::inventory {

// The public letter of a status in the compact state: a, r, s, b, h.
char state_letter(SeatStatus status);

// One seat as it is now.
struct SeatView {
  std::uint32_t index = 0;
  SeatStatus status = SeatStatus::available;
  std::optional<Money> price{};
  std::optional<AllotmentId> allotment{};
};

// Why seats cannot be held; empty lists mean that they can, as far as the board knows.
struct BoardVerdict {
  std::vector<std::uint32_t> unavailable;
};

struct BoardNumbers {
  std::int64_t sequence = 0;
  std::int64_t layout_version = 0;
  // Of the last change set taken over, where several nodes can be.
  std::int64_t change = 0;
};

struct FreeSeats {
  std::int64_t total = 0;  // of all seats
  std::int64_t available = 0;
  std::map<PriceZoneId, std::int64_t> available_by_zone{};
};

// Thread-safe; no function blocks for long.
class SeatBoard {
 public:
  // From what list_show_seats() gave; `at` are the show's numbers, read before all else: what is
  // told twice harms nothing.
  SeatBoard(std::shared_ptr<const Layout> layout, std::shared_ptr<const SaleTerms> terms,
            const std::vector<ShowSeatRow>& rows, BoardNumbers at,
            const std::vector<Hold>& active_holds,
            std::shared_ptr<const AllotmentList> allotments = {});

  std::shared_ptr<const Layout> layout() const;
  std::shared_ptr<const SaleTerms> terms() const;
  // Never null.
  std::shared_ptr<const AllotmentList> allotments() const;
  BoardNumbers numbers() const;

  // What the session could not have: sold, blocked, without a price, or in somebody else's live
  // hold at `now`, or in an allotment that is open and not `opened` by the buyer's code.
  BoardVerdict judge(std::span<const std::uint32_t> seats, const SessionKey& session, Timestamp now,
                     std::optional<AllotmentId> opened = {}) const;
  // What the rules about neighbours hold against these seats, which judge() found available.
  RuleVerdict judge_rules(std::span<const std::uint32_t> seats, const SessionKey& session,
                          HoldRules rules, Timestamp now,
                          std::optional<AllotmentId> opened = {}) const;
  std::vector<SeatView> views(std::span<const std::uint32_t> seats) const;
  // All seats, or those of one status.
  std::vector<SeatView> views() const;
  // How many there are and are free, counted anew only when something has changed: lists of shows
  // ask for every show.
  FreeSeats free_seats() const;
  std::optional<Suggestion> suggest(const SeatWish& wish, Timestamp now) const;
  // The same and up to `more` others to choose between; empty when there is none. With `opened`
  // of that allotment alone: its seats and those of everybody are not of one run (rule 46).
  std::vector<Suggestion> suggestions(const SeatWish& wish, std::uint32_t more, Timestamp now,
                                      std::optional<AllotmentId> opened = {}) const;
  // The layout and the compact state, ready in every encoding. The state is what it is now; only
  // where it changes more often than it could be compressed it may be some milliseconds old.
  std::shared_ptr<const web::CachedBody> seat_map() const;
  std::shared_ptr<const web::CachedBody> state_body(Duration monotonic_now) const;
  std::optional<Money> price_override(std::uint32_t seat) const;

  // Takes over a committed set. Without a number: in the order of the commits. With one: sets that
  // are known already change nothing, those that come early wait. Returns true when streams have
  // something to say.
  bool apply(const ChangeSet& set);
  // Takes over all that a board has which was read later; open charts get the whole state.
  bool take_over(const SeatBoard& fresh);

  // Starts a client: what it has missed since `last_event`, or the whole state, then all that
  // follows.
  void subscribe(std::shared_ptr<web::EventStream> stream, std::optional<std::string> last_event);
  void unsubscribe(const web::EventStream& stream);
  std::size_t subscribers() const;
  // Sends what was applied since the last time; on the publisher's thread.
  void publish();

 private:
  struct Seat {
    Timestamp expires_at{};
    std::int64_t holder = 0;
    std::optional<Money> price_override{};
    BaseStatus base = BaseStatus::available;
    bool claimed = false;
    HolderKind kind = HolderKind::hold;
    std::optional<AllotmentId> allotment{};
  };
  struct SeatNow {
    std::uint32_t index = 0;
    SeatStatus status = SeatStatus::available;
  };
  // One numbered change; a snapshot has no seats.
  struct Change {
    std::int64_t sequence = 0;
    bool snapshot = false;
    std::vector<SeatNow> seats;
  };
  struct KeyHash {
    std::size_t operator()(const SessionKey& key) const noexcept;
  };

  bool apply_next(const ChangeSet& set);
  SeatStatus status_of(std::uint32_t index) const;
  std::optional<Money> price_of_seat(std::uint32_t index) const;
  void replace_layout(std::shared_ptr<const Layout> layout);
  std::string states_text() const;
  std::string own_prices_json() const;
  // The session's own hold of the show; 0 for none. Needs mutex_.
  std::int64_t hold_of(const SessionKey& session) const;
  // For whom `own_hold` is (0: nobody) its seats are free. With `opened` only seats of that
  // allotment are free. Needs mutex_.
  Vacancy vacancy_of(std::uint32_t index, std::int64_t own_hold, Timestamp now,
                     std::optional<AllotmentId> opened) const;
  // As vacancies(), true in the rows of `seats` only. Needs mutex_.
  std::vector<std::uint8_t> rows_around(std::span<const std::uint32_t> seats,
                                        const SessionKey& session, Timestamp now,
                                        std::optional<AllotmentId> opened) const;
  std::vector<std::uint8_t> vacancies(Timestamp now, std::optional<AllotmentId> opened) const;
  // Whether the seat is set aside at `now`. Needs mutex_.
  bool is_set_aside(const Seat& seat, Timestamp now) const;
  // Gives the grid the prices of now.
  void price_grid();
  std::string state_json() const;
  web::Chunk snapshot_event() const;
  web::Chunk changes_event(std::span<const Change> changes) const;
  // Everything since `sequence` as one chunk; nullptr when it is too long ago.
  web::Chunk missed_since(std::int64_t sequence) const;
  // What was applied since the last time, as one chunk; nullptr when nothing was.
  web::Chunk take_unpublished();
  // Needs streams_mutex_.
  void push_to_all(const web::Chunk& chunk);

  // Taken before mutex_ where both are: pushing to ten thousand streams must not hold up a sale.
  mutable std::mutex streams_mutex_;
  std::vector<std::shared_ptr<web::EventStream>> streams_;
  std::atomic<bool> watched_{false};

  mutable std::mutex mutex_;
  std::shared_ptr<const Layout> layout_;
  std::shared_ptr<const SaleTerms> terms_;
  std::shared_ptr<const AllotmentList> allotments_;
  std::vector<Seat> seats_;
  std::int64_t sequence_ = 0;
  std::int64_t change_ = 0;
  // Sets whose predecessors have not come yet, by number.
  std::map<std::int64_t, ChangeSet> early_;
  // Every change of what is below or above, numbered or not.
  std::uint64_t revision_ = 1;
  mutable FreeSeats free_seats_;
  mutable std::uint64_t free_seats_of_ = 0;  // the revision
  std::unordered_map<SessionKey, HoldId, KeyHash> holds_;
  std::shared_ptr<const SeatGrid> grid_;
  std::deque<Change> recent_;
  std::vector<Change> unpublished_;

  // Representations made from the above; a mutex of their own, since compressing takes long.
  struct CachedState {
    std::shared_ptr<const web::CachedBody> body;
    std::int64_t sequence = -1;
    Duration second{};  // the second in which `made` were made
    int made = 0;
  };
  mutable std::mutex cache_mutex_;
  mutable CachedState cached_state_;
  mutable std::shared_ptr<const web::CachedBody> cached_map_;
  mutable const Layout* cached_map_of_ = nullptr;
};

}  // namespace usher::inventory

// Purpose: the door of inventory: the seats of a show, who holds them, who may have them.
// Place: inventory.
#pragma once
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accounts/accounts.hpp"
#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/measures.hpp"
#include "base/result.hpp"
#include "inventory/claims.hpp"
#include "inventory/frozen_terms.hpp"
#include "inventory/tokens.hpp"
#include "inventory/types.hpp"
#include "inventory/views.hpp"
#include "jobs/next_wake.hpp"
#include "jobs/once.hpp"
#include "jobs/timers.hpp"
#include "shows/types.hpp"
#include "store/store.hpp"

namespace usher::inventory {

class Allotments;
class Boards;
class HoldBatch;
class SeatBoard;
struct Hold;
struct SeatsChangedView;
struct SeatsPatch;

// What a buyer's code opens.
struct BuyerAccess {
  std::optional<AllotmentId> allotment{};
  // The code as it is compared; empty: none.
  std::string key{};
};

// The seats that a session wants, checked against the board: what the lane has yet to decide.
struct HoldPlan {
  ShowId show;
  SessionKey session;
  struct Seat {
    ShowSeatId id;
    std::string asked_as;  // the id that the client sent: answers echo it
    ShowSeatView view;
    // Whether the price is the seat's own.
    bool has_own_price = false;
  };
  std::vector<Seat> seats;
  Currency currency;
  // Of the terms that the prices are of.
  std::int64_t terms_version = 0;
  Duration hold_for{};
  // Staff are exempt from the rules about neighbours.
  bool by_staff = false;
  BuyerAccess access{};
  // From where; absent where nobody counts.
  std::optional<std::int64_t> network{};
  // How many seats of the show that network may hold; absent once a captcha was solved.
  std::optional<std::int64_t> network_most{};
};

// How many seats of a show one network may hold without a solved captcha (rule 59).
struct NetworkBound {
  const accounts::Captcha* captcha = nullptr;
  std::int64_t seats = 0;  // 0: no bound
  // Like other limits, it is not for callers on the server itself unless the settings say so.
  bool for_loopback = false;
};

// What stands between robots and the seats. Whoever leaves a part out says so.
struct Guards {
  NetworkBound networks;
  // What it names outlives the inventory; null: codes may be tried without end.
  const accounts::AttemptLimiter* attempts = nullptr;
};

// A change of one seat by staff.
struct SeatUpdate {
  // available, blocked or house.
  SeatStatus status = SeatStatus::available;
  // Absent keeps the seat's own price, null goes back to the zone's.
  Patch<Money> price{};
  // The version that was read.
  std::optional<std::int64_t> if_match{};
};

// Thread-safe. Lives as long as the application; made before serving. `timers` may be null in
// tests: then expired holds are still over (rule 3), only nobody sweeps them.
class Inventory : public shows::AvailabilitySource {
 public:
  Inventory(store::Store& store, const Clock& clock, IdGenerator& ids, HoldTokens tokens,
            Guards guards);
  ~Inventory() override;
  Inventory(const Inventory&) = delete;
  Inventory& operator=(const Inventory&) = delete;

  // Has the plan counted for the network, unless that is exempt. `solved`: a captcha was spent.
  void count_network(HoldPlan& plan, const std::string& network, bool is_loopback,
                     bool solved) const;
  // Spends a solution for holding seats; what is spent stays spent, whatever comes of the hold.
  // Errors: 422 `captcha_invalid`.
  boost::asio::awaitable<Status> spend_captcha(std::string solution,
                                               std::optional<jobs::OnceKey> once);

  // What the slices above do with seats, inside their own transactions.
  Claims& claims() { return claims_; }
  // What tickets cost, now and when a hold was made.
  TermsVersions& terms() { return terms_; }

  // The board, if it is in memory; nullptr else.
  std::shared_ptr<SeatBoard> board_now(ShowId show) const;
  // The same, loaded when it is not. Errors: not_found `show_not_found`.
  boost::asio::awaitable<Result<std::shared_ptr<SeatBoard>>> board(ShowId show);

  // The same for buyers: a draft is unknown to them.
  std::shared_ptr<SeatBoard> public_board_now(ShowId show) const;
  boost::asio::awaitable<Result<std::shared_ptr<SeatBoard>>> public_board(ShowId show);

  // Checks a wish against the board alone. `look_at_claims` false leaves out who has which seat and
  // what that means for its neighbours: hold_seats() looks when it has a key.
  // Errors: 409 `not_on_sale`, `seats_unavailable`, `companion_seat` with `seat_ids`, `orphan_seat`
  // with `orphan_seat_ids`; 422 `too_many_seats`, `duplicate_seat`, `seat_not_in_show`.
  Result<HoldPlan> plan_hold(const SeatBoard& board, const std::vector<std::string>& seat_ids,
                             SessionKey session, bool look_at_claims, bool by_staff = false,
                             BuyerAccess access = {}) const;
  // All seats of the plan or none (rule 2); replaces the session's hold of this show (rule 5).
  // Errors: 409 `seats_unavailable` with `unavailable_seat_ids`, with a key also those of
  // plan_hold(); 422 `idempotency_key_reused`.
  boost::asio::awaitable<Result<HoldView>> hold_seats(HoldPlan plan,
                                                      std::optional<jobs::OnceKey> once);

  // Errors of the three: 404 `reservation_not_found` (unknown, or another session's).
  boost::asio::awaitable<Result<HoldView>> find_hold(std::string token, SessionKey session);
  // The session's active holds, of whatever shows; the first to end comes first.
  boost::asio::awaitable<Result<std::vector<HoldView>>> holds_of(SessionKey session);
  // What names the hold to its session.
  std::string reservation_token(HoldId hold) const { return tokens_.token_of(hold); }
  // Adds one hold time, once. Errors: 409 `reservation_expired`, `already_extended`.
  boost::asio::awaitable<Result<HoldView>> extend_hold(std::string token, SessionKey session,
                                                       std::optional<jobs::OnceKey> once = {});
  // Releasing what is over already changes nothing.
  boost::asio::awaitable<Result<HoldView>> release_hold(std::string token, SessionKey session,
                                                        std::optional<jobs::OnceKey> once = {});

  // Gives the copy of a show its seats: those of the venue's map as it is now, blocked, kept and
  // priced as in the original; `copies` says which allotment is whose copy. None when the original
  // has none. Errors: not_found `show_not_found`.
  Status copy_seats(store::Transaction& tx, ShowId from, ShowId to,
                    const std::map<AllotmentId, AllotmentId>& copies);
  // Makes the show's seats those of its venue's map (S2); sold and held seats stay as they are.
  // Errors: 404 `show_not_found`; 409 `venue_mismatch` when `venue` is not the show's.
  // `by` says who did it, for the audit log.
  boost::asio::awaitable<Result<GeneratedView>> generate_seats(
      ShowId show, std::optional<VenueId> venue, audit::Entry by,
      std::optional<jobs::OnceKey> once = {});
  // One seat as staff see it. Errors: 404 `show_not_found`, `seat_not_found`.
  boost::asio::awaitable<Result<ShowSeatView>> find_seat(ShowId show, std::string seat_id);
  // The same seats with their versions, which staff are shown.
  boost::asio::awaitable<Result<std::vector<ShowSeatView>>> with_versions(
      ShowId show, std::vector<ShowSeatView> views);
  // Errors: 404 `seat_not_found`; 409 `seat_taken`; 412 `version_conflict`; 422 when status is
  // reserved or sold.
  boost::asio::awaitable<Result<ShowSeatView>> update_seat(ShowId show, std::string seat_id,
                                                           SeatUpdate update, audit::Entry by);

  // Many at once, in one transaction: sold and held ones are left out.
  // Errors: 404 `show_not_found`, `allotment_not_found`; 409 `allotment_released`;
  // 422 `seat_not_in_show` with `seat_ids`, `validation_failed`.
  boost::asio::awaitable<Result<SeatsChangedView>> change_seats(ShowId show, SeatsPatch patch,
                                                                audit::Entry by);
  // Seats that are set aside (H10).
  Allotments& allotments() { return *allotments_; }

  std::optional<shows::Availability> availability(ShowId show) const override;
  // Row by row; empty when the show's board is not in memory.
  std::vector<RowCounts> row_counts(ShowId show) const;
  // Open seat streams.
  std::size_t streams() const;
  void say_measures(MeasureReader& reader) const;

  // Begins to sweep and loads the boards of shows that sell. `timers` and `executor` outlive this.
  void start(jobs::Timers& timers, boost::asio::any_io_executor executor);
  // Brings the show's board up to what other nodes did, or all boards that lack something. Once
  // started, both happen by themselves: when other nodes tell, and once a second.
  boost::asio::awaitable<void> catch_up(ShowId show);
  boost::asio::awaitable<void> catch_up_all();
  // Releases what is due now; returns when nothing is. For the timer, commands and tests.
  boost::asio::awaitable<void> sweep();
  // Logs and shows the release of accessible and companion seats where it is due; the same.
  boost::asio::awaitable<void> release_accessible();

 private:
  void listen_to_events();
  void listen_to_prices();
  Result<Hold> hold_in(store::Transaction& tx, const HoldPlan& plan);
  boost::asio::awaitable<Result<HoldView>> hold_in_turn(HoldPlan plan,
                                                        std::optional<jobs::OnceKey> once);
  Result<GeneratedView> generate_in(store::Transaction& tx, ShowId show,
                                    std::optional<VenueId> venue, const audit::Entry& by);
  Result<Hold> extend_in(store::Transaction& tx, Hold hold, Duration by);
  Hold release_in(store::Transaction& tx, Hold hold);
  HoldView view_of(const Hold& hold, const SeatBoard& board, Timestamp now) const;
  Result<Hold> open_hold(store::Queries& q, const std::string& token,
                         const SessionKey& session) const;
  boost::asio::awaitable<void> sweep(ShowId show);
  // The show's prices or settings changed: also for boards that only other nodes have.
  Status refresh(store::Transaction& tx, ShowId show);
  void hear(std::string_view news);
  boost::asio::awaitable<void> follow(ShowId show);
  boost::asio::awaitable<void> follow_all();
  void wake_sweeper();
  boost::asio::awaitable<void> sweep_and_set_timer();
  void start_releases();
  void wake_releaser();
  boost::asio::awaitable<void> release_and_set_timer();
  boost::asio::awaitable<void> warm_up();
  boost::asio::awaitable<void> forget_holds();

  store::Store& store_;
  const Clock& clock_;
  IdGenerator& ids_;
  HoldTokens tokens_;
  Claims claims_{tokens_};
  CountsBy holds_{"outcome", {"held"}};
  TermsVersions terms_;
  const NetworkBound bound_;
  std::unique_ptr<Boards> boards_;
  std::unique_ptr<HoldBatch> hold_batch_;
  std::unique_ptr<Allotments> allotments_;
  jobs::Timers* timers_ = nullptr;
  boost::asio::any_io_executor executor_;
  jobs::NextWake next_sweep_{"inventory.sweep", [this] { wake_sweeper(); }};
  // Whether start() was called, for the thread that brings news; set after executor_.
  std::atomic<bool> started_{false};
  // Shows whose missed changes are being read, and whether to read once more afterwards.
  std::mutex following_mutex_;
  std::map<ShowId, bool> following_;
  std::atomic<bool> following_all_{false};
};

}  // namespace usher::inventory

#include <algorithm>
#include <unordered_set>

#include "inventory/allotments.hpp"
#include "inventory/boards.hpp"
#include "inventory/hold_batch.hpp"
#include "inventory/hold_decision.hpp"
#include "inventory/hold_rules.hpp"
#include "inventory/inventory.hpp"
#include "inventory/overtaken.hpp"
#include "inventory/seat_views.hpp"
#include "inventory/sql.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

// Expired holds in one command of the lane: small enough that the sweep of ten thousand never
// keeps a new hold waiting for long.
constexpr std::int64_t kSweepAtOnce = 100;

Error not_on_sale(shows::SaleState state) {
  return {ErrorKind::conflict, "not_on_sale",
          state == shows::SaleState::not_begun ? "The sale for this show has not begun."
                                               : "Tickets for this show are not on sale."};
}

void release_seats(store::Transaction& tx, HoldId hold, const std::vector<ShowSeatId>& seats,
                   ChangeSet& set) {
  for (const auto seat : seats) {
    if (tx.run(sql::drop_claim, seat, HolderKind::hold, hold) == 1) set.claims.push_back({seat});
  }
}

void release_seats_of(store::Transaction& tx, const Hold& hold, ChangeSet& set) {
  std::vector<ShowSeatId> seats;
  for (const auto& seat : hold.seats) seats.push_back(seat.id);
  release_seats(tx, hold.id, seats, set);
}

// Rules 8, 9, 46 and 47. Where only companions are bound, a hold without one costs a look at its
// own seats.
Status check_neighbours(const SeatBoard& board, const HoldPlan& plan, Timestamp now) {
  auto rules = hold_rules(board.terms()->config, plan.by_staff, now);
  rules.binds_companions =
      rules.binds_companions && std::ranges::any_of(plan.seats, [](const auto& seat) {
        return seat.view.seat_type == venues::SeatType::companion;
      });
  if (!rules.any()) return {};
  const auto layout = board.layout();
  std::vector<std::uint32_t> seats;
  for (const auto& seat : plan.seats) {
    if (const auto index = layout->find(seat.id)) seats.push_back(*index);
  }
  // Somebody else's seat is the better reason, and another's to give.
  if (!board.judge(seats, plan.session, now, plan.access.allotment).unavailable.empty()) return {};
  const auto verdict = board.judge_rules(seats, plan.session, rules, now, plan.access.allotment);
  // Answers name the chosen seats as the client did, others by the show's id.
  const auto ids = [&](const std::vector<std::uint32_t>& named) {
    std::vector<std::string> texts;
    for (const auto index : named) {
      const auto id = layout->seats[index].id;
      const auto chosen = std::ranges::find(plan.seats, id, &HoldPlan::Seat::id);
      texts.push_back(chosen == plan.seats.end() ? id.text() : chosen->asked_as);
    }
    return texts;
  };
  if (!verdict.companions.empty()) return refuse(companion_error(ids(verdict.companions)));
  if (!verdict.orphans.empty()) return refuse(orphan_error(ids(verdict.orphans)));
  return {};
}

}  // namespace

Result<HoldPlan> Inventory::plan_hold(const SeatBoard& board,
                                      const std::vector<std::string>& seat_ids, SessionKey session,
                                      bool look_at_claims, bool by_staff,
                                      BuyerAccess access) const {
  const auto layout = board.layout();
  const auto terms = board.terms();
  const auto now = clock_.now();
  if (seat_ids.empty()) return refuse_field("/seat_ids", "too_short", "Choose at least one seat.");
  const auto most = static_cast<std::size_t>(terms->config.max_tickets_per_order);
  if (seat_ids.size() > most) {
    return refuse(ErrorKind::invalid, "too_many_seats",
                  "At most " + std::to_string(most) + " seats can be bought at once.");
  }
  std::vector<std::uint32_t> seats;
  for (const auto& text : seat_ids) {
    const auto index = layout->find(text);
    if (!index) {
      return refuse(ErrorKind::invalid, "seat_not_in_show", "A seat is not one of this show.");
    }
    if (std::ranges::find(seats, *index) != seats.end()) {
      return refuse(ErrorKind::invalid, "duplicate_seat", "A seat was named twice.");
    }
    seats.push_back(*index);
  }
  const auto state = shows::sale_state(terms->show, now);
  if (state != shows::SaleState::open) return refuse(not_on_sale(state));
  if (look_at_claims) {
    const auto verdict = board.judge(seats, session, now, access.allotment);
    if (!verdict.unavailable.empty()) {
      boost::json::array ids;
      for (std::size_t i = 0; i < seats.size(); ++i) {
        if (std::ranges::find(verdict.unavailable, seats[i]) != verdict.unavailable.end()) {
          ids.emplace_back(seat_ids[i]);
        }
      }
      return refuse(unavailable_error(std::move(ids)));
    }
  }
  HoldPlan plan{layout->show,
                std::move(session),
                {},
                terms->config.currency,
                terms->version,
                std::chrono::minutes(terms->config.hold_minutes),
                by_staff,
                std::move(access)};
  auto views = seat_views(board, seats);
  for (std::size_t i = 0; i < seats.size(); ++i) {
    plan.seats.push_back({views[i].id, seat_ids[i], std::move(views[i]),
                          board.price_override(seats[i]).has_value()});
    plan.seats.back().view.status = SeatStatus::reserved;
  }
  if (look_at_claims) TRY_OK(check_neighbours(board, plan, now));
  return plan;
}

Result<Hold> Inventory::hold_in(store::Transaction& tx, const HoldPlan& plan) {
  auto& decided = tx.batch().of<DecidedHolds>().outcomes;
  if (const auto found = decided.find(&plan); found != decided.end()) return found->second;
  // All is read and decided before the first write, so that a refusal has nothing to undo.
  const auto previous = inventory::find_active_hold(tx, plan.session, plan.show);
  std::vector<std::optional<ClaimOfSeat>> claims;
  for (const auto& seat : plan.seats) claims.push_back(find_claim_of_seat(tx, seat.id));
  WantedSeats wanted_seats{claims, allotments_of(tx, claims)};
  if (plan.network_most)
    wanted_seats.of_network = count_claims_of_network(tx, plan.show, *plan.network);
  if (!previous || previous->status_at(tx.now()) != HoldStatus::active)
    wanted_seats.clock = find_clock(tx, plan.session, plan.show);
  TRY(auto decision, decide_hold(plan, previous, wanted_seats, tx.now(), ids_));

  const Hold& hold = decision.hold;
  ChangeSet set{.show = plan.show};
  if (decision.ends) {
    tx.run(sql::end_hold, decision.ends->id, decision.ends->status);
    release_seats(tx, decision.ends->id, decision.leaves, set);
  }
  for (const auto& claim : claims) {
    const auto over = overtaken_hold(claim, tx.now());
    if (over && (!previous || *over != previous->id)) end_overtaken_hold(tx, *over, set);
  }
  insert_hold(tx, hold);
  std::vector<ShowSeatId> wanted;
  for (const auto& seat : plan.seats) wanted.push_back(seat.id);
  std::ranges::sort(wanted);
  const Replaces replaces{HolderKind::hold, previous ? previous->id.value : 0};
  for (const auto seat : wanted) {
    const NewClaim claim{seat,          plan.show,       HolderKind::hold,
                         hold.id.value, hold.expires_at, plan.network};
    if (!claim_seat(tx, claim, replaces)) {
      // Only another node can come between the look and the claim: its commit decides.
      throw store::RetryError("a seat was taken while it was being held");
    }
    set.claims.push_back({seat, Claim{HolderKind::hold, hold.id.value, hold.expires_at}});
  }
  set.sessions.push_back({plan.session, hold.id});
  add_changes(tx, std::move(set));
  tx.after_commit([this, due = hold.expires_at] { next_sweep_.by(due); });
  return hold;
}

boost::asio::awaitable<Result<HoldView>> Inventory::hold_seats(HoldPlan plan,
                                                               std::optional<jobs::OnceKey> once) {
  auto held = co_await hold_in_turn(std::move(plan), std::move(once));
  holds_.add(held ? "held" : held.error().code);
  co_return held;
}

boost::asio::awaitable<Result<HoldView>> Inventory::hold_in_turn(
    HoldPlan plan, std::optional<jobs::OnceKey> once) {
  auto shared = std::make_shared<const HoldPlan>(std::move(plan));
  const auto lane = store::lane_of(shared->show);
  auto answer = [this, shared](const Hold& hold) {
    HoldView view{tokens_.token_of(hold.id),
                  hold.show_id,
                  HoldStatus::active,
                  hold.expires_at,
                  !hold.extended,
                  {},
                  {},
                  hold.currency};
    for (const auto& seat : shared->seats) {
      view.seats.push_back(seat.view);
      view.subtotal += *seat.view.price;
    }
    return view;
  };
  if (!once) {
    CO_TRY(const auto hold,
           co_await store_.write(
               lane, [this, shared](store::Transaction& tx) { return hold_in(tx, *shared); },
               store::Undo::decides_first, store::Together{hold_batch_.get(), shared.get()}));
    co_return answer(hold);
  }
  co_return co_await store_.write(
      lane, [this, shared, once = *std::move(once), answer](store::Transaction& tx) {
        return jobs::once<HoldView>(tx, once, [&]() -> Result<HoldView> {
          // Only now: what was held with this key before keeps its right.
          if (const auto board = boards_->find(shared->show)) {
            TRY_OK(check_neighbours(*board, *shared, tx.now()));
          }
          TRY(const auto hold, hold_in(tx, *shared));
          return answer(hold);
        });
      });
}

void Inventory::count_network(HoldPlan& plan, const std::string& network, bool is_loopback,
                              bool solved) const {
  if (bound_.seats == 0 || plan.by_staff || (is_loopback && !bound_.for_loopback)) return;
  plan.network = tokens_.number_of(network);
  if (!solved) plan.network_most = bound_.seats;
}

boost::asio::awaitable<Status> Inventory::spend_captcha(std::string solution,
                                                        std::optional<jobs::OnceKey> once) {
  if (bound_.captcha == nullptr) co_return Status{};
  std::optional<Bytes> spender;
  if (once) spender = jobs::digest_of(*once);
  co_return co_await store_.write(
      store::kHouseLane, [this, solution = std::move(solution), spender](store::Transaction& tx) {
        return bound_.captcha->spend(tx, accounts::CaptchaForm::hold, solution, spender);
      });
}

HoldView Inventory::view_of(const Hold& hold, const SeatBoard& board, Timestamp now) const {
  HoldView view{tokens_.token_of(hold.id),
                hold.show_id,
                hold.status_at(now),
                hold.expires_at,
                false,
                {},
                {},
                hold.currency};
  view.can_extend = view.status == HoldStatus::active && !hold.extended;
  const auto layout = board.layout();
  for (const auto& held : hold.seats) {
    view.subtotal += held.price;
    const auto index = layout->find(held.id);
    if (!index) continue;
    auto seat = seat_views(board, {&*index, 1}).front();
    seat.price = held.price;
    add_fees(seat, *board.terms());
    if (view.status == HoldStatus::active) seat.status = SeatStatus::reserved;
    view.seats.push_back(std::move(seat));
  }
  return view;
}

Result<Hold> Inventory::open_hold(store::Queries& q, const std::string& token,
                                  const SessionKey& session) const {
  const auto id = tokens_.open(token);
  auto hold = id ? inventory::find_hold(q, *id) : std::nullopt;
  if (!hold || hold->session_key != session) {
    return refuse(ErrorKind::not_found, "reservation_not_found",
                  "There is no such reservation in this browser.");
  }
  return *std::move(hold);
}

boost::asio::awaitable<Result<HoldView>> Inventory::find_hold(std::string token,
                                                              SessionKey session) {
  auto viewer = store::Viewer::of_session(session);
  CO_TRY(const auto hold,
         co_await store_.read(std::move(viewer),
                              [this, token = std::move(token), session = std::move(session)](
                                  store::Queries& q) { return open_hold(q, token, session); }));
  CO_TRY(const auto show_board, co_await board(hold.show_id));
  co_return view_of(hold, *show_board, clock_.now());
}

boost::asio::awaitable<Result<std::vector<HoldView>>> Inventory::holds_of(SessionKey session) {
  auto viewer = store::Viewer::of_session(session);
  const auto holds =
      co_await store_.read(std::move(viewer), [session = std::move(session)](store::Queries& q) {
        return list_holds_of_session(q, session, q.now());
      });
  std::vector<HoldView> views;
  for (const auto& hold : holds) {
    CO_TRY(const auto show_board, co_await board(hold.show_id));
    views.push_back(view_of(hold, *show_board, clock_.now()));
  }
  co_return views;
}

Result<Hold> Inventory::extend_in(store::Transaction& tx, Hold hold, Duration by) {
  if (hold.status_at(tx.now()) != HoldStatus::active) {
    return refuse(ErrorKind::conflict, "reservation_expired",
                  "The time for these seats is over. Please choose again.");
  }
  if (hold.extended) {
    return refuse(ErrorKind::conflict, "already_extended", "The time was already extended once.");
  }
  hold.extended = true;
  hold.expires_at = hold.expires_at + by;
  tx.run(sql::extend_hold, hold.id, hold.expires_at);
  ChangeSet set{.show = hold.show_id, .silent = true};
  for (const auto& seat : hold.seats) {
    const auto kept = tx.run(sql::hand_claim_over, seat.id, HolderKind::hold, hold.id,
                             HolderKind::hold, hold.id, hold.expires_at);
    if (kept != 1) throw store::RetryError("a hold lost a seat while it was extended");
    set.claims.push_back({seat.id, Claim{HolderKind::hold, hold.id.value, hold.expires_at}});
  }
  add_changes(tx, std::move(set));
  return hold;
}

boost::asio::awaitable<Result<HoldView>> Inventory::extend_hold(std::string token,
                                                                SessionKey session,
                                                                std::optional<jobs::OnceKey> once) {
  CO_TRY(const auto found, co_await find_hold(token, session));
  CO_TRY(const auto show_board, co_await board(found.show_id));
  const Duration by = std::chrono::minutes(show_board->terms()->config.hold_minutes);
  co_return co_await store_.write(
      store::lane_of(found.show_id),
      [this, token = std::move(token), session = std::move(session), once = std::move(once),
       show_board, by](store::Transaction& tx) -> Result<HoldView> {
        TRY(auto open, open_hold(tx, token, session));
        return jobs::once<HoldView>(tx, once, [&]() -> Result<HoldView> {
          TRY(const auto extended, extend_in(tx, std::move(open), by));
          return view_of(extended, *show_board, tx.now());
        });
      });
}

namespace {

// What a seat is that somebody has just given back.
SeatStatus unclaimed(BaseStatus base) {
  if (base == BaseStatus::house) return SeatStatus::house;
  return base == BaseStatus::blocked ? SeatStatus::blocked : SeatStatus::available;
}

}  // namespace

Hold Inventory::release_in(store::Transaction& tx, Hold hold) {
  if (hold.status != HoldStatus::active) return hold;
  hold.status =
      hold.status_at(tx.now()) == HoldStatus::active ? HoldStatus::released : HoldStatus::expired;
  tx.run(sql::end_hold, hold.id, hold.status);
  claims_.keep_clock(tx, hold.id);
  ChangeSet set{.show = hold.show_id};
  release_seats_of(tx, hold, set);
  set.sessions.push_back({hold.session_key, std::nullopt});
  add_changes(tx, std::move(set));
  return hold;
}

boost::asio::awaitable<Result<HoldView>> Inventory::release_hold(
    std::string token, SessionKey session, std::optional<jobs::OnceKey> once) {
  CO_TRY(const auto found, co_await find_hold(token, session));
  CO_TRY(const auto show_board, co_await board(found.show_id));
  co_return co_await store_.write(
      store::lane_of(found.show_id),
      [this, token = std::move(token), session = std::move(session), once = std::move(once),
       show_board](store::Transaction& tx) -> Result<HoldView> {
        TRY(auto open, open_hold(tx, token, session));
        return jobs::once<HoldView>(tx, once, [&]() -> Result<HoldView> {
          auto view = view_of(release_in(tx, std::move(open)), *show_board, tx.now());
          // The board knows of the release only once it is committed.
          for (auto& seat : view.seats) {
            const auto claim = find_claim_of_seat(tx, seat.id);
            if (claim && !claim->live(tx.now())) seat.status = unclaimed(claim->base_status);
          }
          return view;
        });
      });
}

boost::asio::awaitable<void> Inventory::sweep() {
  const auto shows = co_await store_.read(
      [](store::Queries& q) { return q.all<ShowId>(sql::list_due_shows, q.now()); });
  for (const auto show : shows) co_await sweep(show);
  co_await allotments_->release_due();
}

boost::asio::awaitable<void> Inventory::sweep(ShowId show) {
  for (;;) {
    const auto swept = co_await store_.write(
        store::lane_of(show), [show](store::Transaction& tx) -> Result<std::int64_t> {
          const auto due = list_due_holds(tx, show, tx.now(), kSweepAtOnce);
          for (const auto& hold : due) {
            tx.run(sql::end_hold, hold.id, HoldStatus::expired);
            ChangeSet set{.show = show};
            release_seats_of(tx, hold, set);
            set.sessions.push_back({hold.session_key, std::nullopt});
            add_changes(tx, std::move(set));
          }
          return static_cast<std::int64_t>(due.size());
        });
    if (!swept || *swept < kSweepAtOnce) co_return;
  }
}

}  // namespace usher::inventory

#include "inventory/hold_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.hpp"
#include "inventory/changes.hpp"
#include "inventory/overtaken.hpp"
#include "inventory/sql.hpp"

namespace usher::inventory {
namespace {

// A PostgreSQL array literal of numbers or of texts without quotes and backslashes.
class ArrayText {
 public:
  void add(std::int64_t value) { fmt::format_to(next(), "{}", value); }
  void add(std::string_view text) { fmt::format_to(next(), "\"{}\"", text); }
  void add_nothing() { fmt::format_to(next(), "NULL"); }
  void add_bytes(const Bytes& bytes) { fmt::format_to(next(), "\"\\\\x{}\"", to_hex(bytes)); }
  std::string text() const { return text_ + '}'; }

 private:
  std::back_insert_iterator<std::string> next() {
    if (text_.size() > 1) text_ += ',';
    return std::back_inserter(text_);
  }
  std::string text_ = "{";
};

struct SeatAndClaim {
  ShowSeatId seat;
  ShowId show_id;
  BaseStatus base_status = BaseStatus::available;
  std::optional<HolderKind> holder_kind;
  std::optional<std::int64_t> holder_id;
  std::optional<Timestamp> expires_at;
  std::optional<AllotmentId> allotment_id;
};
BOOST_DESCRIBE_STRUCT(SeatAndClaim, (),
                      (seat, show_id, base_status, holder_kind, holder_id, expires_at,
                       allotment_id))

struct NetworkCount {
  ShowId show;
  std::int64_t network = 0;
  std::int64_t held = 0;
};
BOOST_DESCRIBE_STRUCT(NetworkCount, (), (show, network, held))

// What the batch knows of the database, with what it has decided so far on top.
class Ahead {
 public:
  Ahead(store::Transaction& tx, std::span<const void* const> items) : tx_(tx) {
    for (const void* item : items) plans_.push_back(static_cast<const HoldPlan*>(item));
    read_claims();
    read_holds();
    count_networks();
  }

  void decide_all(IdGenerator& ids, DecidedHolds& decided) {
    for (const auto* plan : plans_) {
      auto decision = decide(*plan, ids);
      if (!decision) {
        decided.outcomes.insert_or_assign(plan, std::unexpected(std::move(decision.error())));
        continue;
      }
      decided.outcomes.insert_or_assign(plan, decision->hold);
      keep(*plan, *std::move(decision));
    }
  }

  // One order for everything that locks: dead holds, left seats, new holds, claims by seat.
  void write() {
    if (made_.empty()) return;
    end_holds();
    drop_claims();
    insert_holds();
    claim_seats();
    for (auto& set : sets_) add_changes(tx_, std::move(set));
  }

  const std::map<HoldId, Hold>& made() const { return made_; }

 private:
  using Session = std::pair<SessionKey, ShowId>;
  using Network = std::pair<ShowId, std::int64_t>;

  void read_claims() {
    std::set<ShowSeatId> wanted;
    for (const auto* plan : plans_) {
      for (const auto& seat : plan->seats) wanted.insert(seat.id);
    }
    ArrayText seats;
    for (const auto seat : wanted) seats.add(seat.value);
    for (auto& row : tx_.all<SeatAndClaim>(sql::list_claims_of_seats, seats.text())) {
      claims_.emplace(row.seat, ClaimOfSeat{row.show_id, row.base_status, row.holder_kind,
                                            row.holder_id, row.expires_at, row.allotment_id});
    }
    claims_before_ = claims_;
  }
  void read_holds() {
    ArrayText sessions;
    ArrayText shows;
    for (const auto* plan : plans_) {
      sessions.add_bytes(plan->session);
      shows.add(plan->show.value);
    }
    for (auto& hold : list_holds_of_sessions(tx_, sessions.text(), shows.text())) {
      const Session session{hold.session_key, hold.show_id};
      holds_.insert_or_assign(session, std::move(hold));
    }
    for (auto& clock : tx_.all<HoldClock>(sql::list_clocks_of_sessions, sessions.text(),
                                          shows.text(), tx_.now())) {
      clocks_.insert_or_assign(Session{clock.session_key, clock.show_id}, clock);
    }
  }
  void count_networks() {
    std::set<Network> asked;
    for (const auto* plan : plans_) {
      if (plan->network_most) asked.insert({plan->show, *plan->network});
    }
    if (asked.empty()) return;
    ArrayText shows, networks;
    for (const auto& [show, network] : asked) {
      shows.add(show.value);
      networks.add(network);
    }
    for (const auto& row : tx_.all<NetworkCount>(sql::count_claims_of_networks, shows.text(),
                                                 networks.text(), tx_.now(), kCountedMax)) {
      of_network_[{row.show, row.network}] = row.held;
    }
  }

  Result<HoldDecision> decide(const HoldPlan& plan, IdGenerator& ids) {
    std::vector<std::optional<ClaimOfSeat>> claims;
    for (const auto& seat : plan.seats) {
      const auto found = claims_.find(seat.id);
      claims.push_back(found != claims_.end() ? std::optional(found->second) : std::nullopt);
    }
    const auto found = holds_.find({plan.session, plan.show});
    const auto previous = found != holds_.end() ? std::optional(found->second) : std::nullopt;
    WantedSeats wanted{claims, allotments_of(tx_, claims)};
    if (plan.network_most) wanted.of_network = of_network_[{plan.show, *plan.network}];
    if (!previous || previous->status_at(tx_.now()) != HoldStatus::active) {
      const auto clock = clocks_.find({plan.session, plan.show});
      if (clock != clocks_.end()) wanted.clock = clock->second;
    }
    return decide_hold(plan, previous, wanted, tx_.now(), ids);
  }

  void keep(const HoldPlan& plan, HoldDecision decision) {
    ChangeSet set{.show = plan.show};
    if (decision.ends) {
      const auto mine = made_.find(decision.ends->id);
      if (mine != made_.end()) {
        mine->second.status = decision.ends->status;
      } else {
        ended_.push_back(*decision.ends);
      }
      for (const auto seat : decision.leaves) leave(seat, decision.ends->id, set);
    }
    const Hold& hold = decision.hold;
    if (plan.network) {
      // Seats that the session keeps were counted before, those that it leaves no longer count.
      const auto kept = std::ranges::count_if(plan.seats, [&](const auto& seat) {
        return decision.ends &&
               claims_.at(seat.id).held_by(HolderKind::hold, decision.ends->id.value);
      });
      of_network_[{plan.show, *plan.network}] +=
          std::ssize(plan.seats) - kept - std::ssize(decision.leaves);
    }
    for (const auto& seat : hold.seats) overtake(claims_.at(seat.id), set);
    for (const auto& seat : hold.seats) {
      auto& claim = claims_.at(seat.id);
      claim.holder_kind = HolderKind::hold;
      claim.holder_id = hold.id.value;
      claim.expires_at = hold.expires_at;
      networks_[seat.id] = plan.network;
      taken_.insert(seat.id);
      left_.erase(seat.id);
      set.claims.push_back({seat.id, Claim{HolderKind::hold, hold.id.value, hold.expires_at}});
    }
    set.sessions.push_back({plan.session, hold.id});
    sets_.push_back(std::move(set));
    holds_.insert_or_assign({plan.session, plan.show}, hold);
    made_.emplace(hold.id, std::move(decision.hold));
  }

  // As end_overtaken_hold() does it for one: rare, so it may ask the database for each.
  void overtake(const ClaimOfSeat& claim, ChangeSet& set) {
    const auto id = overtaken_hold(claim, tx_.now());
    if (!id) return;
    const auto hold = find_hold(tx_, *id);
    if (!hold || hold->status != HoldStatus::active) return;
    const auto is_same = [&](const EndedHold& ended) { return ended.id == *id; };
    if (std::ranges::any_of(ended_, is_same)) return;
    ended_.push_back({*id, HoldStatus::expired});
    for (const auto& seat : hold->seats) leave(seat.id, *id, set);
    holds_.erase({hold->session_key, hold->show_id});
    set.sessions.push_back({hold->session_key, std::nullopt});
  }

  // Seats that nobody in the batch asks for are not in claims_: the database looks whose they are.
  void leave(ShowSeatId seat, HoldId holder, ChangeSet& set) {
    const auto found = claims_.find(seat);
    if (found != claims_.end()) {
      if (!found->second.held_by(HolderKind::hold, holder.value)) return;
      found->second.holder_kind.reset();
      found->second.holder_id.reset();
      found->second.expires_at.reset();
    }
    // A seat that the batch itself took is given back by not writing it.
    taken_.erase(seat);
    left_.insert_or_assign(seat, holder);
    set.claims.push_back({seat});
  }

  void end_holds() {
    for (const auto status : {HoldStatus::released, HoldStatus::expired}) {
      ArrayText ids;
      bool any = false;
      for (const auto& ended : ended_) {
        if (ended.status != status) continue;
        ids.add(ended.id.value);
        any = true;
      }
      if (any) tx_.run(sql::end_holds, ids.text(), status);
    }
  }

  // A left seat's claim in the database is the one from before the batch: of a hold that ended, or
  // of one whose time had passed.
  void drop_claims() {
    if (left_.empty()) return;
    ArrayText seats;
    ArrayText holders;
    for (const auto& [seat, holder] : left_) {
      const auto before = claims_before_.find(seat);
      const bool known = before != claims_before_.end();
      seats.add(seat.value);
      holders.add(known ? before->second.holder_id.value_or(0) : holder.value);
    }
    tx_.run(sql::drop_claims, seats.text(), holders.text());
  }

  void insert_holds() {
    ArrayText ids, shows, sessions, statuses, expiries, extended, seats, currencies, terms;
    for (const auto& [id, hold] : made_) {
      ids.add(id.value);
      shows.add(hold.show_id.value);
      sessions.add_bytes(hold.session_key);
      statuses.add(boost::describe::enum_to_string(hold.status, ""));
      expiries.add(hold.expires_at.ms);
      extended.add(hold.extended ? 1 : 0);
      seats.add(seats_text(hold.seats));
      currencies.add(hold.currency.code);
      terms.add(hold.terms_version);
    }
    tx_.run(sql::insert_holds, ids.text(), shows.text(), sessions.text(), statuses.text(),
            expiries.text(), extended.text(), seats.text(), currencies.text(), terms.text());
  }

  void claim_seats() {
    ArrayText seats, shows, holders, expiries, replaced, networks;
    for (const auto seat : taken_) {
      const auto& claim = claims_.at(seat);
      seats.add(seat.value);
      shows.add(claim.show_id.value);
      holders.add(*claim.holder_id);
      expiries.add(claim.expires_at->ms);
      if (const auto network = networks_[seat]) {
        networks.add(*network);
      } else {
        networks.add_nothing();
      }
    }
    for (const auto& ended : ended_) replaced.add(ended.id.value);
    const auto claimed = tx_.run(sql::claim_seats, seats.text(), shows.text(), holders.text(),
                                 expiries.text(), replaced.text(), tx_.now(), networks.text());
    if (claimed == static_cast<std::int64_t>(taken_.size())) return;
    // Only somebody who does not take turns can come between: the commit decides.
    throw store::RetryError("a seat was taken while it was being held");
  }

  store::Transaction& tx_;
  std::vector<const HoldPlan*> plans_;
  std::map<ShowSeatId, ClaimOfSeat> claims_;
  std::map<ShowSeatId, ClaimOfSeat> claims_before_;
  std::map<Session, Hold> holds_;
  std::map<Session, HoldClock> clocks_;
  std::map<Network, std::int64_t> of_network_;
  std::map<ShowSeatId, std::optional<std::int64_t>> networks_;
  std::map<HoldId, Hold> made_;
  std::vector<EndedHold> ended_;
  std::set<ShowSeatId> taken_;
  std::map<ShowSeatId, HoldId> left_;
  std::vector<ChangeSet> sets_;
};

}  // namespace

void HoldBatch::prepare(store::Transaction& tx, std::span<const void* const> items) {
  Ahead ahead(tx, items);
  ahead.decide_all(ids_, tx.batch().of<DecidedHolds>());
  ahead.write();
  Timestamp first = kNever;
  for (const auto& [id, hold] : ahead.made()) first = std::min(first, hold.expires_at);
  if (first != kNever) tx.after_commit([this, first] { made_(first); });
}

}  // namespace usher::inventory

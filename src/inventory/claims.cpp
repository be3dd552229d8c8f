#include "inventory/claims.hpp"

#include <algorithm>

#include "inventory/allotment.hpp"
#include "inventory/changes.hpp"
#include "inventory/overtaken.hpp"
#include "inventory/seat_editing.hpp"
#include "inventory/sql.hpp"
#include "inventory/tokens.hpp"

namespace usher::inventory {
namespace {

struct ClaimedSeatRow {
  ShowSeatId id;
  SeatId seat_id;
  std::string section;
  std::string row_name;
  std::string seat_number;
  venues::SeatType seat_type = venues::SeatType::standard;
  std::optional<PriceZoneId> price_zone_id;
  std::optional<Money> price_override;
};
BOOST_DESCRIBE_STRUCT(ClaimedSeatRow, (),
                      (id, seat_id, section, row_name, seat_number, seat_type, price_zone_id,
                       price_override))

// One order for all row locks (rules 36, 61).
std::vector<ShowSeatId> in_lock_order(const std::vector<ShowSeatId>& seats) {
  auto sorted = seats;
  std::ranges::sort(sorted);
  return sorted;
}

std::vector<SeatChange> all_claimed(const std::vector<ShowSeatId>& seats, const Claim& claim) {
  std::vector<SeatChange> changes;
  for (const auto seat : seats) changes.push_back({seat, claim});
  return changes;
}

// A payment that comes too late still gets its seats when nobody has them (rule 15); of those that
// are set aside only what buyers can have at all: the code was proved when the seats were held.
bool may_be_revived(store::Transaction& tx, const ClaimOfSeat& seat) {
  if (seat.base_status == BaseStatus::available) return true;
  if (seat.base_status == BaseStatus::blocked || !seat.allotment_id) return false;
  const auto allotment = find_allotment(tx, *seat.allotment_id);
  return allotment && (allotment->code_key || !allotment->open_at(tx.now()));
}

std::unexpected<Error> no_such_hold() {
  return refuse(ErrorKind::not_found, "reservation_not_found",
                "There is no such reservation in this browser.");
}

bool owned_by_order(const std::optional<ClaimOfSeat>& claim, OrderId order) {
  return claim && claim->held_by(HolderKind::order, order.value);
}

// What the order still owns, or what nobody has and buyers can have.
bool sells(store::Transaction& tx, const std::optional<ClaimOfSeat>& claim, ShowId show,
           OrderId order) {
  if (!claim || claim->show_id != show) return false;
  return owned_by_order(claim, order) || (!claim->live(tx.now()) && may_be_revived(tx, *claim));
}

bool sells_again(store::Transaction& tx, const std::optional<ClaimOfSeat>& claim, ShowId show) {
  return claim && claim->show_id == show && !claim->live(tx.now()) &&
         claim->base_status != BaseStatus::house;
}

}  // namespace

Result<ShowId> Claims::show_of_hold(store::Queries& q, std::string_view token,
                                    const SessionKey& session) const {
  const auto id = tokens_.open(token);
  const auto hold = id ? find_hold(q, *id) : std::nullopt;
  if (!hold || hold->session_key != session) return no_such_hold();
  return hold->show_id;
}

Result<HoldForOrder> Claims::look_at_hold(store::Queries& q, std::string_view token,
                                          const SessionKey& session, ShowId show) const {
  const auto id = tokens_.open(token);
  const auto hold = id ? find_hold(q, *id) : std::nullopt;
  if (!hold || hold->session_key != session || hold->show_id != show) return no_such_hold();
  if (hold->status_at(q.now()) != HoldStatus::active) {
    return refuse(ErrorKind::conflict, "reservation_expired",
                  "The time for these seats is over. Please choose again.");
  }
  HoldForOrder answer{hold->id, show, {}, hold->currency, hold->terms_version};
  for (const auto& seat : hold->seats) {
    auto row = q.find<ClaimedSeatRow>(sql::find_claimed_seat, seat.id);
    if (!row) throw store::DatabaseError("a hold names a seat that is not there");
    answer.seats.push_back(
        {row->id, row->seat_id, std::move(row->section), std::move(row->row_name),
         std::move(row->seat_number), row->seat_type, row->price_zone_id, seat.price,
         seat.has_own_price.value_or(row->price_override.has_value()), row->price_override});
  }
  return answer;
}

Result<HoldForOrder> Claims::convert_hold(store::Transaction& tx, std::string_view token,
                                          const SessionKey& session, ShowId show, OrderId order,
                                          Timestamp until) {
  TRY(auto answer, look_at_hold(tx, token, session, show));
  std::vector<ShowSeatId> seats;
  for (const auto& seat : answer.seats) seats.push_back(seat.id);
  for (const auto seat : in_lock_order(seats)) {
    const auto moved = tx.run(sql::hand_claim_over, seat, HolderKind::hold, answer.hold,
                              HolderKind::order, order, until);
    // A live hold owns its seats: whoever takes one ends the hold in the same transaction.
    if (moved != 1) throw store::RetryError("a hold lost a seat while it became an order");
  }
  tx.run(sql::end_hold, answer.hold, HoldStatus::converted);
  // Who buys begins anew; who gives the order up gets its time back with it.
  tx.run(sql::end_clock, session, show);
  ChangeSet set{.show = show, .silent = true};
  set.claims = all_claimed(seats, {HolderKind::order, order.value, until});
  set.sessions.push_back({session, std::nullopt});
  add_changes(tx, std::move(set));
  return answer;
}

void Claims::keep_clock(store::Transaction& tx, HoldId id) {
  const auto hold = find_hold(tx, id);
  if (!hold || hold->expires_at <= tx.now()) return;
  tx.run(sql::keep_clock, hold->session_key, hold->show_id, hold->expires_at, hold->extended);
}

bool Claims::owns(store::Transaction& tx, OrderId order,
                  const std::vector<ShowSeatId>& seats) const {
  return std::ranges::all_of(in_lock_order(seats), [&](ShowSeatId seat) {
    return owned_by_order(find_claim_of_seat(tx, seat), order);
  });
}

bool Claims::can_sell(store::Transaction& tx, ShowId show, OrderId order,
                      const std::vector<ShowSeatId>& seats) const {
  return std::ranges::all_of(in_lock_order(seats), [&](ShowSeatId seat) {
    return sells(tx, find_claim_of_seat(tx, seat), show, order);
  });
}

bool Claims::can_sell_again(store::Transaction& tx, ShowId show,
                            const std::vector<ShowSeatId>& seats) const {
  return std::ranges::all_of(in_lock_order(seats), [&](ShowSeatId seat) {
    return sells_again(tx, find_claim_of_seat(tx, seat), show);
  });
}

bool Claims::extend_order(store::Transaction& tx, ShowId show, OrderId order,
                          const std::vector<ShowSeatId>& seats, Timestamp until) {
  if (!owns(tx, order, seats)) return false;
  for (const auto seat : in_lock_order(seats)) {
    tx.run(sql::hand_claim_over, seat, HolderKind::order, order, HolderKind::order, order, until);
  }
  ChangeSet set{.show = show, .silent = true};
  set.claims = all_claimed(seats, {HolderKind::order, order.value, until});
  add_changes(tx, std::move(set));
  return true;
}

void Claims::release_order(store::Transaction& tx, ShowId show, OrderId order,
                           const std::vector<ShowSeatId>& seats) {
  ChangeSet set{.show = show};
  for (const auto seat : in_lock_order(seats)) {
    if (tx.run(sql::drop_claim, seat, HolderKind::order, order) == 1) set.claims.push_back({seat});
  }
  if (!set.claims.empty()) add_changes(tx, std::move(set));
}

bool Claims::sell(store::Transaction& tx, ShowId show, OrderId order,
                  const std::vector<ShowSeatId>& seats) {
  const auto sorted = in_lock_order(seats);
  std::vector<HoldId> overtaken;
  for (const auto seat : sorted) {
    const auto claim = find_claim_of_seat(tx, seat);
    if (const auto over = overtaken_hold(claim, tx.now())) overtaken.push_back(*over);
    if (!sells(tx, claim, show, order)) return false;
  }
  ChangeSet set{.show = show};
  for (const auto hold : overtaken) end_overtaken_hold(tx, hold, set);
  for (const auto seat : sorted) {
    const NewClaim claim{seat, show, HolderKind::ticket, order.value, kNever};
    if (claim_seat(tx, claim, {HolderKind::order, order.value})) continue;
    // Only another node can come between the look and the claim: its commit decides.
    throw store::RetryError("a seat was taken while it was being sold");
  }
  for (auto& sold : all_claimed(seats, {HolderKind::ticket, order.value, kNever}))
    set.claims.push_back(std::move(sold));
  add_changes(tx, std::move(set));
  return true;
}

void Claims::release_sold(store::Transaction& tx, ShowId show, OrderId order,
                          const std::vector<ShowSeatId>& seats, ReleaseTo to) {
  ChangeSet set{.show = show};
  for (const auto seat : in_lock_order(seats)) {
    if (tx.run(sql::drop_claim, seat, HolderKind::ticket, order) != 1) continue;
    set.claims.push_back({seat});
    if (to == ReleaseTo::available) continue;
    tx.run(sql::block_show_seat, seat);
    set.blocked.push_back(seat);
  }
  if (!set.claims.empty()) add_changes(tx, std::move(set));
}

bool Claims::sell_again(store::Transaction& tx, ShowId show, OrderId order,
                        const std::vector<ShowSeatId>& seats) {
  const auto sorted = in_lock_order(seats);
  std::vector<HoldId> overtaken;
  std::vector<ShowSeatId> blocked;
  for (const auto seat : sorted) {
    const auto claim = find_claim_of_seat(tx, seat);
    if (!sells_again(tx, claim, show)) return false;
    if (claim->base_status == BaseStatus::blocked) blocked.push_back(seat);
    if (const auto over = overtaken_hold(claim, tx.now())) overtaken.push_back(*over);
  }
  auto edited = edit_seats(tx, show, blocked, {.base = BaseStatus::available});
  ChangeSet& set = edited.set;
  for (const auto hold : overtaken) end_overtaken_hold(tx, hold, set);
  for (const auto seat : sorted) {
    const NewClaim claim{seat, show, HolderKind::ticket, order.value, kNever};
    if (claim_seat(tx, claim, {HolderKind::order, order.value})) continue;
    throw store::RetryError("a seat was taken while it was being sold again");
  }
  for (auto& sold : all_claimed(seats, {HolderKind::ticket, order.value, kNever}))
    set.claims.push_back(std::move(sold));
  add_changes(tx, std::move(set));
  return true;
}

void Claims::unblock(store::Transaction& tx, ShowId show, const std::vector<ShowSeatId>& seats) {
  std::vector<ShowSeatId> blocked;
  for (const auto seat : in_lock_order(seats)) {
    const auto claim = find_claim_of_seat(tx, seat);
    if (claim && claim->show_id == show && claim->base_status == BaseStatus::blocked)
      blocked.push_back(seat);
  }
  auto edited = edit_seats(tx, show, blocked, {.base = BaseStatus::available});
  if (!edited.set.settings.empty()) add_changes(tx, std::move(edited.set));
}

}  // namespace usher::inventory

#include "inventory/repository.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "inventory/sql.hpp"

namespace usher::inventory {
namespace {

struct HoldRow {
  HoldId id;
  ShowId show_id;
  Bytes session_key;
  HoldStatus status = HoldStatus::active;
  Timestamp expires_at;
  bool extended = false;
  std::string seats;
  Currency currency;
  std::int64_t terms_version = 0;
};
BOOST_DESCRIBE_STRUCT(HoldRow, (),
                      (id, show_id, session_key, status, expires_at, extended, seats, currency,
                       terms_version))

std::vector<HeldSeat> seats_of(std::string_view text) {
  std::vector<HeldSeat> seats;
  for (const auto& pair : boost::json::parse(text).as_array()) {
    const auto& entry = pair.as_array();
    seats.push_back({ShowSeatId{entry.at(0).as_int64()}, Money{entry.at(1).as_int64()}});
    // Holds from before this was kept do not say.
    if (entry.size() > 2) seats.back().has_own_price = entry.at(2).as_int64() != 0;
  }
  return seats;
}

Hold hold_of(HoldRow row) {
  return {row.id,           row.show_id,  std::move(row.session_key), row.status,
          row.expires_at,   row.extended, seats_of(row.seats),        std::move(row.currency),
          row.terms_version};
}

std::vector<Hold> holds_of(std::vector<HoldRow> rows) {
  std::vector<Hold> holds;
  holds.reserve(rows.size());
  for (auto& row : rows) holds.push_back(hold_of(std::move(row)));
  return holds;
}

std::optional<Hold> hold_of(std::optional<HoldRow> row) {
  if (!row) return std::nullopt;
  return hold_of(*std::move(row));
}

}  // namespace

std::vector<ShowSeatRow> list_show_seats(store::Queries& q, ShowId show) {
  return q.all<ShowSeatRow>(sql::list_show_seats, show);
}

std::optional<ClaimOfSeat> find_claim_of_seat(store::Queries& q, ShowSeatId seat) {
  return q.find<ClaimOfSeat>(sql::find_claim_of_seat, seat);
}

std::optional<Hold> find_hold(store::Queries& q, HoldId id) {
  return hold_of(q.find<HoldRow>(sql::find_hold, id));
}

std::optional<Hold> find_active_hold(store::Queries& q, const SessionKey& session, ShowId show) {
  return hold_of(q.find<HoldRow>(sql::find_active_hold, session, show));
}

std::vector<Hold> list_holds_of_session(store::Queries& q, const SessionKey& session,
                                        Timestamp now) {
  return holds_of(q.all<HoldRow>(sql::list_holds_of_session, session, now));
}

void insert_hold(store::Transaction& tx, const Hold& hold) {
  tx.run(sql::insert_hold, hold.id, hold.show_id, hold.session_key, hold.expires_at, hold.extended,
         seats_text(hold.seats), hold.currency, hold.terms_version);
}

std::string seats_text(const std::vector<HeldSeat>& seats) {
  std::string text = "[";
  for (const auto& seat : seats) {
    if (text.size() > 1) text += ',';
    fmt::format_to(std::back_inserter(text), "[{},{},{}]", seat.id.value, seat.price.minor,
                   seat.has_own_price.value_or(false) ? 1 : 0);
  }
  return text += ']';
}

std::vector<Hold> list_holds_of_sessions(store::Queries& q, const std::string& sessions,
                                         const std::string& shows) {
  return holds_of(q.all<HoldRow>(sql::list_holds_of_sessions, sessions, shows));
}

std::vector<Hold> list_active_holds(store::Queries& q, ShowId show) {
  return holds_of(q.all<HoldRow>(sql::list_active_holds, show));
}

std::vector<Hold> list_all_active_holds(store::Queries& q) {
  return holds_of(q.all<HoldRow>(sql::list_all_active_holds));
}

std::vector<Hold> list_due_holds(store::Queries& q, ShowId show, Timestamp now,
                                 std::int64_t limit) {
  return holds_of(q.all<HoldRow>(sql::list_due_holds_of_show, show, now, limit));
}

bool claim_seat(store::Transaction& tx, const NewClaim& claim, Replaces replaces) {
  return tx.run(sql::claim_seat, claim.seat, claim.show, claim.kind, claim.holder, claim.expires_at,
                tx.now(), replaces.kind, replaces.id, claim.network) == 1;
}

std::optional<HoldClock> find_clock(store::Queries& q, const SessionKey& session, ShowId show) {
  return q.find<HoldClock>(sql::find_clock, session, show, q.now());
}

std::int64_t count_claims_of_network(store::Queries& q, ShowId show, std::int64_t network) {
  return q.find<std::int64_t>(sql::count_claims_of_network, show, network, q.now(), kCountedMax)
      .value_or(0);
}

}  // namespace usher::inventory

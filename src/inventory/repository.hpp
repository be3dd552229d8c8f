// Purpose: the SQL of inventory's own tables as functions. Place: inventory; private to it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "inventory/types.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

BOOST_DEFINE_ENUM_CLASS(BaseStatus, available, blocked, house)

struct ShowSeatRow {
  ShowSeatId id;
  SeatId seat_id;
  std::int64_t place = 0;
  std::int64_t position = 0;
  SectionId section_id;
  std::string row_name;
  std::string seat_number;
  venues::SeatType seat_type = venues::SeatType::standard;
  bool handicap_access = false;
  std::optional<PriceZoneId> price_zone_id;
  bool is_sellable = true;
  std::int64_t x_milli = 0;
  std::int64_t y_milli = 0;
  std::int64_t rotation_milli = 0;
  std::optional<Money> price_override;
  BaseStatus base_status = BaseStatus::available;
  std::string section_name;
  std::optional<HolderKind> holder_kind;
  std::optional<std::int64_t> holder_id;
  std::optional<Timestamp> claimed_until;
  std::optional<AllotmentId> allotment_id;
};
BOOST_DESCRIBE_STRUCT(ShowSeatRow, (),
                      (id, seat_id, place, position, section_id, row_name, seat_number, seat_type,
                       handicap_access, price_zone_id, is_sellable, x_milli, y_milli,
                       rotation_milli, price_override, base_status, section_name, holder_kind,
                       holder_id, claimed_until, allotment_id))

// What decides whether a seat can be claimed: read in the transaction that claims it.
struct ClaimOfSeat {
  ShowId show_id;
  BaseStatus base_status = BaseStatus::available;
  std::optional<HolderKind> holder_kind;
  std::optional<std::int64_t> holder_id;
  std::optional<Timestamp> expires_at;
  std::optional<AllotmentId> allotment_id;

  bool live(Timestamp now) const { return expires_at && *expires_at > now; }
  bool held_by(HolderKind kind, std::int64_t id) const {
    return holder_kind == kind && holder_id == id;
  }
};
BOOST_DESCRIBE_STRUCT(ClaimOfSeat, (),
                      (show_id, base_status, holder_kind, holder_id, expires_at, allotment_id))

// A seat in a hold with the price that the buyer was shown.
struct HeldSeat {
  ShowSeatId id;
  Money price;
  // Whether that is the seat's own, which no ticket type changes; absent in holds of old.
  std::optional<bool> has_own_price{};
};

struct Hold {
  HoldId id;
  ShowId show_id;
  SessionKey session_key;
  HoldStatus status = HoldStatus::active;
  Timestamp expires_at;
  bool extended = false;
  std::vector<HeldSeat> seats;
  Currency currency;
  // Of the show's terms that it was made under (rule 64); 0 in holds of old.
  std::int64_t terms_version = 0;

  // Rule 3: over when its time has passed, whatever the row says.
  HoldStatus status_at(Timestamp now) const {
    return status == HoldStatus::active && expires_at <= now ? HoldStatus::expired : status;
  }
};

std::vector<ShowSeatRow> list_show_seats(store::Queries& q, ShowId show);
std::optional<ClaimOfSeat> find_claim_of_seat(store::Queries& q, ShowSeatId seat);

std::optional<Hold> find_hold(store::Queries& q, HoldId id);
std::optional<Hold> find_active_hold(store::Queries& q, const SessionKey& session, ShowId show);
std::vector<Hold> list_holds_of_session(store::Queries& q, const SessionKey& session,
                                        Timestamp now);
void insert_hold(store::Transaction& tx, const Hold& hold);
// As the column holds it.
std::string seats_text(const std::vector<HeldSeat>& seats);
// Active holds; the lists are array literals. PostgreSQL only.
std::vector<Hold> list_holds_of_sessions(store::Queries& q, const std::string& sessions,
                                         const std::string& shows);
std::vector<Hold> list_active_holds(store::Queries& q, ShowId show);
std::vector<Hold> list_all_active_holds(store::Queries& q);
std::vector<Hold> list_due_holds(store::Queries& q, ShowId show, Timestamp now, std::int64_t limit);

// The time that a session has for seats of a show although it gave its hold up.
struct HoldClock {
  SessionKey session_key;
  ShowId show_id;
  Timestamp expires_at;
  bool extended = false;
};
BOOST_DESCRIBE_STRUCT(HoldClock, (), (session_key, show_id, expires_at, extended))
// One that still runs.
std::optional<HoldClock> find_clock(store::Queries& q, const SessionKey& session, ShowId show);

// More than that many held seats of one network are not counted.
inline constexpr std::int64_t kCountedMax = 10'000;
// Seats of the show that are held or in unpaid orders from the network.
std::int64_t count_claims_of_network(store::Queries& q, ShowId show, std::int64_t network);

// Who may be replaced by a new claim besides one whose time has passed.
struct Replaces {
  HolderKind kind = HolderKind::hold;
  std::int64_t id = 0;
};
struct NewClaim {
  ShowSeatId seat;
  ShowId show;
  HolderKind kind = HolderKind::hold;
  std::int64_t holder = 0;
  Timestamp expires_at;
  std::optional<std::int64_t> network{};
};
// False when somebody else owns the seat.
bool claim_seat(store::Transaction& tx, const NewClaim& claim, Replaces replaces);

}  // namespace usher::inventory

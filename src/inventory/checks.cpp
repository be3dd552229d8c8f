#include "inventory/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "inventory/repository.hpp"
#include "inventory/sql.hpp"

namespace usher::inventory {

BOOST_DESCRIBE_STRUCT(SoldSeat, (), (show_seat, order))

namespace {

struct ClaimRow {
  ShowSeatId seat;
  ShowId show;
  HolderKind kind = HolderKind::hold;
  std::int64_t holder = 0;
  Timestamp expires_at;
  std::optional<ShowId> seat_show;
};
BOOST_DESCRIBE_STRUCT(ClaimRow, (), (seat, show, kind, holder, expires_at, seat_show))

using Claims = std::map<ShowSeatId, ClaimRow>;

Claims read_claims(store::Queries& q, Findings& findings) {
  Claims claims;
  for (const auto& claim : q.all<ClaimRow>(sql::list_all_claims)) {
    if (claim.seat_show != claim.show) {
      findings.add(1,
                   fmt::format("the claim of show seat {} is not of its show", claim.seat.text()));
    }
    // The primary key forbids it; a database whose key is gone is what this looks for.
    if (!claims.try_emplace(claim.seat, claim).second) {
      findings.add(1, fmt::format("show seat {} has two claims", claim.seat.text()));
    }
  }
  return claims;
}

void check_hold(const Hold& hold, const Claims& claims, Timestamp now, Findings& findings) {
  if (hold.expires_at <= now) return;
  for (const auto& seat : hold.seats) {
    const auto claim = claims.find(seat.id);
    if (claim != claims.end() && claim->second.kind == HolderKind::hold &&
        claim->second.holder == hold.id.value && claim->second.show == hold.show_id) {
      if (claim->second.expires_at == hold.expires_at) continue;
      findings.add(1, fmt::format("hold {} and its claim of show seat {} end at different times",
                                  hold.id.text(), seat.id.text()));
      continue;
    }
    findings.add(
        1, fmt::format(
               "show seat {} is in the active hold {} but {}", seat.id.text(), hold.id.text(),
               claim == claims.end() ? "nobody has claimed it" : "somebody else has claimed it"));
  }
}

struct AstraySeat {
  ShowSeatId seat;
  AllotmentId allotment;
  std::optional<ShowId> allotment_show;
  ShowId show;
};
BOOST_DESCRIBE_STRUCT(AstraySeat, (), (seat, allotment, allotment_show, show))

// A seat is set aside for an allotment of its own show, and as long as that is open (rule 46).
void check_allotments(store::Queries& q, Findings& findings) {
  for (const auto& astray : q.all<AstraySeat>(sql::list_astray_seats)) {
    const auto what =
        fmt::format("show seat {} is in allotment {}", astray.seat.text(), astray.allotment.text());
    if (!astray.allotment_show) {
      findings.add(46, what + ", which does not exist");
    } else if (*astray.allotment_show != astray.show) {
      findings.add(46, what + ", which is another show's");
    } else {
      findings.add(46, what + ", but is set aside differently than that is open or released");
    }
  }
}

struct LabelTwins {
  ShowId show;
  std::string section;
  std::string row;
  std::string number;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(LabelTwins, (), (show, section, row, number, count))

// The unique index forbids it, but for what an earlier version left.
void check_labels(store::Queries& q, Findings& findings) {
  for (const auto& twins : q.all<LabelTwins>(sql::list_label_twins)) {
    findings.add(
        1, fmt::format("show {} has {} seats of the label {}, row {}, number {} (1a)",
                       twins.show.text(), twins.count, twins.section, twins.row, twins.number));
  }
}

}  // namespace

void check(store::Queries& q, Findings& findings) {
  check_allotments(q, findings);
  check_labels(q, findings);
  const auto claims = read_claims(q, findings);
  std::map<HoldId, Hold> active;
  for (auto& hold : list_all_active_holds(q)) {
    check_hold(hold, claims, q.now(), findings);
    active.emplace(hold.id, std::move(hold));
  }
  for (const auto& [seat, claim] : claims) {
    if (claim.kind != HolderKind::hold || claim.expires_at <= q.now()) continue;
    const auto hold = active.find(HoldId{claim.holder});
    const bool known = hold != active.end() &&
                       std::ranges::any_of(hold->second.seats,
                                           [&](const HeldSeat& held) { return held.id == seat; });
    if (!known) {
      findings.add(
          1, fmt::format("show seat {} is claimed by a hold that is not active", seat.text()));
    }
  }
}

std::vector<SoldSeat> list_sold_seats(store::Queries& q) {
  return q.all<SoldSeat>(sql::list_sold_seats);
}

}  // namespace usher::inventory

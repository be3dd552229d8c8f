#include "inventory/overtaken.hpp"

#include "inventory/sql.hpp"

namespace usher::inventory {

std::optional<HoldId> overtaken_hold(const std::optional<ClaimOfSeat>& claim, Timestamp now) {
  if (!claim || claim->holder_kind != HolderKind::hold || claim->live(now)) return std::nullopt;
  return HoldId{*claim->holder_id};
}

void end_overtaken_hold(store::Transaction& tx, HoldId id, ChangeSet& set) {
  const auto hold = find_hold(tx, id);
  if (!hold || tx.run(sql::end_hold, id, HoldStatus::expired) == 0) return;
  for (const auto& seat : hold->seats) {
    if (tx.run(sql::drop_claim, seat.id, HolderKind::hold, id) == 1)
      set.claims.push_back({seat.id});
  }
  set.sessions.push_back({hold->session_key, std::nullopt});
}

}  // namespace usher::inventory

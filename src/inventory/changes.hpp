// Purpose: what a command did to seats, collected until the batch commits. Place: inventory;
// private.
//
// Commands add change sets to their batch; before the COMMIT each set that buyers can see gets the
// show's next number (rule 6), after it the seat boards take the sets over in this order.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "inventory/repository.hpp"
#include "inventory/types.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

struct Allotment;
struct Layout;
struct SaleTerms;

// Who has the seat now; nullopt: nobody.
struct Claim {
  HolderKind kind = HolderKind::hold;
  std::int64_t holder = 0;
  Timestamp expires_at;
};

struct SeatChange {
  ShowSeatId seat;
  std::optional<Claim> claim{};
};

// Sets what the seat is without a claim, its own price and whose it is.
struct SeatSetting {
  ShowSeatId seat;
  BaseStatus base_status = BaseStatus::available;
  std::optional<Money> price_override{};
  std::optional<AllotmentId> allotment{};
};

// A session's hold began (hold set) or ended.
struct SessionChange {
  SessionKey session;
  std::optional<HoldId> hold{};
};

struct ChangeSet {
  ShowId show;
  std::vector<SeatChange> claims{};
  std::vector<SeatSetting> settings{};
  // Seats that are blocked from now on and nobody's allotment, their price unchanged.
  std::vector<ShowSeatId> blocked{};
  std::vector<SessionChange> sessions{};
  // Buyers see nothing of it: no number, no event.
  bool silent = false;
  // The seats themselves or what they cost changed: open charts read everything again.
  std::shared_ptr<const Layout> layout{};
  std::shared_ptr<const SaleTerms> terms{};
  // All allotments of the show, when one of them changed.
  std::shared_ptr<const std::vector<Allotment>> allotments{};
  // The show is gone, or its seats are: the board is.
  bool gone = false;
  // What changed is not told here: who has a board reads everything again.
  bool reload = false;
  // Given before the commit; 0 when silent.
  std::int64_t sequence = 0;
  // The same, counting silent sets too; 0 where no other node can be.
  std::int64_t number = 0;

  bool needs_reading() const { return reload || gone || layout || terms || allotments; }
};

struct BatchChanges {
  std::vector<ChangeSet> sets;
};

// Adds a set to the batch; it is dropped again when the command is undone.
inline void add_changes(store::Transaction& tx, ChangeSet set) {
  auto& changes = tx.batch().of<BatchChanges>();
  tx.on_undo([&changes, size = changes.sets.size()] { changes.sets.resize(size); });
  changes.sets.push_back(std::move(set));
}

}  // namespace usher::inventory

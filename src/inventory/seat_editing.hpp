// Purpose: what staff make of a show's seats: available, blocked, the house's, an allotment's, at a
// price of their own. Place: inventory; private to it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inventory/changes.hpp"
#include "inventory/repository.hpp"
#include "inventory/seat_board.hpp"

namespace usher::inventory {

// At most one of `base`, `into` and `out`.
struct SeatsWish {
  // Also takes the seats out of their allotment.
  std::optional<BaseStatus> base{};
  std::optional<AllotmentId> into{};
  // Out of their allotment, back on sale.
  bool out = false;
  Patch<Money> price{};
};

struct EditedSeats {
  // Tells the boards; settings are empty when nothing changed.
  ChangeSet set;
  // Sold or held: they keep what and whose they are, and get the price.
  std::vector<ShowSeatId> taken;
};

// Changes the seats of the show among `seats`. The caller adds the set.
EditedSeats edit_seats(store::Transaction& tx, ShowId show, std::span<const ShowSeatId> seats,
                       const SeatsWish& wish);

// The show seats that clients name by either id, each once.
// Errors: 422 `seat_not_in_show` with `seat_ids`.
Result<std::vector<ShowSeatId>> named_seats(const Layout& layout,
                                            std::span<const std::string> seat_ids);

// The 409 that names seats which are sold or held.
Error taken_error(const std::vector<std::string>& seat_ids);

}  // namespace usher::inventory

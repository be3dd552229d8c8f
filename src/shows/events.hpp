// Purpose: what shows tells the slices above, inside its transaction. Place: shows.
// A handler refuses the change by returning an error (409 with its own code).
#pragma once
#include <functional>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "shows/types.hpp"

namespace usher::shows {

// The show, its recital's or venue's name, or its ticket configuration has changed or begun to be.
struct ShowChanged {
  ShowId show_id;
};

// A show is about to be deleted; whoever has rows about it deletes them or refuses.
struct ShowDeleting {
  ShowId show_id;
};

// A recital without shows is about to be deleted.
struct RecitalDeleting {
  RecitalId recital_id;
};

// A show is about to move to another venue; refused by whoever has sold or held its seats.
struct ShowVenueChanging {
  ShowId show_id;
  VenueId from;
  VenueId to;
};

// A show's status is about to change, by a step that is allowed as such.
struct ShowStatusChanging {
  ShowId show_id;
  ShowStatus from;
  ShowStatus to;
  // Whoever changes it tells and refunds the show's buyers.
  bool sees_to_orders = false;
};

// A show's prices are about to be in another currency; refused by whoever has orders in this one.
struct ShowCurrencyChanging {
  ShowId show_id;
  Currency from;
  Currency to;
};

// A show's configuration is about to be another; refused by whoever knows a seat whose price would
// be wrong by it.
struct ShowPricesChanging {
  ShowId show_id;
  const TicketConfig* before = nullptr;
  const TicketConfig* after = nullptr;
};

// A show was made as a copy of another; whoever has rows about the original may copy them, too.
struct ShowDuplicated {
  ShowId from;
  ShowId to;
  // As far from the start of the copy as it was from that of the original (rule 50).
  std::function<Timestamp(Timestamp)> shifted;
};

}  // namespace usher::shows

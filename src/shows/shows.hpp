// Purpose: the door of shows: recitals, their performances and how tickets are sold. Place: shows.
#pragma once
#include <optional>

#include "base/result.hpp"
#include "shows/events.hpp"
#include "shows/rules.hpp"
#include "shows/types.hpp"
#include "store/transaction.hpp"

namespace usher::shows {

// For the slices above, inside their own unit of work.
std::optional<ShowInfo> find_show(store::Queries& q, ShowId id);
// Errors: not_found `show_not_found`.
Result<ShowInfo> get_show(store::Queries& q, ShowId id);
std::optional<Recital> find_recital(store::Queries& q, RecitalId id);
// The show's configuration, or the defaults when nobody has made one.
TicketConfig find_ticket_config(store::Queries& q, ShowId show);
// Counts a generation of the show's seats and returns the new layout version.
std::int64_t advance_layout_version(store::Transaction& tx, ShowId show);

}  // namespace usher::shows

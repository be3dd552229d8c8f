// Purpose: pure decisions about shows: who may buy when, which status may follow which. Place:
// shows.
#pragma once
#include "base/result.hpp"
#include "shows/types.hpp"

namespace usher::shows {

// A show is past this long after its start.
inline constexpr Duration kPastAfter = std::chrono::hours(4);

// When sales end: as configured, or at the start of the show.
Timestamp effective_sales_end(const ShowInfo& show);

// Whether tickets can be bought at `now`, without a look at free seats.
SaleState sale_state(const ShowInfo& show, Timestamp now);

// The status as people see it: `past` once the show is over, unless it was cancelled.
ShowStatus effective_status(const ShowInfo& show, Timestamp now);

// Errors: conflict `invalid_status_change` when `to` cannot follow `from`. A show that is past can
// only come back with a start in the future.
Status check_status_change(ShowStatus from, ShowStatus to, bool starts_in_future);

}  // namespace usher::shows

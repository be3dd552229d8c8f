// Purpose: pure decisions about shows: who may buy when, which status may follow which. Place:
// shows.
#pragma once
#include "base/result.hpp"
#include "shows/types.hpp"
#include "shows/views.hpp"

namespace usher::shows {

// A show is past this long after its start.
inline constexpr Duration kPastAfter = std::chrono::hours(4);

// When sales end: as configured, or at the start of the show.
Timestamp effective_sales_end(const ShowInfo& show);

// Whether tickets can be bought at `now`, without a look at free seats.
SaleState sale_state(const ShowInfo& show, Timestamp now);

// The status as people see it: `past` once the show is over, unless it was cancelled.
ShowStatus effective_status(const ShowInfo& show, Timestamp now);

// Whether what was held or ordered before may still be bought. A pause or the end of the sale
// takes nothing from those who have their seats already.
bool may_be_bought(ShowStatus status);

// Errors: conflict `invalid_status_change` when `to` cannot follow `from`. A show that is past can
// only come back with a start in the future.
Status check_status_change(ShowStatus from, ShowStatus to, bool starts_in_future);

// Where the start of a show is to be: an instant, or the wall clock's time in `zone`.
struct WantedStart {
  std::optional<Timestamp> at;
  std::optional<std::string> local;
};
// The wanted start. When both are given they must agree, unless one of them only repeats
// `current`: then the other one is the change.
// Errors: invalid at /starts_at or /starts_at_local: `required`, `invalid_format`,
// `local_time_does_not_exist`, `local_time_is_ambiguous`, `times_disagree`.
Result<Timestamp> resolve_start(const WantedStart& wanted, const TimeZoneName& zone,
                                std::optional<Timestamp> current);

// The same distance from the start on the wall clock (rule 50), for a show that moves.
Timestamp shift_with_start(Timestamp at, Timestamp old_start, Timestamp new_start,
                           const TimeZoneName& zone);

// Errors: invalid `out_of_order` when doors open after the start or sales end before they begin.
Status check_times(const ShowInfo& show);

// A percentage as requests write it (8.25). Errors: invalid at `pointer`: `out_of_range`,
// `too_precise`.
Result<pricing::Percent> read_percent(double percent, pricing::Percent max,
                                      const std::string& pointer);

// The configuration after a change; `zones` are those of the venue.
// Errors: invalid with all faults.
Result<TicketConfig> changed_config(TicketConfig config, const TicketConfigBody& body,
                                    const std::vector<PriceZoneId>& zones);

TicketConfigView view_of(const TicketConfig& config);

// Why no card could be charged for one ticket at this price: a code and a sentence.
struct Uncharged {
  std::string code;
  std::string detail;
};
std::optional<Uncharged> why_uncharged(const TicketConfig& config, Money price);

}  // namespace usher::shows

#include "shows/rules.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace usher::shows {
namespace {

struct Step {
  ShowStatus from;
  ShowStatus to;
};

// What may follow what. `past` comes back only with a new date; `cancelled` never does: its buyers
// were told and refunded.
constexpr std::array kSteps{
    Step{ShowStatus::draft, ShowStatus::on_sale},
    Step{ShowStatus::draft, ShowStatus::paused},
    Step{ShowStatus::draft, ShowStatus::cancelled},
    Step{ShowStatus::draft, ShowStatus::past},
    Step{ShowStatus::on_sale, ShowStatus::draft},
    Step{ShowStatus::on_sale, ShowStatus::paused},
    Step{ShowStatus::on_sale, ShowStatus::sold_out},
    Step{ShowStatus::on_sale, ShowStatus::past},
    Step{ShowStatus::on_sale, ShowStatus::cancelled},
    Step{ShowStatus::paused, ShowStatus::draft},
    Step{ShowStatus::paused, ShowStatus::on_sale},
    Step{ShowStatus::paused, ShowStatus::sold_out},
    Step{ShowStatus::paused, ShowStatus::past},
    Step{ShowStatus::paused, ShowStatus::cancelled},
    Step{ShowStatus::sold_out, ShowStatus::on_sale},
    Step{ShowStatus::sold_out, ShowStatus::paused},
    Step{ShowStatus::sold_out, ShowStatus::past},
    Step{ShowStatus::sold_out, ShowStatus::cancelled},
    Step{ShowStatus::past, ShowStatus::draft},
    Step{ShowStatus::past, ShowStatus::on_sale},
    Step{ShowStatus::past, ShowStatus::paused},
};

std::string text_of(ShowStatus status) { return boost::describe::enum_to_string(status, ""); }

}  // namespace

Timestamp effective_sales_end(const ShowInfo& show) {
  return show.sales_end.value_or(show.starts_at);
}

SaleState sale_state(const ShowInfo& show, Timestamp now) {
  switch (show.status) {
    case ShowStatus::draft:
      return SaleState::draft;
    case ShowStatus::cancelled:
      return SaleState::cancelled;
    case ShowStatus::past:
      return SaleState::over;
    default:
      break;
  }
  if (now >= effective_sales_end(show)) return SaleState::over;
  if (show.status == ShowStatus::paused) return SaleState::paused;
  if (show.status == ShowStatus::sold_out) return SaleState::sold_out;
  if (show.sales_start && now < *show.sales_start) return SaleState::not_begun;
  return SaleState::open;
}

ShowStatus effective_status(const ShowInfo& show, Timestamp now) {
  if (show.status == ShowStatus::cancelled) return ShowStatus::cancelled;
  return now >= show.starts_at + kPastAfter ? ShowStatus::past : show.status;
}

bool may_be_bought(ShowStatus status) {
  return status != ShowStatus::cancelled && status != ShowStatus::draft;
}

Status check_status_change(ShowStatus from, ShowStatus to, bool starts_in_future) {
  if (from == to) return {};
  const bool known = std::ranges::any_of(
      kSteps, [&](const Step& step) { return step.from == from && step.to == to; });
  if (!known) {
    return refuse(ErrorKind::conflict, "invalid_status_change",
                  "A show that is " + text_of(from) + " cannot become " + text_of(to) + ".");
  }
  if (from == ShowStatus::past && !starts_in_future) {
    return refuse(ErrorKind::conflict, "invalid_status_change",
                  "The show is over. Give it a start in the future first.");
  }
  return {};
}

namespace {

// What the wall clock shows, as milliseconds that only differ like wall clock times do.
std::int64_t wall_ms(Timestamp at, const TimeZoneName& zone) {
  return at.ms + std::chrono::milliseconds(utc_offset(at, zone)).count();
}

Result<Timestamp> from_wall(const std::string& local, const TimeZoneName& zone,
                            std::optional<Timestamp> current) {
  auto at = from_local(local, zone, WhenTwice::refuse, current);
  if (at) return *at;
  return refuse_field("/starts_at_local", at.error().code, at.error().detail);
}

// Whether the wall clock shows `local` at that instant, as far as `local` says.
bool shows_wall_time(Timestamp at, const TimeZoneName& zone, std::string_view local) {
  return local.size() >= 16 && to_local_string(at, zone).starts_with(local.substr(0, 19));
}

}  // namespace

Result<Timestamp> resolve_start(const WantedStart& wanted, const TimeZoneName& zone,
                                std::optional<Timestamp> current) {
  if (!wanted.at && !wanted.local) {
    if (current) return *current;
    return refuse_field("/starts_at", "required", "Is missing.");
  }
  if (!wanted.local) return *wanted.at;
  if (!wanted.at || (current && *wanted.at == *current)) {
    return from_wall(*wanted.local, zone, current);
  }
  if (shows_wall_time(*wanted.at, zone, *wanted.local)) return *wanted.at;
  if (current && shows_wall_time(*current, zone, *wanted.local)) return *wanted.at;
  return refuse_field("/starts_at_local", "times_disagree",
                      "starts_at and starts_at_local are different times.");
}

Timestamp shift_with_start(Timestamp at, Timestamp old_start, Timestamp new_start,
                           const TimeZoneName& zone) {
  const std::int64_t distance = wall_ms(at, zone) - wall_ms(old_start, zone);
  const Timestamp wall{wall_ms(new_start, zone) + distance};
  constexpr std::size_t kWithoutZone = 23;  // "2026-12-24T19:30:00.000"
  const auto moved =
      from_local(format_rfc3339(wall).substr(0, kWithoutZone), zone, WhenTwice::earlier);
  // A time that the clocks skip: as long before the start as it was.
  return moved ? *moved : at + (new_start - old_start);
}

Status check_times(const ShowInfo& show) {
  if (show.doors_at && *show.doors_at > show.starts_at) {
    return refuse_field("/doors_at", "out_of_order", "Doors must open before the show starts.");
  }
  if (show.sales_start && *show.sales_start >= effective_sales_end(show)) {
    return refuse_field(show.sales_end ? "/sales_end" : "/sales_start", "out_of_order",
                        "Sales must begin before they end; they end at the start of the show "
                        "unless sales_end says otherwise.");
  }
  return {};
}

}  // namespace usher::shows

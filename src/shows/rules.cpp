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

}  // namespace usher::shows

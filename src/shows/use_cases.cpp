#include "shows/use_cases.hpp"

namespace usher::shows {

Result<ShowInfo> get_show(store::Queries& q, ShowId id) {
  auto show = find_show(q, id);
  if (!show) return refuse(ErrorKind::not_found, "show_not_found", "There is no such show.");
  return *std::move(show);
}

Result<Recital> get_recital(store::Queries& q, RecitalId id) {
  auto recital = find_recital(q, id);
  if (!recital) {
    return refuse(ErrorKind::not_found, "recital_not_found", "There is no such recital.");
  }
  return *std::move(recital);
}

std::string show_json(const ShowInfo& show) {
  ShowView view;
  view.id = show.id;
  view.recital_id = show.recital_id;
  view.venue_id = show.venue_id;
  view.title = show.title;
  view.starts_at = show.starts_at;
  view.starts_at_local = to_local_string(show.starts_at, show.time_zone);
  view.time_zone = show.time_zone;
  view.doors_at = show.doors_at;
  view.sales_start = show.sales_start;
  view.sales_end = show.sales_end;
  view.status = show.status;
  view.layout_version = show.layout_version;
  view.version = show.version;
  return to_json_text(view);
}

bool matches_search(const std::optional<std::string>& wanted,
                    std::initializer_list<std::string_view> texts) {
  if (!wanted) return true;
  const std::string needle = fold_for_search(*wanted);
  for (const auto text : texts) {
    if (fold_for_search(text).contains(needle)) return true;
  }
  return false;
}

}  // namespace usher::shows

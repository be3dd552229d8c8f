#include "shows/shows.hpp"

namespace usher::shows {

Result<ShowInfo> get_show(store::Queries& q, ShowId id) {
  auto show = find_show(q, id);
  if (!show) return refuse(ErrorKind::not_found, "show_not_found", "There is no such show.");
  return *std::move(show);
}

}  // namespace usher::shows

#include "inventory/seat_use.hpp"

#include <map>
#include <tuple>

#include "inventory/sql.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

// Up to so many seats are looked up one by one; for more, all claims of a show are read.
constexpr std::size_t kFew = 20;
// A show that began so long ago has let its people in; its tickets are in nobody's way any more.
constexpr Duration kOverAfter = std::chrono::hours(24);

struct KeptLabel {
  SeatId seat_id;
  std::string section_name;
  std::string row_name;
  std::string seat_number;
};
BOOST_DESCRIBE_STRUCT(KeptLabel, (), (seat_id, section_name, row_name, seat_number))

bool is_to_come(const shows::ShowInfo& show, Timestamp now) {
  return show.status != shows::ShowStatus::cancelled && show.status != shows::ShowStatus::past &&
         show.starts_at + kOverAfter > now;
}

bool is_owned(store::Queries& q, ShowId show, SeatId seat) {
  return q.find<std::int64_t>(sql::find_live_claim_of_venue_seat, show, seat, q.now()).has_value();
}

void look_up(store::Queries& q, ShowId show, const venues::LabelsAsked& asked) {
  for (const auto& label : *asked.labels) {
    const auto kept = q.find<KeptLabel>(sql::find_kept_label, show, label.section, label.row_name,
                                        label.seat_number, q.now());
    if (!kept || kept->seat_id == label.seat_id || is_owned(q, show, label.seat_id)) continue;
    asked.taken->push_back(label);
  }
}

void compare(store::Queries& q, ShowId show, const venues::LabelsAsked& asked) {
  const auto kept = q.all<KeptLabel>(sql::list_kept_labels, show, q.now());
  if (kept.empty()) return;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, SeatId> keepers;
  std::unordered_set<SeatId> owned;
  for (const auto& seat : kept) {
    keepers[{seat.section_name, seat.row_name, seat.seat_number}] = seat.seat_id;
    owned.insert(seat.seat_id);
  }
  for (const auto& label : *asked.labels) {
    const auto keeper = keepers.find({label.section, label.row_name, label.seat_number});
    if (keeper == keepers.end() || keeper->second == label.seat_id) continue;
    if (!owned.contains(label.seat_id)) asked.taken->push_back(label);
  }
}

}  // namespace

void tell_use(store::Queries& q, const venues::SeatUseAsked& asked) {
  for (const ShowId show : shows::shows_of(q, asked.venue_id)) {
    if (asked.among != nullptr && asked.among->size() <= kFew) {
      for (const auto seat : *asked.among) {
        if (is_owned(q, show, seat)) asked.used->insert(seat);
      }
      continue;
    }
    for (const auto seat : q.all<SeatId>(sql::list_claimed_venue_seats, show, q.now())) {
      asked.used->insert(seat);
    }
  }
}

void tell_taken_labels(store::Queries& q, const venues::LabelsAsked& asked) {
  for (const ShowId id : shows::shows_of(q, asked.venue_id)) {
    const auto show = shows::find_show(q, id);
    if (!show || !is_to_come(*show, q.now())) continue;
    if (asked.labels->size() <= kFew)
      look_up(q, id, asked);
    else
      compare(q, id, asked);
  }
}

}  // namespace usher::inventory

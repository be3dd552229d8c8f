#include "venues/map_change.hpp"

#include <algorithm>
#include <unordered_map>

#include "venues/rules.hpp"

namespace usher::venues {

Result<MapBase> load_map(store::Queries& q, VenueId venue) {
  auto state = std::make_shared<MapState>();
  TRY(state->venue, get_venue(q, venue));
  state->sections = list_sections(q, venue);
  state->zones = list_price_zones(q, venue);
  state->seats = list_seats(q, venue);
  state->objects = list_map_objects(q, venue);
  state->background = find_background(q, venue);
  return MapBase(std::move(state));
}

Result<LoadedMap> load_unless_answered(store::Queries& q, const std::optional<jobs::OnceKey>& once,
                                       VenueId venue) {
  LoadedMap loaded;
  if (once) {
    TRY(loaded.answer, jobs::find_answer(q, *once));
    if (loaded.answer) return loaded;
  }
  TRY(loaded.base, load_map(q, venue));
  return loaded;
}

bool may_try_again(const Error& refusal, int attempt) {
  constexpr int kAttemptsMax = 20;
  return refusal.kind == ErrorKind::version_conflict && attempt < kAttemptsMax;
}

void MapChange::compare() {
  std::unordered_map<SeatId, const Seat*> old;
  old.reserve(base->seats.size());
  for (const auto& seat : base->seats) old[seat.id] = &seat;
  for (auto& seat : seats) {
    const auto was = old.find(seat.id);
    if (was == old.end()) {
      created.push_back(&seat);
      continue;
    }
    if (*was->second != seat) {
      ++seat.version;
      updated.emplace_back(was->second, &seat);
    }
    old.erase(was);
  }
  for (const auto& seat : base->seats) {
    if (old.contains(seat.id)) removed.push_back(seat.id);
  }
}

Status check_bounds(const MapChange& change) {
  TRY_OK(refuse_duplicates(clashes_with_places(change.seats), change.sections));
  if (change.seats.size() > kMaxSeats && change.seats.size() > change.base->seats.size()) {
    return refuse(ErrorKind::conflict, "too_many_seats", "A venue has at most 100000 seats.");
  }
  const auto places = [](const std::vector<Seat>& seats) {
    std::int64_t total = 0;
    for (const auto& seat : seats) total += seat.capacity;
    return total;
  };
  const auto total = places(change.seats);
  // A map from before there was this bound may get smaller step by step.
  return total > places(change.base->seats) ? check_places(total) : Status{};
}

Status check_labels_of(const store::EventBus& events, store::Queries& q, const MapChange& change) {
  return check_kept_labels(
      events, q, change.base->venue.id,
      new_labels({change.base->seats, change.base->sections}, {change.seats, change.sections}));
}

Status check_with_shows(const store::EventBus& events, store::Queries& q, const MapChange& change) {
  TRY_OK(check_unused(events, q, change.base->venue.id, change.removed));
  return check_labels_of(events, q, change);
}

SeatMapView view_after(const MapChange& change) {
  SeatMapView view;
  view.venue_id = change.base->venue.id;
  view.version = change.base->venue.map_version + 1;
  view.sections = change.sections;
  std::ranges::sort(view.sections, {},
                    [](auto& each) { return std::pair(each.position, each.id); });
  view.price_zones = change.zones;
  std::ranges::sort(view.price_zones, {},
                    [](auto& each) { return std::pair(each.position, each.id); });
  auto seats = change.seats;
  sort_naturally(seats, view.sections);
  view.seats.reserve(seats.size());
  for (const auto& seat : seats) view.seats.push_back(map_view_of(seat));
  for (const auto& object : change.objects ? *change.objects : change.base->objects) {
    view.objects.push_back({object.body});
  }
  const auto background =
      change.background ? change.background->value_or("") : change.base->background;
  if (!background.empty()) view.background.text = background;
  return view;
}

}  // namespace usher::venues

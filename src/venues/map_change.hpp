// Purpose: a venue's map as it was read, and what shall become of it. Place: venues, its .cpp
// files.
//
// Both are plain data: a change is decided beside the lanes, from one snapshot, and written when
// the map is still the one that was read (map_write.hpp).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jobs/once.hpp"
#include "venues/labels.hpp"
#include "venues/repository.hpp"

namespace usher::venues {

struct MapState {
  Venue venue;
  std::vector<Section> sections;
  std::vector<PriceZone> zones;
  std::vector<Seat> seats;
  std::vector<MapObjectRow> objects;
  std::string background;  // JSON; empty: none
};
using MapBase = std::shared_ptr<const MapState>;

// Errors: not_found `venue_not_found`.
Result<MapBase> load_map(store::Queries& q, VenueId venue);

// The map, or what a request of this key was answered before.
struct LoadedMap {
  MapBase base;
  std::optional<std::string> answer;
};
// Errors: not_found `venue_not_found`; those of jobs::find_answer().
Result<LoadedMap> load_unless_answered(store::Queries& q, const std::optional<jobs::OnceKey>& once,
                                       VenueId venue);
// Whether a change that does not rest on its base's version is to be decided anew, because another
// one came in between.
bool may_try_again(const Error& refusal, int attempt);

struct MapChange {
  MapBase base;
  // All of them, as they shall be; in no order.
  std::vector<Section> sections;
  std::vector<PriceZone> zones;
  std::vector<Seat> seats;
  // Absent: stay as they are.
  std::optional<std::vector<MapObjectRow>> objects;
  std::optional<std::optional<std::string>> background;

  // What differs from the base; filled by compare(). The pointers lead into `base` and `seats`.
  std::vector<const Seat*> created;
  std::vector<std::pair<const Seat*, const Seat*>> updated;  // old, new
  std::vector<SeatId> removed;

  explicit MapChange(MapBase from)
      : base(std::move(from)), sections(base->sections), zones(base->zones) {}
  MapChange(MapChange&&) = default;
  MapChange& operator=(MapChange&&) = default;
  MapChange(const MapChange&) = delete;
  MapChange& operator=(const MapChange&) = delete;
  ~MapChange() = default;

  // Once nothing is added to `seats` any more.
  void compare();
  std::size_t seats_touched() const { return created.size() + updated.size() + removed.size(); }
  bool divisions_differ() const { return sections != base->sections || zones != base->zones; }
};
using DecidedChange = std::shared_ptr<const MapChange>;

// What no map may be, however it came about. Errors: conflict `duplicate_seat`, `too_many_seats`,
// `too_many_places`.
Status check_bounds(const MapChange& change);
// Errors: conflict `seat_label_taken`.
Status check_labels_of(const store::EventBus& events, store::Queries& q, const MapChange& change);
// What shows have against it. Errors: conflict `seat_in_use`, `seat_label_taken`.
Status check_with_shows(const store::EventBus& events, store::Queries& q, const MapChange& change);

// The map that clients see once the change is written.
SeatMapView view_after(const MapChange& change);

}  // namespace usher::venues

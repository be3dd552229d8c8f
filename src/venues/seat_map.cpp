// The whole map of a venue, read and saved at once.

#include "venues/map_save.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {

using store::kHouseLane;
using store::Queries;
using store::Transaction;

SeatMapView map_view(Queries& q, const Venue& venue) {
  SeatMapView view;
  view.venue_id = venue.id;
  view.version = venue.map_version;
  view.sections = list_sections(q, venue.id);
  view.price_zones = list_price_zones(q, venue.id);
  const auto seats = list_seats(q, venue.id);
  view.seats.reserve(seats.size());
  for (const auto& seat : seats) view.seats.push_back(map_view_of(seat));
  for (auto& body : list_map_objects_json(q, venue.id)) view.objects.push_back({std::move(body)});
  if (auto background = find_background(q, venue.id); !background.empty()) {
    view.background.text = std::move(background);
  }
  return view;
}

namespace {

// What a repeated request of the same Idempotency-Key is answered by.
struct SavedMap {
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t removed = 0;
};
BOOST_DESCRIBE_STRUCT(SavedMap, (), (created, updated, removed))

Result<SavedMap> save(Transaction& tx, IdGenerator& ids, const audit::Entry& by,
                      const Venue& before, IfMatch if_match, const SeatMapBody& body) {
  if (body.venue_id && *body.venue_id != before.id) {
    return refuse_field("/venue_id", "wrong_venue", "This is the map of another venue.");
  }
  if (!if_match && !body.version) {
    return refuse(ErrorKind::precondition_required, "precondition_required",
                  "Send the version that you loaded as If-Match.");
  }
  TRY_OK(check_version(if_match, before.map_version));
  TRY_OK(check_version(body.version, before.map_version));
  TRY(const auto counts, MapSave(tx, ids, before.id, body).run());
  if (body.sections || body.price_zones)
    touch_venue_and_map(tx, before.id);
  else
    touch_map(tx, before.id);
  const SavedMap saved{counts.created, counts.updated, counts.removed};
  audit::record(tx, by, {"seat_map.saved", "venue", before.id.text(), "", to_json_text(saved)});
  TRY_OK(tx.emit(VenueChanged{before.id}));
  return saved;
}

}  // namespace

Venues::Answer<SeatMapView> Venues::get_map(VenueId venue) {
  co_return co_await store_.read([venue](Queries& q) -> Result<SeatMapView> {
    TRY(const auto found, get_venue(q, venue));
    return map_view(q, found);
  });
}

Venues::Answer<SeatMapView> Venues::save_map(audit::Entry by, Once once, VenueId venue,
                                             IfMatch if_match, SeatMapBody body) {
  auto work = [this, by = std::move(by), once = std::move(once), venue, if_match,
               body = std::move(body)](Transaction& tx) -> Result<SeatMapView> {
    TRY(const auto before, get_venue(tx, venue));
    TRY_OK(
        jobs::once<SavedMap>(tx, once, [&] { return save(tx, ids_, by, before, if_match, body); }));
    TRY(const auto after, get_venue(tx, venue));
    return map_view(tx, after);
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<SeatMapPreview> Venues::preview_map(VenueId venue, SeatMapBody body) {
  auto work = [this, venue, body = std::move(body)](Transaction& tx) -> Result<SeatMapPreview> {
    TRY(const auto found, get_venue(tx, venue));
    TRY_OK(check_version(body.version, found.map_version));
    TRY(auto preview, MapSave(tx, ids_, venue, body).preview());
    preview.version = found.map_version;
    return preview;
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

}  // namespace usher::venues

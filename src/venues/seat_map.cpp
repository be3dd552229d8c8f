// The whole map of a venue, read and saved at once.

#include "venues/map_save.hpp"
#include "venues/map_write.hpp"
#include "venues/pretix_plan.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {

using store::Queries;
using store::Transaction;

namespace {

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

// What a repeated request of the same Idempotency-Key is answered by.
struct SavedMap {
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t removed = 0;
};
BOOST_DESCRIBE_STRUCT(SavedMap, (), (created, updated, removed))

Status check_save(const Venue& venue, IfMatch if_match, const SeatMapBody& body) {
  if (body.venue_id && *body.venue_id != venue.id) {
    return refuse_field("/venue_id", "wrong_venue", "This is the map of another venue.");
  }
  if (!if_match && !body.version) {
    return refuse(ErrorKind::precondition_required, "precondition_required",
                  "Send the version that you loaded as If-Match.");
  }
  TRY_OK(check_version(if_match, venue.map_version));
  return check_version(body.version, venue.map_version);
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
  CO_TRY(const auto loaded, co_await store_.read([once, venue](Queries& q) {
    return load_unless_answered(q, once, venue);
  }));
  if (loaded.answer) co_return co_await get_map(venue);
  const auto base = loaded.base;
  CO_TRY_OK(check_save(base->venue, if_match, body));
  CO_TRY(const auto change, co_await workers_.run([this, base, body = std::move(body)] {
    return MapSave(base, ids_, body).decide();
  }));
  CO_TRY_OK(co_await ask_shows(change));
  auto finish = [by = std::move(by), change](Transaction& tx) -> Result<RawJson> {
    const SavedMap saved{static_cast<std::int64_t>(change->created.size()),
                         static_cast<std::int64_t>(change->updated.size()),
                         static_cast<std::int64_t>(change->removed.size())};
    RawJson answer{to_json_text(saved)};
    audit::record(tx, by,
                  {"seat_map.saved", "venue", change->base->venue.id.text(), "", answer.text});
    return answer;
  };
  MapWriter writer(store_, ids_);
  CO_TRY(const auto written, co_await writer.write(change, std::move(once), std::move(finish)));
  if (!written.is_new) co_return co_await get_map(venue);
  co_return co_await workers_.run(
      [change]() -> Result<SeatMapView> { return view_after(*change); });
}

Venues::Answer<SeatMapPreview> Venues::preview_map(VenueId venue, SeatMapBody body) {
  CO_TRY(const auto base, co_await store_.read([venue](Queries& q) { return load_map(q, venue); }));
  CO_TRY_OK(check_version(body.version, base->venue.map_version));
  CO_TRY(const auto change, co_await workers_.run([this, base, body = std::move(body)] {
    return MapSave(base, ids_, body).decide();
  }));
  co_return co_await store_.read([this, change](Queries& q) -> Result<SeatMapPreview> {
    TRY_OK(check_labels_of(store_.events(), q, *change));
    std::unordered_set<SeatId> used;
    store_.events().ask(q, SeatUseAsked{change->base->venue.id, &used});
    return preview_of(*change, used);
  });
}

Venues::Answer<MapConversion> Venues::convert_map(VenueId venue, std::string plan) {
  CO_TRY_OK(co_await store_.read([venue](Queries& q) { return get_venue(q, venue); }));
  co_return co_await workers_.run([plan = std::move(plan)]() -> Result<MapConversion> {
    TRY(const auto read, read_pretix_plan(plan));
    return conversion_of(read);
  });
}

boost::asio::awaitable<Status> Venues::ask_shows(DecidedChange change) {
  co_return co_await store_.read(
      [this, change](Queries& q) { return check_with_shows(store_.events(), q, *change); });
}

boost::asio::awaitable<void> Venues::clear_spare_seat_sets() {
  MapWriter writer(store_, ids_);
  co_await writer.clear_spare_sets();
}

}  // namespace usher::venues

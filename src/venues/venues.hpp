// Purpose: the door of venues: places, their sections, price zones, seats and maps. Place: venues.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.hpp"
#include "base/ids.hpp"
#include "base/worker_pool.hpp"
#include "jobs/once.hpp"
#include "store/store.hpp"
#include "venues/events.hpp"
#include "venues/types.hpp"
#include "venues/views.hpp"
#include "web/reply.hpp"

namespace usher::venues {

// --- for the slices above, inside their own unit of work ---

std::optional<Venue> find_venue(store::Queries& q, VenueId id);
// Every venue, in the order in which they were made.
std::vector<Venue> list_venues(store::Queries& q);
// By position.
std::vector<Section> list_sections(store::Queries& q, VenueId venue);
// By position.
std::vector<PriceZone> list_price_zones(store::Queries& q, VenueId venue);
// Every seat in natural order: by section's position, row, number (rule 34).
std::vector<Seat> list_seats(store::Queries& q, VenueId venue);
std::optional<Seat> find_seat(store::Queries& q, VenueId venue, SeatId seat);
// The stage, labels and shapes of the map, each a JSON object, from back to front.
std::vector<std::string> list_map_objects_json(store::Queries& q, VenueId venue);
// The number under which a place of an area is sold.
std::string place_number(const Label& area, std::int64_t place);
// Errors: conflict `too_many_places` above kMaxPlaces.
Status check_places(std::int64_t total);
// The refusal of labels that sold or held seats keep: conflict `seat_label_taken` that names them.
Error labels_taken(const std::vector<SeatLabel>& taken);

// --- use cases ---

using IfMatch = std::optional<std::int64_t>;
using Once = std::optional<jobs::OnceKey>;

struct VenueQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> sort;
  std::optional<std::string> q;
};
BOOST_DESCRIBE_STRUCT(VenueQuery, (), (limit, cursor, sort, q))

struct SeatQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<SectionId> section_id;
  std::optional<PriceZoneId> price_zone_id;
  std::optional<std::string> q;
  std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(SeatQuery, (), (limit, cursor, section_id, price_zone_id, q, sort))

struct MapChange;

// A file of seats as it was uploaded.
struct Upload {
  std::string content;
  ColumnMap columns;
  bool dry_run = false;
  std::string encoding{};  // what somebody says that it is; see decode_text()
};

// Thread-safe; lives as long as the application. Every change is one transaction with its audit row
// and its events. Errors of all that take a venue: not_found `venue_not_found`.
class Venues {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;

  Venues(store::Store& store, IdGenerator& ids, WorkerPool& workers)
      : store_(store), ids_(ids), workers_(workers) {}

  // By name, or as `sort` says. Errors: invalid at /sort or /cursor.
  Answer<web::Page<VenueView>> list(VenueQuery query);
  // A venue with its sections and price zones.
  Answer<VenueView> get(VenueId venue);
  // Makes a venue without seats.
  Answer<VenueView> create(audit::Entry by, Once once, VenueBody body);
  // Errors: version_conflict.
  Answer<VenueView> update(audit::Entry by, VenueId venue, IfMatch if_match, VenuePatch patch);
  // Errors: version_conflict; conflict `venue_has_sold_seats`; conflicts that the slices above have
  // (VenueDeleting).
  Answer<void> remove(audit::Entry by, VenueId venue, IfMatch if_match);

  // Errors: conflict `duplicate_section`.
  Answer<Section> add_section(audit::Entry by, Once once, VenueId venue, SectionBody body);
  Answer<Section> get_section(VenueId venue, SectionId section);
  // Errors: version_conflict; conflict `duplicate_section`.
  Answer<Section> update_section(audit::Entry by, VenueId venue, SectionId section,
                                 IfMatch if_match, SectionPatch patch);
  // Errors: version_conflict; conflict `section_has_seats`.
  Answer<void> remove_section(audit::Entry by, VenueId venue, SectionId section, IfMatch if_match);

  // Errors: conflict `duplicate_price_zone`.
  Answer<PriceZone> add_price_zone(audit::Entry by, Once once, VenueId venue, PriceZoneBody body);
  Answer<PriceZone> get_price_zone(VenueId venue, PriceZoneId zone);
  // Errors: version_conflict; conflict `duplicate_price_zone`.
  Answer<PriceZone> update_price_zone(audit::Entry by, VenueId venue, PriceZoneId zone,
                                      IfMatch if_match, PriceZonePatch patch);
  // Errors: version_conflict; conflict `price_zone_in_use`.
  Answer<void> remove_price_zone(audit::Entry by, VenueId venue, PriceZoneId zone,
                                 IfMatch if_match);

  // Errors: invalid `invalid_cursor`.
  Answer<web::Page<SeatView>> list_seats(VenueId venue, SeatQuery query);
  // All or none. Errors: conflict `duplicate_seat`, `too_many_seats`.
  // `as` says where faults point to: "/row_name" or "/seats/0/row_name".
  enum class SeatsAs { one, list };
  Answer<CreatedSeats> add_seats(audit::Entry by, Once once, VenueId venue,
                                 std::vector<SeatBody> bodies, SeatsAs as);
  Answer<SeatView> get_seat(VenueId venue, SeatId seat);
  // Errors: version_conflict; conflict `duplicate_seat`, `seat_label_taken`, `too_many_places`.
  Answer<SeatView> update_seat(audit::Entry by, VenueId venue, SeatId seat, IfMatch if_match,
                               SeatPatch patch);
  // Errors: version_conflict; conflict `seat_in_use` with `seat_ids`, and those that the slices
  // above have (SeatDeleting).
  Answer<void> remove_seat(audit::Entry by, VenueId venue, SeatId seat, IfMatch if_match);

  // All or nothing. Errors: invalid `import_failed` with the report as members.
  Answer<ImportReport> import_seats(audit::Entry by, Once once, VenueId venue, Upload upload);
  // How the file would be read. Errors: none of its own: what is wrong with the file is in it.
  Answer<SeatFilePreview> preview_seats(VenueId venue, Upload upload);
  // The file and the name it should have.
  struct Export {
    std::string content;
    std::string file_name;
  };
  Answer<Export> export_seats(VenueId venue);

  // The whole layout.
  Answer<SeatMapView> get_map(VenueId venue);
  // Errors: precondition_required; version_conflict; conflict `duplicate_seat`, `seat_in_use`,
  // `seat_label_taken`, `section_has_seats`, `price_zone_in_use`, `too_many_places`.
  Answer<SeatMapView> save_map(audit::Entry by, Once once, VenueId venue, IfMatch if_match,
                               SeatMapBody body);
  // What saving this would do, above all to seats that are sold or held for a show (V11). Writes
  // nothing. Errors: as save_map, without precondition_required.
  Answer<SeatMapPreview> preview_map(VenueId venue, SeatMapBody body);

  // A plan of another program as a map that can be saved. Errors: malformed; invalid with the place
  // of each fault.
  Answer<MapConversion> convert_map(VenueId venue, std::string plan);

  // Deletes what a server that died left of a change of a large map; at start and now and then.
  boost::asio::awaitable<void> clear_spare_seat_sets();

 private:
  // Errors: conflict `seat_in_use`, `seat_label_taken`.
  boost::asio::awaitable<Status> ask_shows(std::shared_ptr<const MapChange> change);

  store::Store& store_;
  IdGenerator& ids_;
  WorkerPool& workers_;
};

// The same as Venues::import_seats, for commands: blocks the calling thread.
Result<ImportReport> import_seats_now(store::Store& store, IdGenerator& ids, audit::Entry by,
                                      VenueId venue, Upload upload);

}  // namespace usher::venues

// Seats one by one and many at a time.
#include <algorithm>
#include <unordered_set>

#include "base/json_binding.hpp"
#include "venues/map_write.hpp"
#include "venues/rules.hpp"
#include "venues/use_cases.hpp"
#include "web/paging.hpp"

namespace usher::venues {

SeatView map_view_of(const Seat& seat) {
  SeatView view{seat.id,
                seat.section_id,
                seat.row_name,
                seat.seat_number,
                seat.seat_type,
                seat.handicap_access,
                seat.price_zone_id,
                seat.is_sellable,
                {},
                from_milli(seat.x_milli),
                from_milli(seat.y_milli),
                from_milli(seat.rotation_milli),
                {}};
  if (seat.seat_type == SeatType::general_admission) view.capacity.value = seat.capacity;
  return view;
}

SeatView view_of(const Seat& seat) {
  auto view = map_view_of(seat);
  view.version.value = seat.version;
  return view;
}

namespace {

using store::kHouseLane;
using store::Queries;
using store::Transaction;

// What a seat may refer to.
struct Divisions {
  std::vector<Section> sections;
  std::vector<PriceZone> zones;

  static Divisions of(Queries& q, VenueId venue) {
    return {list_sections(q, venue), list_price_zones(q, venue)};
  }
  const Section* section(SectionId id) const {
    const auto found = std::ranges::find(sections, id, &Section::id);
    return found == sections.end() ? nullptr : &*found;
  }
  bool has_zone(PriceZoneId id) const {
    return std::ranges::find(zones, id, &PriceZone::id) != zones.end();
  }
};

void check_references(const Seat& seat, const Divisions& divisions, const std::string& pointer,
                      BodyFaults& faults) {
  if (divisions.section(seat.section_id) == nullptr) {
    faults.add(pointer + "/section_id", "unknown_section", "The venue has no such section.");
  }
  if (seat.price_zone_id && !divisions.has_zone(*seat.price_zone_id)) {
    faults.add(pointer + "/price_zone_id", "unknown_price_zone",
               "The venue has no such price zone.");
  }
  if (auto fits = check_capacity(seat.seat_type, seat.capacity, pointer + "/capacity"); !fits) {
    faults.take(std::move(fits).error());
  }
}

void read_milli(std::optional<double> value, const std::string& pointer, std::int64_t& target,
                BodyFaults& faults) {
  if (!value) return;
  if (const auto milli = to_milli(*value, pointer)) {
    target = *milli;
  } else {
    faults.take(milli.error());
  }
}

Seat seat_of(const SeatBody& body, const std::string& pointer, BodyFaults& faults) {
  Seat seat;
  seat.section_id = body.section_id;
  seat.row_name = body.row_name;
  seat.seat_number = body.seat_number;
  seat.seat_type = body.seat_type.value_or(SeatType::standard);
  seat.handicap_access = body.handicap_access.value_or(is_accessible_by_default(seat.seat_type));
  seat.price_zone_id = body.price_zone_id;
  seat.is_sellable = body.is_sellable.value_or(true);
  seat.capacity = body.capacity ? body.capacity->value : 1;
  read_milli(body.x, pointer + "/x", seat.x_milli, faults);
  read_milli(body.y, pointer + "/y", seat.y_milli, faults);
  read_milli(body.rotation, pointer + "/rotation", seat.rotation_milli, faults);
  return seat;
}

// A map with new seats, and what is answered once it is written.
struct NewSeats {
  DecidedChange change;
  std::shared_ptr<const CreatedSeats> created;
  RawJson answer;
};

// In the order of the bodies: ids grow.
CreatedSeats created_of(const MapChange& change) {
  auto seats = change.created;
  std::ranges::sort(seats, {}, &Seat::id);
  CreatedSeats created{static_cast<std::int64_t>(seats.size()), {}};
  for (const auto* seat : seats) created.seats.push_back(view_of(*seat));
  return created;
}

// One use, on any thread; `ids` is thread-safe. Errors: invalid with all
// faults; conflict `duplicate_seat`, and those of check_bounds().
Result<NewSeats> with_new_seats(const MapBase& base, IdGenerator& ids,
                                const std::vector<SeatBody>& bodies, Venues::SeatsAs as) {
  const Divisions divisions{base->sections, base->zones};
  BodyFaults faults;
  MapChange change(base);
  auto& seats = change.seats = base->seats;
  seats.reserve(seats.size() + bodies.size());
  std::unordered_set<std::string> labels;
  for (const auto& seat : seats) {
    labels.insert(label_key(seat.section_id, seat.row_name, seat.seat_number));
  }
  std::unordered_set<SeatId> unplaced;
  std::vector<Seat> duplicates;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const std::string pointer = as == Venues::SeatsAs::list ? "/seats/" + std::to_string(i) : "";
    Seat seat = seat_of(bodies[i], pointer, faults);
    seat.id = ids.next<SeatId>();
    check_references(seat, divisions, pointer, faults);
    if (!bodies[i].x && !bodies[i].y) unplaced.insert(seat.id);
    if (!labels.insert(label_key(seat.section_id, seat.row_name, seat.seat_number)).second) {
      duplicates.push_back(seat);
    }
    seats.push_back(std::move(seat));
  }
  TRY_OK(std::move(faults).status());
  TRY_OK(refuse_duplicates(duplicates, change.sections));
  if (!unplaced.empty()) place_among(seats, change.sections, unplaced);
  auto decided = std::make_shared<MapChange>(std::move(change));
  decided->compare();
  TRY_OK(check_bounds(*decided));
  auto created = std::make_shared<const CreatedSeats>(created_of(*decided));
  RawJson answer{to_json_text(*created)};
  return NewSeats{std::move(decided), std::move(created), std::move(answer)};
}

Status apply(const SeatPatch& patch, Seat& seat) {
  BodyFaults faults;
  faults.not_null("section_id", patch.section_id);
  faults.not_null("row_name", patch.row_name);
  faults.not_null("seat_number", patch.seat_number);
  faults.not_null("seat_type", patch.seat_type);
  faults.not_null("handicap_access", patch.handicap_access);
  faults.not_null("is_sellable", patch.is_sellable);
  faults.not_null("x", patch.x);
  faults.not_null("y", patch.y);
  const auto number = [&](const Patch<double>& from, const std::string& pointer,
                          std::int64_t& target) {
    if (from.has_value()) read_milli(from.value(), pointer, target, faults);
  };
  number(patch.x, "/x", seat.x_milli);
  number(patch.y, "/y", seat.y_milli);
  number(patch.rotation, "/rotation", seat.rotation_milli);
  if (patch.rotation.is_null()) seat.rotation_milli = 0;
  TRY_OK(std::move(faults).status());
  patch.section_id.apply_to(seat.section_id);
  patch.row_name.apply_to(seat.row_name);
  patch.seat_number.apply_to(seat.seat_number);
  patch.seat_type.apply_to(seat.seat_type);
  patch.handicap_access.apply_to(seat.handicap_access);
  patch.price_zone_id.apply_to(seat.price_zone_id);
  patch.is_sellable.apply_to(seat.is_sellable);
  if (patch.capacity.has_value()) seat.capacity = patch.capacity.value().value;
  if (patch.capacity.is_null()) seat.capacity = 1;
  // An area that becomes an ordinary seat takes one person.
  if (patch.seat_type.has_value() && patch.capacity.absent() &&
      seat.seat_type != SeatType::general_admission) {
    seat.capacity = 1;
  }
  return {};
}

Result<web::Page<SeatView>> seats_page(Queries& q, VenueId venue, const SeatQuery& query) {
  TRY_OK(get_venue(q, venue));
  TRY_OK(web::check_sort(query.sort, "position"));
  SeatPlace after;
  if (query.cursor) {
    const auto last = find_seat(q, venue, SeatId::parse(*query.cursor));
    if (!last) return web::refuse_cursor();
    TRY(const auto section, get_section(q, venue, last->section_id));
    after = {section.position, section.id, last->row_name.value, last->seat_number.value, last->id};
  }
  const SeatFilter filter{query.section_id, query.price_zone_id, query.q};
  const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
  auto seats = seats_after(q, venue, filter, after, limit + 1);
  web::Page<SeatView> page;
  page.total.value = count_seats(q, venue, filter);
  if (std::cmp_greater(seats.size(), limit)) {
    seats.pop_back();
    page.next_cursor = seats.back().id.text();
  }
  for (const auto& seat : seats) page.items.push_back(view_of(seat));
  return page;
}

}  // namespace

Venues::Answer<web::Page<SeatView>> Venues::list_seats(VenueId venue, SeatQuery query) {
  co_return co_await store_.read(
      [venue, query = std::move(query)](Queries& q) { return seats_page(q, venue, query); });
}

Venues::Answer<CreatedSeats> Venues::add_seats(audit::Entry by, Once once, VenueId venue,
                                               std::vector<SeatBody> bodies, SeatsAs as) {
  const auto wanted = std::make_shared<const std::vector<SeatBody>>(std::move(bodies));
  MapWriter writer(store_, ids_);
  for (int attempt = 1;; ++attempt) {
    CO_TRY(const auto loaded, co_await store_.read([once, venue](Queries& q) {
      return load_unless_answered(q, once, venue);
    }));
    if (loaded.answer) co_return read_json_text<CreatedSeats>(*loaded.answer);
    CO_TRY(const auto fresh, co_await workers_.run([this, base = loaded.base, wanted, as] {
      return with_new_seats(base, ids_, *wanted, as);
    }));
    CO_TRY_OK(co_await ask_shows(fresh.change));
    auto finish = [by, venue, fresh](Transaction& tx) -> Result<RawJson> {
      audit::record(tx, by,
                    {"seats.created", "venue", venue.text(), "",
                     "{\"created\":" + std::to_string(fresh.created->created) + "}"});
      return fresh.answer;
    };
    auto written = co_await writer.write(fresh.change, once, std::move(finish));
    if (written && written->is_new) co_return *fresh.created;
    if (written) co_return read_json_text<CreatedSeats>(written->answer.text);
    if (!may_try_again(written.error(), attempt)) {
      co_return std::unexpected(std::move(written).error());
    }
  }
}

Venues::Answer<SeatView> Venues::get_seat(VenueId venue, SeatId seat) {
  co_return co_await store_.read([venue, seat](Queries& q) -> Result<SeatView> {
    TRY(const auto found, venues::get_seat(q, venue, seat));
    return view_of(found);
  });
}

namespace {

// Errors: conflict `duplicate_seat`, `too_many_places`, `seat_label_taken`.
Status check_change(const store::EventBus& events, Queries& q, VenueId venue,
                    const Divisions& divisions, const Seat& before, const Seat& after) {
  auto row = list_row(q, venue, after);
  std::erase_if(row, [&](const Seat& seat) { return seat.id == after.id; });
  if (std::ranges::any_of(
          row, [&](const Seat& seat) { return seat.seat_number == after.seat_number; })) {
    return refuse_duplicates({after}, divisions.sections);
  }
  row.push_back(after);
  TRY_OK(refuse_duplicates(clashes_with_places(row), divisions.sections));
  if (after.capacity > before.capacity) {
    TRY_OK(check_places(count_places(q, venue) + after.capacity - before.capacity));
  }
  return check_kept_labels(
      events, q, venue,
      new_labels({{&before, 1}, divisions.sections}, {{&after, 1}, divisions.sections}));
}

}  // namespace

Venues::Answer<SeatView> Venues::update_seat(audit::Entry by, VenueId venue, SeatId seat,
                                             IfMatch if_match, SeatPatch patch) {
  auto work = [this, by = std::move(by), venue, seat, if_match,
               patch = std::move(patch)](Transaction& tx) -> Result<SeatView> {
    TRY_OK(get_venue(tx, venue));
    TRY(const auto before, venues::get_seat(tx, venue, seat));
    TRY_OK(check_version(if_match, before.version));
    TRY_OK(check_version(patch.version, before.version));
    Seat after = before;
    TRY_OK(apply(patch, after));
    const auto divisions = Divisions::of(tx, venue);
    BodyFaults faults;
    check_references(after, divisions, "", faults);
    TRY_OK(std::move(faults).status());
    TRY_OK(check_change(store_.events(), tx, venue, divisions, before, after));
    ++after.version;
    venues::update_seat(tx, shown_set(tx, venue), before, after);
    touch_map(tx, venue);
    audit::record(tx, by,
                  {"seat.updated", "seat", seat.text(), to_json_text(view_of(before)),
                   to_json_text(view_of(after))});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return view_of(after);
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<void> Venues::remove_seat(audit::Entry by, VenueId venue, SeatId seat,
                                         IfMatch if_match) {
  auto work = [this, by = std::move(by), venue, seat, if_match](Transaction& tx) -> Status {
    TRY_OK(get_venue(tx, venue));
    TRY(const auto before, venues::get_seat(tx, venue, seat));
    TRY_OK(check_version(if_match, before.version));
    TRY_OK(tx.emit(SeatDeleting{venue, seat}));
    TRY_OK(check_unused(store_.events(), tx, venue, {seat}));
    delete_seat(tx, shown_set(tx, venue), seat);
    touch_map(tx, venue);
    audit::record(tx, by, {"seat.deleted", "seat", seat.text(), to_json_text(view_of(before)), ""});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return {};
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

}  // namespace usher::venues

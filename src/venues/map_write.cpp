#include "venues/map_write.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {
namespace {

using store::kHouseLane;
using store::Transaction;

// A set whose writer has not been heard of for so long is nobody's.
constexpr Duration kAbandonedAfter = std::chrono::hours(1);

// Sets are written in turns of their venue, which nothing else takes.
store::LaneKey lane_of(VenueId venue) { return {venue.value}; }

Status check_base(Transaction& tx, const MapChange& change) {
  const auto numbers = find_map_numbers(tx, change.base->venue.id);
  if (!numbers) return refuse(ErrorKind::not_found, "venue_not_found", "There is no such venue.");
  return check_version(change.base->venue.map_version, numbers->map_version);
}

template <class T>
const T* find_in(const std::vector<T>& items, decltype(T::id) id) {
  const auto found = std::ranges::find(items, id, &T::id);
  return found == items.end() ? nullptr : &*found;
}

void rewrite(Transaction& tx, VenueId, const Section& section) { update_section(tx, section); }
void rewrite(Transaction& tx, VenueId, const PriceZone& zone) { update_price_zone(tx, zone); }
void add(Transaction& tx, VenueId venue, const Section& section) {
  insert_section(tx, venue, section);
}
void add(Transaction& tx, VenueId venue, const PriceZone& zone) {
  insert_price_zone(tx, venue, zone);
}
void drop(Transaction& tx, SectionId id) { delete_section(tx, id); }
void drop(Transaction& tx, PriceZoneId id) { delete_price_zone(tx, id); }

// First out of the way of each other's names, then to the final ones.
template <class T>
void write_divisions(Transaction& tx, VenueId venue, const std::vector<T>& before,
                     const std::vector<T>& after) {
  for (const auto& old : before) {
    const T* kept = find_in(after, old.id);
    if (kept == nullptr) {
      drop(tx, old.id);
    } else if (kept->name != old.name) {
      T parked = old;
      parked.name = {old.id.text()};
      rewrite(tx, venue, parked);
    }
  }
  for (const auto& item : after) {
    const T* old = find_in(before, item.id);
    if (old == nullptr)
      add(tx, venue, item);
    else if (*old != item)
      rewrite(tx, venue, item);
  }
}

Status tell_removed_divisions(Transaction& tx, const MapChange& change) {
  const VenueId venue = change.base->venue.id;
  for (const auto& section : change.base->sections) {
    if (find_in(change.sections, section.id) != nullptr) continue;
    TRY_OK(tx.emit(SectionRemoving{venue, section.id}));
  }
  for (const auto& zone : change.base->zones) {
    if (find_in(change.zones, zone.id) != nullptr) continue;
    TRY_OK(tx.emit(PriceZoneRemoving{venue, zone.id}));
  }
  return {};
}

void edit_shown_set(Transaction& tx, const MapChange& change) {
  const SeatSet set = shown_set(tx, change.base->venue.id);
  for (const auto seat : change.removed) delete_seat(tx, set, seat);
  // As with the names: seats may have changed places.
  for (const auto& [old, seat] : change.updated) {
    if (!same_label(*old, *seat)) park_seat(tx, set, seat->id);
  }
  for (const auto& [old, seat] : change.updated) {
    if (same_label(*old, *seat)) {
      update_seat(tx, set, *old, *seat);
      continue;
    }
    Seat parked = *old;
    parked.row_name = {};
    update_seat(tx, set, parked, *seat);
  }
  for (const auto* seat : change.created) insert_seat(tx, set, *seat);
}

bool same_objects(const std::vector<MapObjectRow>& a, const std::vector<MapObjectRow>& b) {
  return std::ranges::equal(
      a, b, [](const auto& x, const auto& y) { return x.id == y.id && x.body == y.body; });
}

void write_rest(Transaction& tx, const MapChange& change) {
  const VenueId venue = change.base->venue.id;
  write_divisions(tx, venue, change.base->sections, change.sections);
  write_divisions(tx, venue, change.base->zones, change.zones);
  if (change.objects && !same_objects(*change.objects, change.base->objects)) {
    replace_map_objects(tx, venue, *change.objects);
  }
  if (change.background) update_background(tx, venue, *change.background);
  if (change.divisions_differ())
    touch_venue_and_map(tx, venue);
  else
    touch_map(tx, venue);
}

}  // namespace

boost::asio::awaitable<Result<MapWriter::Written>> MapWriter::publish(
    DecidedChange change, std::optional<jobs::OnceKey> once,
    std::function<Result<RawJson>(Transaction&)> finish, PutSeats put_seats) {
  auto work = [change, once = std::move(once), finish = std::move(finish),
               put_seats = std::move(put_seats)](Transaction& tx) -> Result<Written> {
    bool is_new = false;
    TRY(auto answer, jobs::once<RawJson>(tx, once, [&]() -> Result<RawJson> {
          is_new = true;
          TRY_OK(check_base(tx, *change));
          TRY_OK(tell_removed_divisions(tx, *change));
          TRY_OK(put_seats(tx));
          write_rest(tx, *change);
          TRY(auto kept, finish(tx));
          TRY_OK(tx.emit(VenueChanged{change->base->venue.id}));
          return kept;
        }));
    return Written{std::move(answer), is_new};
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

boost::asio::awaitable<Result<MapWriter::Written>> MapWriter::write(
    DecidedChange change, std::optional<jobs::OnceKey> once,
    std::function<Result<RawJson>(Transaction&)> finish) {
  if (change->seats_touched() <= kSeatsInPlace) {
    PutSeats edit = [change](Transaction& tx) -> Status {
      edit_shown_set(tx, *change);
      return {};
    };
    co_return co_await publish(change, std::move(once), std::move(finish), std::move(edit));
  }
  const SeatSet fresh{change->base->venue.id, ids_.next_value()};
  CO_TRY_OK(co_await write_set(change, fresh));
  PutSeats show = [fresh](Transaction& tx) -> Status {
    if (!take_spare_set(tx, fresh)) {
      return refuse(ErrorKind::unavailable, "overloaded", "This took too long. Please try again.");
    }
    show_set(tx, fresh);
    return {};
  };
  auto written = co_await publish(change, std::move(once), std::move(finish), std::move(show));
  if (!written || !written->is_new) {
    CO_TRY_OK(co_await store_.write(lane_of(fresh.venue_id), [fresh](Transaction& tx) -> Status {
      add_spare_set(tx, fresh, {});
      return {};
    }));
  }
  co_await clear_quietly();
  co_return written;
}

boost::asio::awaitable<Status> MapWriter::write_set(DecidedChange change, SeatSet fresh) {
  CO_TRY_OK(co_await store_.write(lane_of(fresh.venue_id), [fresh](Transaction& tx) -> Status {
    add_spare_set(tx, fresh, tx.now());
    return {};
  }));
  const bool in_bulk = store_.shared();
  for (std::size_t begin = 0; begin < change->seats.size(); begin += kSeatsAtOnce) {
    auto work = [change, fresh, begin, in_bulk](Transaction& tx) -> Status {
      const std::span<const Seat> all = change->seats;
      const auto some = all.subspan(begin, std::min(kSeatsAtOnce, all.size() - begin));
      if (in_bulk) {
        insert_seats(tx, fresh, some);
      } else {
        for (const auto& seat : some) insert_seat(tx, fresh, seat);
      }
      return {};
    };
    CO_TRY_OK(co_await store_.write(lane_of(fresh.venue_id), std::move(work)));
  }
  co_return Status{};
}

boost::asio::awaitable<void> MapWriter::clear_spare_sets() {
  for (;;) {
    const auto set = co_await store_.read(
        [](store::Queries& q) { return find_set_to_clear(q, q.now() - kAbandonedAfter); });
    if (!set) co_return;
    for (bool all = false; !all;) {
      const auto done =
          co_await store_.write(lane_of(set->venue_id), [set](Transaction& tx) -> Result<bool> {
            return clear_set(tx, *set, static_cast<std::int64_t>(kSeatsAtOnce));
          });
      if (!done) co_return;
      all = *done;
    }
  }
}

boost::asio::awaitable<void> MapWriter::clear_quietly() {
  // What was written is written: whatever stays is cleared another time.
  try {
    co_await clear_spare_sets();
  } catch (const std::exception& failure) {
    log::warning("clearing_seat_sets_failed", {{"cause", failure.what()}});
  }
}

}  // namespace usher::venues

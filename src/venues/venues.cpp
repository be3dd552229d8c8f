#include "venues/venues.hpp"

#include <algorithm>

#include "venues/rules.hpp"
#include "venues/use_cases.hpp"
#include "web/paging.hpp"

namespace usher::venues {
namespace {

using store::kHouseLane;
using store::Queries;
using store::Transaction;

Venue new_venue(VenueId id, const VenueBody& body) {
  Venue venue;
  venue.id = id;
  venue.name = body.name;
  venue.address = body.address.value_or(OptionalLabel{});
  venue.city = body.city.value_or(OptionalLabel{});
  venue.state = body.state.value_or(OptionalLabel{});
  venue.zip = body.zip.value_or(OptionalLabel{});
  venue.country = body.country.value_or(OptionalLabel{});
  venue.time_zone = body.time_zone.value_or(TimeZoneName{});
  venue.capacity = body.capacity ? body.capacity->value : 0;
  return venue;
}

Status apply(const VenuePatch& patch, Venue& venue) {
  BodyFaults faults;
  faults.not_null("name", patch.name);
  faults.not_null("time_zone", patch.time_zone);
  TRY_OK(std::move(faults).status());
  patch.name.apply_to(venue.name);
  patch.address.apply_to(venue.address);
  patch.city.apply_to(venue.city);
  patch.state.apply_to(venue.state);
  patch.zip.apply_to(venue.zip);
  patch.country.apply_to(venue.country);
  patch.time_zone.apply_to(venue.time_zone);
  if (!patch.capacity.absent()) {
    venue.capacity = patch.capacity.is_null() ? 0 : patch.capacity.value().value;
  }
  return {};
}

// Newest ids last when people sort by nothing; names naturally.
Status sort_venues(std::vector<Venue>& venues, const std::string& sort) {
  const bool descending = sort.starts_with('-');
  const std::string_view field = std::string_view(sort).substr(descending ? 1 : 0);
  if (field != "name" && field != "created_at") {
    return refuse_field("/sort", "not_one_of", "Must be name, -name, created_at or -created_at.");
  }
  std::ranges::sort(venues, {}, [&](const Venue& venue) {
    return std::pair(field == "name" ? natural_sort_key(venue.name.value) : "", venue.id);
  });
  if (descending) std::ranges::reverse(venues);
  return {};
}

// What the audit log keeps of a venue: its details, not its map.
std::string details_json(const Venue& venue) { return to_json_text(venue); }

}  // namespace

Venues::Answer<web::Page<VenueView>> Venues::list(VenueQuery query) {
  using Found = Result<web::Page<VenueView>>;
  co_return co_await store_.read([query = std::move(query)](Queries& q) -> Found {
    auto all = list_venues(q);
    if (query.q) {
      const std::string wanted = fold_for_search(*query.q);
      std::erase_if(all, [&](const Venue& venue) {
        return !fold_for_search(venue.name.value + ' ' + venue.city.value).contains(wanted);
      });
    }
    TRY_OK(sort_venues(all, query.sort.value_or("name")));
    const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
    TRY(auto rows, web::page_of(std::move(all), limit, query.cursor,
                                [](const Venue& venue) { return venue.id.text(); }));
    web::Page<VenueView> page;
    page.next_cursor = std::move(rows.next_cursor);
    page.total = rows.total;
    for (const auto& venue : rows.items) page.items.push_back(venue_view(q, venue));
    return page;
  });
}

Venues::Answer<VenueView> Venues::get(VenueId venue) {
  co_return co_await store_.read([venue](Queries& q) -> Result<VenueView> {
    TRY(const auto found, get_venue(q, venue));
    return venue_view(q, found);
  });
}

Venues::Answer<VenueView> Venues::create(audit::Entry by, Once once, VenueBody body) {
  auto work = [this, by = std::move(by), once = std::move(once),
               body = std::move(body)](Transaction& tx) -> Result<VenueView> {
    return jobs::once<VenueView>(tx, once, [&]() -> Result<VenueView> {
      const Venue venue = new_venue(ids_.next<VenueId>(), body);
      insert_venue(tx, venue);
      audit::record(tx, by, {"venue.created", "venue", venue.id.text(), "", details_json(venue)});
      return venue_view(tx, venue);
    });
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<VenueView> Venues::update(audit::Entry by, VenueId venue, IfMatch if_match,
                                         VenuePatch patch) {
  auto work = [by = std::move(by), venue, if_match,
               patch = std::move(patch)](Transaction& tx) -> Result<VenueView> {
    TRY(const auto before, get_venue(tx, venue));
    TRY_OK(check_version(if_match, before.version));
    TRY_OK(check_version(patch.version, before.version));
    Venue after = before;
    TRY_OK(apply(patch, after));
    update_venue(tx, after);
    ++after.version;
    audit::record(
        tx, by,
        {"venue.updated", "venue", venue.text(), details_json(before), details_json(after)});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return venue_view(tx, after);
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<void> Venues::remove(audit::Entry by, VenueId venue, IfMatch if_match) {
  auto work = [by = std::move(by), venue, if_match](Transaction& tx) -> Status {
    TRY(const auto before, get_venue(tx, venue));
    TRY_OK(check_version(if_match, before.version));
    std::unordered_set<SeatId> used;
    tx.ask(SeatUseAsked{venue, &used});
    if (!used.empty()) {
      return refuse(ErrorKind::conflict, "venue_has_sold_seats",
                    std::to_string(used.size()) +
                        " seats of the venue are sold or held for a show. It must stay.");
    }
    TRY_OK(tx.emit(VenueDeleting{venue}));
    delete_venue(tx, venue);
    audit::record(tx, by, {"venue.deleted", "venue", venue.text(), details_json(before), ""});
    return {};
  };
  // Its seats are cleared later: nobody sees them any more.
  co_return co_await store_.write(kHouseLane, std::move(work));
}

}  // namespace usher::venues

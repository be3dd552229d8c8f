#include "shows/shows.hpp"

#include <algorithm>

#include "shows/use_cases.hpp"
#include "venues/venues.hpp"
#include "web/paging.hpp"

namespace usher::shows {
namespace {

using store::Queries;
using store::Transaction;

Status sort_shows(std::vector<ShowInfo>& shows, const std::string& sort) {
  const bool descending = sort.starts_with('-');
  const std::string_view field = std::string_view(sort).substr(descending ? 1 : 0);
  if (field == "title") {
    std::ranges::sort(shows, {}, [](const ShowInfo& show) {
      return std::tuple(natural_sort_key(show.title), show.starts_at, show.id);
    });
  } else if (field != "starts_at") {
    return refuse_field("/sort", "not_one_of", "Must be starts_at, -starts_at, title or -title.");
  }
  if (descending) std::ranges::reverse(shows);
  return {};
}

// Faults of references, which only the database can tell.
Result<venues::Venue> referred_venue(Queries& q, VenueId id) {
  auto venue = venues::find_venue(q, id);
  if (!venue) return refuse_field("/venue_id", "unknown_venue", "There is no such venue.");
  return *std::move(venue);
}

Status check_recital(Queries& q, RecitalId id) {
  if (find_recital(q, id)) return {};
  return refuse_field("/recital_id", "unknown_recital", "There is no such recital.");
}

Result<ShowInfo> create(Transaction& tx, IdGenerator& ids, const Currency& currency,
                        const audit::Entry& by, const ShowBody& body) {
  TRY_OK(check_recital(tx, body.recital_id));
  TRY(const auto venue, referred_venue(tx, body.venue_id));
  ShowInfo show;
  show.id = ids.next<ShowId>();
  show.recital_id = body.recital_id;
  show.venue_id = body.venue_id;
  show.title = body.title.value;
  show.time_zone = body.time_zone.value_or(venue.time_zone);
  TRY(show.starts_at, resolve_start({body.starts_at, body.starts_at_local}, show.time_zone, {}));
  show.doors_at = body.doors_at;
  show.sales_start = body.sales_start;
  show.sales_end = body.sales_end;
  show.status = body.status.value_or(ShowStatus::draft);
  TRY_OK(check_times(show));
  insert_show(tx, show);
  TicketConfig config;
  config.currency = currency;
  config.sales_start = show.sales_start;
  config.sales_end = show.sales_end;
  save_ticket_config(tx, show, config);
  audit::record(tx, by, {"show.created", "show", show.id.text(), "", show_json(show)});
  TRY_OK(tx.emit(ShowChanged{show.id}));
  return shows::get_show(tx, show.id);
}

Status check_patch(const ShowPatch& patch) {
  TRY_OK(check_not_null("recital_id", patch.recital_id));
  TRY_OK(check_not_null("venue_id", patch.venue_id));
  TRY_OK(check_not_null("title", patch.title));
  TRY_OK(check_not_null("starts_at", patch.starts_at));
  TRY_OK(check_not_null("starts_at_local", patch.starts_at_local));
  TRY_OK(check_not_null("time_zone", patch.time_zone));
  return check_not_null("status", patch.status);
}

template <class T>
std::optional<T> given(const Patch<T>& patch) {
  if (!patch.has_value()) return std::nullopt;
  return patch.value();
}

// The start after the change. A show that moves to another zone keeps its time on the wall clock.
Result<Timestamp> changed_start(const ShowInfo& before, const TimeZoneName& zone,
                                const ShowPatch& patch) {
  const WantedStart wanted{given(patch.starts_at), given(patch.starts_at_local)};
  const bool unchanged = !wanted.at && !wanted.local;
  if (unchanged && zone != before.time_zone) {
    const auto moved =
        from_local(to_local_string(before.starts_at, before.time_zone), zone, WhenTwice::earlier);
    if (moved) return *moved;
    return refuse_field("/time_zone", moved.error().code, moved.error().detail);
  }
  return resolve_start(wanted, zone,
                       zone == before.time_zone ? std::optional(before.starts_at) : std::nullopt);
}

// What the show will be; nothing is written yet.
Result<ShowInfo> planned(Transaction& tx, const ShowInfo& before, const ShowPatch& patch) {
  TRY_OK(check_patch(patch));
  ShowInfo after = before;
  patch.recital_id.apply_to(after.recital_id);
  patch.venue_id.apply_to(after.venue_id);
  if (patch.title.has_value()) after.title = patch.title.value().value;
  TRY_OK(check_recital(tx, after.recital_id));
  TRY(const auto venue, referred_venue(tx, after.venue_id));
  if (after.venue_id != before.venue_id) after.time_zone = venue.time_zone;
  patch.time_zone.apply_to(after.time_zone);
  TRY(after.starts_at, changed_start(before, after.time_zone, patch));
  patch.doors_at.apply_to(after.doors_at);
  patch.sales_start.apply_to(after.sales_start);
  patch.sales_end.apply_to(after.sales_end);
  TRY_OK(check_times(after));
  // Sending back the status that was shown is no change.
  if (patch.status.has_value() && patch.status.value() != effective_status(before, tx.now())) {
    after.status = patch.status.value();
    TRY_OK(check_status_change(before.status, after.status, after.starts_at > tx.now()));
  }
  return after;
}

// Prices of the old venue's zones mean nothing in the new one.
void forget_zones(Transaction& tx, const ShowInfo& show) {
  TicketConfig config = find_ticket_config(tx, show.id);
  config.zones.clear();
  std::erase_if(config.ticket_types,
                [](const TicketType& type) { return type.price_zone_id.has_value(); });
  save_ticket_config(tx, show, config);
}

// Whether somebody tells and refunds the buyers of a show that is cancelled.
enum class Orders : std::uint8_t { left_alone, seen_to };

Result<ShowInfo> change(Transaction& tx, const audit::Entry& by, ShowId id, IfMatch if_match,
                        const ShowPatch& patch, Orders orders = Orders::left_alone) {
  TRY(const auto before, shows::get_show(tx, id));
  TRY_OK(check_version(if_match, before.version));
  TRY_OK(check_version(patch.version, before.version));
  TRY(const auto after, planned(tx, before, patch));
  if (after.status != before.status) {
    TRY_OK(tx.emit(ShowStatusChanging{id, before.status, after.status, orders == Orders::seen_to}));
  }
  if (after.venue_id != before.venue_id) {
    TRY_OK(tx.emit(ShowVenueChanging{id, before.venue_id, after.venue_id}));
  }
  update_show(tx, after);
  if (after.sales_start != before.sales_start || after.sales_end != before.sales_end)
    touch_config(tx, id);
  if (after.venue_id != before.venue_id) forget_zones(tx, after);
  TRY(auto changed, shows::get_show(tx, id));
  audit::record(tx, by, {"show.updated", "show", id.text(), show_json(before), show_json(changed)});
  TRY_OK(tx.emit(ShowChanged{id}));
  return changed;
}

Result<ShowInfo> duplicate(Transaction& tx, IdGenerator& ids, const audit::Entry& by, ShowId id,
                           const DuplicateBody& body) {
  TRY(const auto original, shows::get_show(tx, id));
  ShowInfo copy = original;
  copy.id = ids.next<ShowId>();
  if (body.title) copy.title = body.title->value;
  copy.status = ShowStatus::draft;
  TRY(copy.starts_at,
      resolve_start({body.starts_at, body.starts_at_local}, copy.time_zone, std::nullopt));
  const auto shift = [&](std::optional<Timestamp>& at) {
    if (at) at = shift_with_start(*at, original.starts_at, copy.starts_at, copy.time_zone);
  };
  if (copy.doors_at) *copy.doors_at = *copy.doors_at + (copy.starts_at - original.starts_at);
  shift(copy.sales_start);
  shift(copy.sales_end);
  TRY_OK(check_times(copy));
  insert_show(tx, copy);
  TicketConfig config = find_ticket_config(tx, original.id);
  config.version = 1;
  config.sales_start = copy.sales_start;
  config.sales_end = copy.sales_end;
  shift(config.accessible_release_at);
  save_ticket_config(tx, copy, config);
  audit::record(tx, by, {"show.duplicated", "show", copy.id.text(), "", show_json(copy)});
  TRY_OK(tx.emit(ShowDuplicated{id, copy.id, [&](Timestamp at) {
                                  return shift_with_start(at, original.starts_at, copy.starts_at,
                                                          copy.time_zone);
                                }}));
  TRY_OK(tx.emit(ShowChanged{copy.id}));
  return shows::get_show(tx, copy.id);
}

}  // namespace

Result<ShowInfo> cancel_show(Transaction& tx, const audit::Entry& by, ShowId show,
                             IfMatch if_match) {
  TRY(auto before, shows::get_show(tx, show));
  if (before.status == ShowStatus::cancelled) {
    TRY_OK(check_version(if_match, before.version));
    return before;
  }
  ShowPatch patch;
  patch.status = {Patch<ShowStatus>::State::value, ShowStatus::cancelled};
  return change(tx, by, show, if_match, patch, Orders::seen_to);
}

Result<ShowInfo> move_show(Transaction& tx, const audit::Entry& by, ShowId show, IfMatch if_match,
                           const WantedStart& wanted) {
  TRY(const auto before, shows::get_show(tx, show));
  if (before.status == ShowStatus::cancelled) {
    return refuse(ErrorKind::conflict, "show_cancelled",
                  "This show was cancelled: its buyers were told. Make a new one instead.");
  }
  if (!wanted.at && !wanted.local)
    return refuse_field("/starts_at_local", "required", "Say when the show starts instead.");
  TRY(const auto start, resolve_start(wanted, before.time_zone, before.starts_at));
  const std::string where = wanted.local ? "/starts_at_local" : "/starts_at";
  if (start == before.starts_at)
    return refuse_field(where, "unchanged", "The show starts then already.");
  if (start <= tx.now()) return refuse_field(where, "in_the_past", "That time has passed.");
  const auto shifted = [&](Timestamp at) {
    return shift_with_start(at, before.starts_at, start, before.time_zone);
  };
  const auto set = [](Patch<Timestamp>& patch, Timestamp at) {
    patch = {Patch<Timestamp>::State::value, at};
  };
  ShowPatch patch;
  set(patch.starts_at, start);
  if (before.doors_at) set(patch.doors_at, *before.doors_at + (start - before.starts_at));
  if (before.sales_end) set(patch.sales_end, shifted(*before.sales_end));
  if (before.sales_start && *before.sales_start > tx.now())
    set(patch.sales_start, shifted(*before.sales_start));
  TRY(auto moved, change(tx, by, show, if_match, patch));
  TicketConfig config = find_ticket_config(tx, show);
  if (config.accessible_release_at && !config.accessible_released(tx.now())) {
    config.accessible_release_at = shifted(*config.accessible_release_at);
    save_ticket_config(tx, moved, config);
    TRY_OK(tx.emit(ShowChanged{show}));
  }
  return moved;
}

Shows::Shows(store::Store& store, IdGenerator& ids, Currency currency)
    : store_(store), ids_(ids), currency_(std::move(currency)) {
  listen_to_venues(store.events());
}

ShowView Shows::view(const ShowInfo& show, Timestamp now) const {
  ShowView view{show.id,
                show.recital_id,
                show.venue_id,
                show.title,
                show.starts_at,
                to_local_string(show.starts_at, show.time_zone),
                show.time_zone,
                show.doors_at,
                show.sales_start,
                show.sales_end,
                effective_status(show, now),
                sale_state(show, now),
                show.layout_version,
                show.version,
                show.recital_title,
                show.venue_name,
                {}};
  if (availability_ == nullptr) return view;
  if (const auto seats = availability_->availability(show.id)) {
    view.seats.value = SeatNumbers{seats->total, seats->available};
  }
  return view;
}

Shows::Answer<web::Page<ShowView>> Shows::list_shows(ShowQuery query) {
  using Found = Result<web::Page<ShowView>>;
  co_return co_await store_.read([this, query = std::move(query)](Queries& q) -> Found {
    auto all = shows::list_shows(q, {query.recital_id, query.venue_id, query.from, query.to});
    std::erase_if(all, [&](const ShowInfo& show) {
      return (query.status && effective_status(show, q.now()) != *query.status) ||
             !matches_search(query.q, {show.title, show.recital_title, show.venue_name});
    });
    TRY_OK(sort_shows(all, query.sort.value_or("starts_at")));
    const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
    TRY(auto rows, web::page_of(std::move(all), limit, query.cursor,
                                [](const ShowInfo& show) { return show.id.text(); }));
    web::Page<ShowView> page;
    page.next_cursor = std::move(rows.next_cursor);
    page.total = rows.total;
    for (const auto& show : rows.items) page.items.push_back(view(show, q.now()));
    return page;
  });
}

Shows::Answer<ShowView> Shows::get_show(ShowId show) {
  co_return co_await store_.read([this, show](Queries& q) -> Result<ShowView> {
    TRY(const auto found, shows::get_show(q, show));
    return view(found, q.now());
  });
}

Shows::Answer<ShowView> Shows::create_show(audit::Entry by, Once once, ShowBody body) {
  auto work = [this, by = std::move(by), once = std::move(once),
               body = std::move(body)](Transaction& tx) -> Result<ShowView> {
    return jobs::once<ShowView>(tx, once, [&]() -> Result<ShowView> {
      TRY(const auto show, create(tx, ids_, currency_, by, body));
      return view(show, tx.now());
    });
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

Shows::Answer<ShowView> Shows::update_show(audit::Entry by, ShowId show, IfMatch if_match,
                                           ShowPatch patch) {
  auto work = [this, by = std::move(by), show, if_match,
               patch = std::move(patch)](Transaction& tx) -> Result<ShowView> {
    TRY(const auto changed, change(tx, by, show, if_match, patch));
    return view(changed, tx.now());
  };
  co_return co_await store_.write(store::lane_of(show), std::move(work));
}

Shows::Answer<void> Shows::remove_show(audit::Entry by, ShowId show, IfMatch if_match) {
  auto work = [by = std::move(by), show, if_match](Transaction& tx) -> Status {
    TRY(const auto before, shows::get_show(tx, show));
    TRY_OK(check_version(if_match, before.version));
    TRY_OK(tx.emit(ShowDeleting{show}));
    delete_show(tx, show);
    audit::record(tx, by, {"show.deleted", "show", show.text(), show_json(before), ""});
    return {};
  };
  co_return co_await store_.write(store::lane_of(show), std::move(work));
}

Shows::Answer<ShowView> Shows::duplicate_show(audit::Entry by, Once once, ShowId show,
                                              DuplicateBody body) {
  auto work = [this, by = std::move(by), once = std::move(once), show,
               body = std::move(body)](Transaction& tx) -> Result<ShowView> {
    return jobs::once<ShowView>(tx, once, [&]() -> Result<ShowView> {
      TRY(const auto copy, duplicate(tx, ids_, by, show, body));
      return view(copy, tx.now());
    });
  };
  co_return co_await store_.write(store::kHouseLane, std::move(work));
}

}  // namespace usher::shows

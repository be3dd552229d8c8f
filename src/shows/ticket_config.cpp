// How a show's tickets are sold, and what becomes of that when the venue changes.
#include "shows/sql.hpp"
#include "shows/use_cases.hpp"
#include "venues/venues.hpp"

namespace usher::shows {
namespace {

using store::Queries;
using store::Transaction;

// What no card could be charged for a single ticket, by where its price was sent.
std::vector<ConfigWarning> warnings_of(const TicketConfig& config,
                                       const std::vector<venues::PriceZone>& zones) {
  std::vector<ConfigWarning> warnings;
  const auto look_at = [&](const std::string& pointer, Money price) {
    if (auto uncharged = why_uncharged(config, price))
      warnings.push_back({pointer, std::move(uncharged->code), std::move(uncharged->detail)});
  };
  for (const auto& zone : zones) {
    const auto set = std::ranges::find(config.zones, zone.id, &ZoneConfig::price_zone_id);
    const bool is_set = set != config.zones.end();
    if (is_set && !set->enabled) continue;
    const auto price = is_set && set->price ? set->price : zone.default_price;
    const auto at = "/zones/" + std::to_string(set - config.zones.begin()) + "/price";
    if (price) look_at(is_set ? at : "/zones", *price);
  }
  for (std::size_t i = 0; i < config.ticket_types.size(); ++i)
    look_at("/ticket_types/" + std::to_string(i) + "/price", config.ticket_types[i].price);
  return warnings;
}

Result<TicketConfigView> configure_show(Transaction& tx, const audit::Entry& by, ShowId id,
                                        IfMatch if_match, const TicketConfigBody& body) {
  TRY(const auto show, get_show(tx, id));
  const auto all_zones = venues::list_price_zones(tx, show.venue_id);
  std::vector<PriceZoneId> zones;
  for (const auto& zone : all_zones) zones.push_back(zone.id);
  const TicketConfig before = find_ticket_config(tx, id);
  TRY_OK(check_version(if_match, before.version));
  TRY_OK(check_version(body.version, before.version));
  TRY(auto after, changed_config(before, body, zones));
  ++after.version;
  ShowInfo planned = show;
  planned.sales_start = after.sales_start;
  planned.sales_end = after.sales_end;
  TRY_OK(check_times(planned));
  if (after.currency != before.currency) {
    TRY_OK(tx.emit(ShowCurrencyChanging{id, before.currency, after.currency}));
  }
  TRY_OK(tx.emit(ShowPricesChanging{id, &before, &after}));
  save_ticket_config(tx, show, after);
  auto view = view_of(after);
  audit::record(tx, by,
                {"ticket_config.saved", "show", id.text(), to_json_text(view_of(before)),
                 to_json_text(view)});
  TRY_OK(tx.emit(ShowChanged{id}));
  auto warnings = warnings_of(after, all_zones);
  if (!warnings.empty()) view.warnings.value = std::move(warnings);
  return view;
}

Status on_venue_deleting(Transaction& tx, const venues::VenueDeleting& event) {
  const auto count = shows_of(tx, event.venue_id).size();
  if (count == 0) return {};
  return refuse(ErrorKind::conflict, "venue_has_shows",
                "The venue has " + std::to_string(count) + " shows. Delete or move them first.");
}

Status on_price_zone_removing(Transaction& tx, const venues::PriceZoneRemoving& event) {
  if (count_ticket_types_of(tx, event.price_zone_id) > 0) {
    return refuse(ErrorKind::conflict, "price_zone_in_use",
                  "Ticket types of a show have prices for this zone.");
  }
  const auto shows = shows_configuring(tx, event.price_zone_id);
  delete_zone_from_configs(tx, event.price_zone_id);
  for (const ShowId show : shows) {
    touch_config(tx, show);
    TRY_OK(tx.emit(ShowChanged{show}));
  }
  return {};
}

Status on_venue_changed(Transaction& tx, const venues::VenueChanged& event) {
  for (const ShowId show : shows_of(tx, event.venue_id)) TRY_OK(tx.emit(ShowChanged{show}));
  return {};
}

}  // namespace

std::vector<ShowId> list_due_accessible_releases(Queries& q, Timestamp now, std::int64_t limit) {
  return q.all<ShowId>(sql::list_due_accessible_releases, now, limit);
}

std::optional<Timestamp> find_next_accessible_release(Queries& q, Timestamp now) {
  return q.find<std::optional<Timestamp>>(sql::find_next_accessible_release, now)
      .value_or(std::nullopt);
}

bool log_accessible_release(Transaction& tx, ShowId show) {
  if (tx.run(sql::log_accessible_release, show, tx.now()) != 1) return false;
  const auto config = find_ticket_config(tx, show);
  audit::record(tx, {},
                {"accessible_seats.released", "show", show.text(), "",
                 "{\"accessible_release_at\":" + to_json_text(config.accessible_release_at) + "}"});
  return true;
}

void listen_to_venues(store::EventBus& events) {
  events.on<venues::VenueDeleting>(on_venue_deleting);
  events.on<venues::PriceZoneRemoving>(on_price_zone_removing);
  events.on<venues::VenueChanged>(on_venue_changed);
}

Shows::Answer<TicketConfigView> Shows::get_ticket_config(ShowId show) {
  co_return co_await store_.read([show](Queries& q) -> Result<TicketConfigView> {
    TRY_OK(shows::get_show(q, show));
    return view_of(find_ticket_config(q, show));
  });
}

Shows::Answer<TicketConfigView> Shows::configure(audit::Entry by, Once once, ShowId show,
                                                 IfMatch if_match, TicketConfigBody body) {
  auto work = [by = std::move(by), once = std::move(once), show, if_match,
               body = std::move(body)](Transaction& tx) -> Result<TicketConfigView> {
    return jobs::once<TicketConfigView>(
        tx, once, [&] { return configure_show(tx, by, show, if_match, body); });
  };
  co_return co_await store_.write(store::lane_of(show), std::move(work));
}

}  // namespace usher::shows

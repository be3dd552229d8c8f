#include "shows/repository.hpp"

#include <map>
#include <set>

#include "shows/shows.hpp"
#include "shows/sql.hpp"
#include "venues/venues.hpp"

namespace usher::shows {
namespace {

// The columns of find_show and list_shows.
struct ShowRow {
  ShowId id;
  RecitalId recital_id;
  VenueId venue_id;
  std::string title;
  Timestamp starts_at;
  TimeZoneName time_zone;
  std::optional<Timestamp> doors_at;
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  ShowStatus status;
  std::int64_t layout_version;
  std::int64_t version;
  std::string recital_title;
  std::string recital_slug;
};
BOOST_DESCRIBE_STRUCT(ShowRow, (),
                      (id, recital_id, venue_id, title, starts_at, time_zone, doors_at, sales_start,
                       sales_end, status, layout_version, version, recital_title, recital_slug))

struct ConfigRow {
  Currency currency;
  std::int64_t max_tickets_per_order;
  std::int64_t hold_minutes;
  std::string tax_name;
  std::int64_t tax_percent_milli;
  bool tax_inclusive;
  pricing::RoundingMode rounding;
  OrphanSeats orphan_seats;
  std::optional<Timestamp> accessible_release_at;
  std::int64_t version;
};
BOOST_DESCRIBE_STRUCT(ConfigRow, (),
                      (currency, max_tickets_per_order, hold_minutes, tax_name, tax_percent_milli,
                       tax_inclusive, rounding, orphan_seats, accessible_release_at, version))

ShowInfo to_show(ShowRow row, const std::optional<venues::Venue>& venue) {
  ShowInfo show{row.id,
                row.recital_id,
                row.venue_id,
                std::move(row.title),
                row.starts_at,
                std::move(row.time_zone),
                row.doors_at,
                row.sales_start,
                row.sales_end,
                row.status,
                row.layout_version,
                row.version,
                std::move(row.recital_title),
                std::move(row.recital_slug),
                {},
                {},
                {}};
  if (venue) {
    show.venue_name = venue->name.value;
    show.venue_address = venue->address.value;
    show.venue_city = venue->city.value;
  }
  return show;
}

}  // namespace

std::optional<Recital> find_recital(store::Queries& q, RecitalId id) {
  return q.find<Recital>(sql::find_recital, id);
}

std::optional<Recital> find_recital_by_slug(store::Queries& q, const Slug& slug) {
  return q.find<Recital>(sql::find_recital_by_slug, slug);
}

std::vector<Recital> list_recitals(store::Queries& q) { return q.all<Recital>(sql::all_recitals); }

void insert_recital(store::Transaction& tx, const Recital& recital) {
  tx.run(sql::insert_recital, recital.id, recital.title, recital.slug, recital.description,
         recital.image_url, tx.now());
}

void update_recital(store::Transaction& tx, const Recital& recital) {
  tx.run(sql::update_recital, recital.id, recital.title, recital.slug, recital.description,
         recital.image_url, tx.now());
}

void delete_recital(store::Transaction& tx, RecitalId recital) {
  tx.run(sql::delete_recital, recital);
}

std::int64_t count_shows_of(store::Queries& q, RecitalId recital) {
  return q.find<std::int64_t>(sql::count_shows_of_recital, recital).value_or(0);
}

Slug free_slug(store::Queries& q, const Slug& wanted) {
  constexpr std::size_t kRoomForNumber = 90;
  const std::string stem = wanted.value.substr(0, kRoomForNumber);
  std::set<std::string> taken;
  for (auto& slug : q.all<std::string>(sql::slugs_like, wanted, stem + "-%")) {
    taken.insert(std::move(slug));
  }
  if (!taken.contains(wanted.value)) return wanted;
  for (std::int64_t number = 2;; ++number) {
    std::string candidate = stem + '-' + std::to_string(number);
    if (!taken.contains(candidate)) return {std::move(candidate)};
  }
}

std::optional<RecitalId> slug_owner(store::Queries& q, const Slug& slug) {
  return q.find<RecitalId>(sql::slug_owner, slug);
}

std::optional<ShowInfo> find_show(store::Queries& q, ShowId id) {
  auto row = q.find<ShowRow>(sql::find_show, id);
  if (!row) return std::nullopt;
  const auto venue = venues::find_venue(q, row->venue_id);
  return to_show(*std::move(row), venue);
}

std::optional<ShowStatus> find_show_status(store::Queries& q, ShowId id) {
  return q.find<ShowStatus>(sql::find_show_status, id);
}

std::vector<CancelledShow> list_cancelled_shows(store::Queries& q) {
  return q.all<CancelledShow>(sql::list_cancelled_shows);
}

std::vector<ShowInfo> list_shows(store::Queries& q, const ShowFilter& filter) {
  std::vector<ShowInfo> shows;
  std::map<VenueId, std::optional<venues::Venue>> venues;
  for (auto& row : q.all<ShowRow>(sql::list_shows, filter.recital_id, filter.venue_id, filter.from,
                                  filter.to)) {
    const auto [known, is_new] = venues.try_emplace(row.venue_id);
    if (is_new) known->second = venues::find_venue(q, row.venue_id);
    shows.push_back(to_show(std::move(row), known->second));
  }
  return shows;
}

std::vector<ShowInfo> shows_between(store::Queries& q, Timestamp from, Timestamp to) {
  return list_shows(q, {std::nullopt, std::nullopt, from, to});
}

std::vector<ShowId> shows_of(store::Queries& q, VenueId venue) {
  return q.all<ShowId>(sql::shows_of_venue, venue);
}

std::vector<ShowId> shows_of(store::Queries& q, RecitalId recital) {
  return q.all<ShowId>(sql::shows_of_recital, recital);
}

void insert_show(store::Transaction& tx, const ShowInfo& show) {
  tx.run(sql::insert_show, show.id, show.recital_id, show.venue_id, show.title, show.starts_at,
         show.time_zone, show.doors_at, show.sales_start, show.sales_end, show.status, tx.now());
}

void update_show(store::Transaction& tx, const ShowInfo& show) {
  tx.run(sql::update_show, show.id, show.recital_id, show.venue_id, show.title, show.starts_at,
         show.time_zone, show.doors_at, show.sales_start, show.sales_end, show.status, tx.now());
}

void delete_show(store::Transaction& tx, ShowId show) {
  tx.run(sql::delete_fees, show);
  tx.run(sql::delete_ticket_types, show);
  tx.run(sql::delete_config_zones, show);
  tx.run(sql::delete_config, show);
  tx.run(sql::delete_show, show);
}

std::int64_t advance_layout_version(store::Transaction& tx, ShowId show) {
  return tx.run_returning<std::int64_t>(sql::advance_layout_version, show).value_or(0);
}

namespace {

void take_over(TicketConfig& config, ConfigRow row) {
  config.currency = std::move(row.currency);
  config.max_tickets_per_order = row.max_tickets_per_order;
  config.hold_minutes = row.hold_minutes;
  config.tax =
      pricing::tax_of({std::move(row.tax_name), {row.tax_percent_milli}, row.tax_inclusive});
  config.rounding = row.rounding;
  config.orphan_seats = row.orphan_seats;
  config.accessible_release_at = row.accessible_release_at;
  config.version = row.version;
}

// A row with the show that it is of.
template <class Row>
struct OfShow : Row {
  ShowId show_id;
  BOOST_DESCRIBE_CLASS(OfShow, (Row), (show_id), (), ())
};

}  // namespace

std::map<ShowId, TicketConfig> configs_to_come(store::Queries& q, Timestamp now) {
  std::map<ShowId, TicketConfig> configs;
  for (auto& row : q.all<OfShow<ConfigRow>>(sql::list_configs_to_come, now)) {
    take_over(configs[row.show_id], std::move(row));
  }
  for (auto& row : q.all<OfShow<ZoneConfig>>(sql::list_config_zones_to_come, now)) {
    configs[row.show_id].zones.push_back(std::move(row));
  }
  for (auto& row : q.all<OfShow<TicketType>>(sql::list_ticket_types_to_come, now)) {
    configs[row.show_id].ticket_types.push_back(std::move(row));
  }
  for (auto& row : q.all<OfShow<pricing::KeptFee>>(sql::list_fees_to_come, now)) {
    configs[row.show_id].fees.push_back(pricing::fee_of(std::move(row)));
  }
  return configs;
}

TicketConfig find_ticket_config(store::Queries& q, ShowId show) {
  TicketConfig config;
  if (auto row = q.find<ConfigRow>(sql::find_config, show)) take_over(config, *std::move(row));
  config.zones = q.all<ZoneConfig>(sql::list_config_zones, show);
  config.ticket_types = q.all<TicketType>(sql::list_ticket_types, show);
  for (auto& fee : q.all<pricing::KeptFee>(sql::list_fees, show)) {
    config.fees.push_back(pricing::fee_of(std::move(fee)));
  }
  if (const auto row = q.find<ShowRow>(sql::find_show, show)) {
    config.sales_start = row->sales_start;
    config.sales_end = row->sales_end;
  }
  return config;
}

void save_ticket_config(store::Transaction& tx, const ShowInfo& show, const TicketConfig& config) {
  const auto tax = config.tax.value_or(pricing::Tax{});
  tx.run(sql::upsert_config, show.id, config.currency, config.max_tickets_per_order,
         config.hold_minutes, tax.name, tax.percent.thousandths, tax.inclusive, config.rounding,
         config.orphan_seats, config.accessible_release_at, config.version);
  tx.run(sql::delete_config_zones, show.id);
  for (const auto& zone : config.zones) {
    tx.run(sql::insert_config_zone, show.id, zone.price_zone_id, zone.enabled, zone.price);
  }
  tx.run(sql::delete_ticket_types, show.id);
  std::int64_t position = 0;
  for (const auto& type : config.ticket_types) {
    tx.run(sql::insert_ticket_type, show.id, position++, type.name, type.price_zone_id, type.price);
  }
  tx.run(sql::delete_fees, show.id);
  position = 0;
  for (const auto& fee : config.fees) {
    tx.run(sql::insert_fee, show.id, position++, fee.name, fee.kind, pricing::kept(fee).amount);
  }
  if (config.sales_start != show.sales_start || config.sales_end != show.sales_end) {
    tx.run(sql::update_sale_window, show.id, config.sales_start, config.sales_end, tx.now());
  }
}

std::int64_t count_ticket_types_of(store::Queries& q, PriceZoneId zone) {
  return q.find<std::int64_t>(sql::count_ticket_types_of_zone, zone).value_or(0);
}

std::vector<ShowId> shows_configuring(store::Queries& q, PriceZoneId zone) {
  return q.all<ShowId>(sql::shows_configuring_zone, zone);
}

void touch_config(store::Transaction& tx, ShowId show) { tx.run(sql::touch_config, show); }

void delete_zone_from_configs(store::Transaction& tx, PriceZoneId zone) {
  tx.run(sql::delete_zone_from_configs, zone);
}

}  // namespace usher::shows

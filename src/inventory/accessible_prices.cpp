#include "inventory/accessible_prices.hpp"

#include <algorithm>
#include <unordered_map>

#include "inventory/inventory.hpp"
#include "inventory/sql.hpp"
#include "shows/events.hpp"
#include "shows/shows.hpp"
#include "venues/events.hpp"
#include "venues/venues.hpp"

namespace usher::inventory {
namespace {

using ZonePrices = std::unordered_map<PriceZoneId, std::optional<Money>>;

bool is_kept(const PriceGroup& group) {
  return group.seat_type == venues::SeatType::companion ||
         group.seat_type == venues::SeatType::accessible || group.handicap_access;
}

std::optional<Money> price_in(const pricing::PriceBook& book, const PriceGroup& group,
                              const std::string& type) {
  if (!group.price_zone_id) return group.price_override;
  const auto price = pricing::resolve_price(book, *group.price_zone_id, group.price_override, type);
  return price ? std::optional(*price) : std::nullopt;
}

ZonePrices zone_prices(store::Queries& q, VenueId venue) {
  ZonePrices prices;
  for (const auto& zone : venues::list_price_zones(q, venue)) prices[zone.id] = zone.default_price;
  return prices;
}

bool has_kept_seats(const std::vector<PriceGroup>& groups) {
  return std::ranges::any_of(groups, is_kept);
}

Status on_config(store::Transaction& tx, const shows::ShowPricesChanging& event) {
  const auto groups = list_price_groups(tx, event.show_id);
  if (!has_kept_seats(groups)) return {};
  TRY(const auto show, shows::get_show(tx, event.show_id));
  const auto zones = zone_prices(tx, show.venue_id);
  return check_no_worse(price_faults(groups, event.before->price_book(zones)),
                        price_faults(groups, event.after->price_book(zones)));
}

Status on_zone_price(store::Transaction& tx, const venues::ZonePriceChanging& event) {
  const auto before = zone_prices(tx, event.venue_id);
  auto after = before;
  after[event.price_zone_id] = event.after;
  for (const ShowId show : shows::shows_of(tx, event.venue_id)) {
    const auto groups = list_price_groups(tx, show);
    if (!has_kept_seats(groups)) continue;
    const auto config = shows::find_ticket_config(tx, show);
    TRY_OK(check_no_worse(price_faults(groups, config.price_book(before)),
                          price_faults(groups, config.price_book(after))));
  }
  return {};
}

}  // namespace

PriceFaults price_faults(const std::vector<PriceGroup>& groups, const pricing::PriceBook& book) {
  std::vector<std::string> types{""};
  for (const auto& type : book.types) {
    if (std::ranges::find(types, type.name) == types.end()) types.push_back(type.name);
  }
  struct Dearest {
    std::optional<Money> kept;
    std::optional<Money> other;
  };
  PriceFaults faults;
  for (const auto& type : types) {
    std::map<SectionId, Dearest> sections;
    for (const auto& group : groups) {
      const auto price = price_in(book, group, type);
      if (!price) continue;
      auto& dearest =
          is_kept(group) ? sections[group.section_id].kept : sections[group.section_id].other;
      dearest = std::max(dearest.value_or(*price), *price);
    }
    for (const auto& [section, dearest] : sections) {
      if (!dearest.kept || !dearest.other || *dearest.kept <= *dearest.other) continue;
      const auto named = std::ranges::find(groups, section, &PriceGroup::section_id);
      faults[{section, type}] = {named->section_name, *dearest.kept - *dearest.other};
    }
  }
  return faults;
}

Status check_no_worse(const PriceFaults& before, const PriceFaults& after) {
  for (const auto& [key, fault] : after) {
    const auto known = before.find(key);
    if (known != before.end() && fault.by <= known->second.by) continue;
    const std::string kind = key.second.empty() ? "" : " as “" + key.second + "”";
    return refuse(ErrorKind::invalid, "accessible_price_too_high",
                  "In “" + fault.section_name + "” accessible or companion seats would cost more" +
                      kind +
                      " than the dearest other seat there. They may cost as much, not more.");
  }
  return {};
}

std::vector<PriceGroup> list_price_groups(store::Queries& q, ShowId show) {
  return q.all<PriceGroup>(sql::list_price_groups, show);
}

PriceFaults price_faults(store::Queries& q, ShowId show) {
  const auto groups = list_price_groups(q, show);
  const auto info = has_kept_seats(groups) ? shows::find_show(q, show) : std::nullopt;
  if (!info) return {};
  return price_faults(
      groups, shows::find_ticket_config(q, show).price_book(zone_prices(q, info->venue_id)));
}

namespace {

// A sale in which nothing has a price would show a chart on which nothing can be chosen (rule 38).
Status on_status(store::Transaction& tx, const shows::ShowStatusChanging& event) {
  if (event.to != shows::ShowStatus::on_sale) return {};
  TRY(const auto show, shows::get_show(tx, event.show_id));
  const auto zones = zone_prices(tx, show.venue_id);
  const auto book = shows::find_ticket_config(tx, show.id).price_book(zones);
  for (const auto& [zone, price] : zones) {
    if (pricing::resolve_price(book, zone, std::nullopt, "")) return {};
  }
  if (tx.find<ShowSeatId>(sql::any_priced_seat, show.id)) return {};
  return refuse(ErrorKind::conflict, "no_prices",
                "Nothing of this show has a price yet. Set one, then put it on sale.");
}

}  // namespace

void Inventory::listen_to_prices() {
  store_.events().on<shows::ShowStatusChanging>(on_status);
  store_.events().on<shows::ShowPricesChanging>(on_config);
  store_.events().on<venues::ZonePriceChanging>(on_zone_price);
}

}  // namespace usher::inventory

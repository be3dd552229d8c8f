#include "orders/price_preview.hpp"

#include <algorithm>
#include <span>

#include "pricing/pricing.hpp"
#include "venues/venues.hpp"
#include "web/endpoint.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kExampleCount = 2;
constexpr std::int64_t kExampleCountMax = 100;

Result<PricedChoice> priced(const venues::PriceZone& zone, std::optional<std::string> type,
                            Money price, const pricing::Terms& terms, PricePreview& preview) {
  const std::vector<pricing::Line> tickets(static_cast<std::size_t>(preview.count), {price});
  const std::span<const pricing::Terms> alone(&terms, 1);
  TRY(const auto one, pricing::quote(std::span(tickets).first(1), {}, alone));
  TRY(const auto quote, pricing::quote(tickets, {}, alone));
  const auto all_in = pricing::all_in_price(price, terms);
  preview.order_fee = std::max(preview.order_fee, all_in.order);
  preview.tax_inclusive = quote.tax_inclusive;
  return PricedChoice{zone.id,
                      zone.name.value,
                      std::move(type),
                      price,
                      all_in.seat,
                      quote.subtotal,
                      quote.fees,
                      quote.tax,
                      quote.total,
                      pricing::chargeable(one.total, preview.currency) == pricing::Chargeable::yes};
}

Result<PricePreview> preview_in(store::Queries& q, ShowId show, const shows::TicketConfigBody& body,
                                std::int64_t count) {
  TRY(const auto info, shows::get_show(q, show));
  const auto zones = venues::list_price_zones(q, info.venue_id);
  std::vector<PriceZoneId> ids;
  std::unordered_map<PriceZoneId, std::optional<Money>> defaults;
  for (const auto& zone : zones) {
    ids.push_back(zone.id);
    defaults.emplace(zone.id, zone.default_price);
  }
  TRY(const auto config, shows::changed_config(shows::find_ticket_config(q, show), body, ids));
  const auto terms = config.terms();
  const auto book = config.price_book(defaults);
  PricePreview preview;
  preview.currency = config.currency;
  preview.count = count;
  for (const auto& zone : zones) {
    const auto add = [&](const std::string& type) -> Result<bool> {
      const auto price = pricing::resolve_price(book, zone.id, std::nullopt, type);
      if (!price) return false;
      TRY(auto choice,
          priced(zone, type.empty() ? std::nullopt : std::optional(type), *price, terms, preview));
      preview.choices.push_back(std::move(choice));
      return true;
    };
    // The ticket of the chart, unless a kind costs the same and stands for it.
    const auto standard = pricing::resolve_price(book, zone.id, std::nullopt, "");
    const bool named = std::ranges::any_of(config.ticket_types, [&](const auto& type) {
      const bool here = !type.price_zone_id || *type.price_zone_id == zone.id;
      return here && standard && type.price == *standard;
    });
    bool sells = false;
    if (!named) {
      TRY(sells, add(""));
    }
    std::vector<std::string> seen;
    for (const auto& type : config.ticket_types) {
      const bool elsewhere = type.price_zone_id && *type.price_zone_id != zone.id;
      if (elsewhere || std::ranges::find(seen, type.name.value) != seen.end()) continue;
      seen.push_back(type.name.value);
      TRY(const bool added, add(type.name.value));
      sells = sells || added;
    }
    if (!sells) preview.not_for_sale.push_back(zone.name.value);
  }
  return preview;
}

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct PreviewQuery {
  std::optional<Bounded<1, kExampleCountMax>> count;
};
BOOST_DESCRIBE_STRUCT(PreviewQuery, (), (count))

asio::awaitable<Result<web::Reply<PricePreview>>> preview(store::Store& store, ShowPath path,
                                                          PreviewQuery query,
                                                          shows::TicketConfigBody body) {
  CO_TRY(auto found, co_await preview_prices(store, path.id, std::move(body),
                                             query.count ? query.count->value : kExampleCount));
  co_return web::ok(std::move(found));
}

}  // namespace

asio::awaitable<Result<PricePreview>> preview_prices(store::Store& store, ShowId show,
                                                     shows::TicketConfigBody body,
                                                     std::int64_t count) {
  co_return co_await store.read(store::Viewer::staff(),
                                [show, body = std::move(body), count](store::Queries& q) {
                                  return preview_in(q, show, body, count);
                                });
}

void add_price_preview_endpoint(web::Router& router, store::Store& store) {
  router.add(web::post("/api/recital-shows/{id}/ticket-config/preview")
                 .access(web::Access::staff)
                 .tag("Shows")
                 .summary("What buyers would pay under this ticket configuration")
                 .description("Saves nothing. The body is that of ticket-config; each choice has "
                              "an order of `count` tickets (2) worked out as an order would be.")
                 .path<ShowPath>()
                 .query<PreviewQuery>()
                 .body<shows::TicketConfigBody>()
                 .answers<PricePreview>(200)
                 .refuses(404, {"show_not_found"})
                 .refuses(422, {"terms_out_of_range"})
                 .handle([&store](web::Request, ShowPath path, PreviewQuery query,
                                  shows::TicketConfigBody body) {
                   return preview(store, path, query, std::move(body));
                 }));
}

}  // namespace usher::orders

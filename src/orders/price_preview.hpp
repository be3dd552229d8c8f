// Purpose: what buyers would pay under a ticket configuration that is not saved yet (S4). Place:
// orders; reads only, with the same pricing that orders are made by.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "shows/shows.hpp"
#include "store/store.hpp"

namespace usher::web {
class Router;
}

namespace usher::orders {

// One thing that a buyer can choose, and an order of several of it.
struct PricedChoice {
  PriceZoneId price_zone_id;
  std::string zone;
  std::optional<std::string> ticket_type;
  Money price;
  Money all_in_price;  // with the fees of one ticket (rule 41)
  Money subtotal;
  Money fees;
  Money tax;
  Money total;
  // Whether a card can be charged for a single one (rule 65).
  bool chargeable = true;
};
BOOST_DESCRIBE_STRUCT(PricedChoice, (),
                      (price_zone_id, zone, ticket_type, price, all_in_price, subtotal, fees, tax,
                       total, chargeable))

// `not_for_sale` are the zones that have no price or are switched off (rule 38).
struct PricePreview {
  Currency currency;
  std::int64_t count = 2;
  bool tax_inclusive = false;
  Money order_fee;
  std::vector<PricedChoice> choices;
  std::vector<std::string> not_for_sale;
};
BOOST_DESCRIBE_STRUCT(PricePreview, (),
                      (currency, count, tax_inclusive, order_fee, choices, not_for_sale))

// Prices every zone and kind of ticket as if `body` were saved; `count` tickets make the example.
// Errors: 404 `show_not_found`; those of shows::changed_config; 422 `terms_out_of_range`.
boost::asio::awaitable<Result<PricePreview>> preview_prices(store::Store& store, ShowId show,
                                                            shows::TicketConfigBody body,
                                                            std::int64_t count);

// Over HTTP.
void add_price_preview_endpoint(web::Router& router, store::Store& store);

}  // namespace usher::orders

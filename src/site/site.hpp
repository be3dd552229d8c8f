// Purpose: the door of site: the pages of the house for browsers and search engines. Place: site.
#pragma once
#include <span>
#include <string>

#include "shows/shows.hpp"
#include "web/embedded_asset.hpp"
#include "web/router.hpp"
#include "web/site_pages.hpp"

namespace usher::site {

// Whose card form the checkout loads.
enum class CardForm : std::uint8_t { own, stripe };

// What web has to know of the pages: their addresses, their headers, the page of no address.
web::SitePages pages(CardForm card_form);

// The public pages whose first HTML has their words and data (the list of shows, a recital, a
// seating chart, the ticket lookup), the sitemap and robots.txt. `shows` outlives the router;
// `assets` is the built UI; `locale` is spoken to those whose browser asks for none of ours.
void add_endpoints(web::Router& router, shows::Shows& shows,
                   std::span<const web::EmbeddedAsset> assets, const std::string& locale);

}  // namespace usher::site

// Purpose: the HTTP side of venues. Place: venues.
#pragma once
#include "venues/venues.hpp"
#include "web/router.hpp"

namespace usher::venues {

// `venues` outlives the router.
void add_venue_endpoints(web::Router& router, Venues& venues);
void add_seat_endpoints(web::Router& router, Venues& venues);

inline void add_endpoints(web::Router& router, Venues& venues) {
  add_venue_endpoints(router, venues);
  add_seat_endpoints(router, venues);
}

}  // namespace usher::venues

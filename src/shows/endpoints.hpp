// Purpose: the HTTP side of shows. Place: shows.
#pragma once
#include "shows/shows.hpp"
#include "web/router.hpp"

namespace usher::shows {

// `shows` outlives the router.
void add_recital_endpoints(web::Router& router, Shows& shows);
void add_show_endpoints(web::Router& router, Shows& shows);
void add_public_endpoints(web::Router& router, Shows& shows);

inline void add_endpoints(web::Router& router, Shows& shows) {
  add_recital_endpoints(router, shows);
  add_show_endpoints(router, shows);
  add_public_endpoints(router, shows);
}

}  // namespace usher::shows

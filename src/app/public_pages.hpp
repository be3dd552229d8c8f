// Purpose: serves the public pages whose first HTML has their words and data: the list of shows, a
// recital, a seating chart. Place: app, since it joins what shows know to the built UI of web.
#pragma once
#include <string>

#include "shows/shows.hpp"
#include "web/router.hpp"

namespace usher::app {

// `shows` outlives the router. `locale` is spoken to those whose browser asks for none of ours.
void add_public_pages(web::Router& router, shows::Shows& shows, const std::string& locale);

}  // namespace usher::app

// Purpose: the HTTP endpoints of scanners that work without the network. Place: tickets.
#pragma once
#include "tickets/seen_text.hpp"
#include "tickets/tickets.hpp"

namespace usher::web {
class Router;
}

namespace usher::tickets {

void add_door_endpoints(web::Router& router, Tickets& tickets);

}  // namespace usher::tickets

// Purpose: the HTTP endpoints of tickets. Place: tickets.
#pragma once
#include "tickets/tickets.hpp"

namespace usher::web {
class Router;
}

namespace usher::tickets {

void add_endpoints(web::Router& router, Tickets& tickets);

}  // namespace usher::tickets

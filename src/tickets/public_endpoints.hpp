// Purpose: the endpoints for whoever holds a ticket's code or a link. Place: tickets.
#pragma once
#include "tickets/tickets.hpp"

namespace usher::web {
class Router;
}

namespace usher::tickets {

void add_public_endpoints(web::Router& router, Tickets& tickets);

}  // namespace usher::tickets

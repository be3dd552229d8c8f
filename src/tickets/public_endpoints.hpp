// Purpose: the endpoints for whoever holds a ticket's code or a link. Place: tickets.
#pragma once
#include "tickets/tickets.hpp"

namespace usher::web {
class Router;
}

namespace usher::orders {
class Orders;
}

namespace usher::tickets {

// `orders` says whether an order is the caller's.
void add_public_endpoints(web::Router& router, Tickets& tickets, orders::Orders& orders);

}  // namespace usher::tickets

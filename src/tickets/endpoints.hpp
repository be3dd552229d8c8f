// Purpose: the HTTP endpoints of tickets. Place: tickets.
#pragma once
#include "tickets/tickets.hpp"

namespace usher::web {
class Router;
}

namespace usher::orders {
class Orders;
}

namespace usher::tickets {

// All of them; `orders` says whether an order is the caller's.
void add_endpoints(web::Router& router, Tickets& tickets, orders::Orders& orders);

}  // namespace usher::tickets

// Purpose: orders over HTTP. Place: orders.
#pragma once
#include "orders/orders.hpp"
#include "web/router.hpp"

namespace usher::orders {

// All of the slice.
void add_endpoints(web::Router& router, Orders& orders);

void add_buyer_endpoints(web::Router& router, Orders& orders);
void add_staff_endpoints(web::Router& router, Orders& orders);

}  // namespace usher::orders

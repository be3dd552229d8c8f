// Purpose: orders over HTTP. Place: orders.
#pragma once
#include "orders/orders.hpp"
#include "web/router.hpp"

namespace usher::orders {

// All of the slice.
void add_endpoints(web::Router& router, Orders& orders);

void add_buyer_endpoints(web::Router& router, Orders& orders);
void add_mine_endpoints(web::Router& router, Orders& orders);
void add_staff_endpoints(web::Router& router, Orders& orders);
void add_refund_endpoints(web::Router& router, Orders& orders);
void add_customer_endpoints(web::Router& router, Orders& orders);

// How the request proves that an order is the caller's: its session, and the order token in the
// header X-Order-Token, or `token` where there is one.
Proof proof_of(web::Request request, const std::optional<std::string>& token = {});

}  // namespace usher::orders

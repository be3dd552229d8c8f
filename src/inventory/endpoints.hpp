// Purpose: the HTTP side of inventory: show seats, charts, streams, holds. Place: inventory.
#pragma once
#include "base/clock.hpp"
#include "inventory/inventory.hpp"
#include "web/router.hpp"

namespace usher::inventory {

// `inventory` outlives the router.
void add_hold_endpoints(web::Router& router, Inventory& inventory);
void add_seat_endpoints(web::Router& router, Inventory& inventory, const Clock& clock);
void add_allotment_endpoints(web::Router& router, Inventory& inventory, const Clock& clock);
void add_chart_endpoints(web::Router& router, Inventory& inventory, const Clock& clock);

inline void add_endpoints(web::Router& router, Inventory& inventory, const Clock& clock) {
  add_hold_endpoints(router, inventory);
  add_seat_endpoints(router, inventory, clock);
  add_allotment_endpoints(router, inventory, clock);
  add_chart_endpoints(router, inventory, clock);
}

}  // namespace usher::inventory

// Purpose: a season to click through: venues, shows, sold and held seats. Place: app.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "inventory/inventory.hpp"
#include "orders/orders.hpp"
#include "payments/test_provider.hpp"
#include "shows/shows.hpp"
#include "venues/venues.hpp"

namespace usher::app {

struct DemoParts {
  const Clock& clock;
  Random& random;
  venues::Venues& venues;
  shows::Shows& shows;
  inventory::Inventory& inventory;
  orders::Orders& orders;
  payments::TestProvider& payments;
};

struct DemoReport {
  std::int64_t venues = 0;
  std::int64_t shows = 0;
  std::int64_t seats = 0;
  std::int64_t tickets = 0;
};

// Fills an empty database through the same doors that clients use; every ticket in it was held,
// ordered and paid. Errors: 409 `not_empty` when there is a venue already.
boost::asio::awaitable<Result<DemoReport>> fill_demo(DemoParts parts);

}  // namespace usher::app

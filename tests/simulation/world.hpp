// Purpose: one process of the server, without HTTP: everything that a crash takes. Place:
// tests/simulation.
#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "base/worker_pool.hpp"
#include "orders/orders.hpp"
#include "simulation/company.hpp"
#include "simulation/disk.hpp"
#include "simulation/network.hpp"
#include "simulation/step_store.hpp"
#include "support/manual_clock.hpp"
#include "tickets/tickets.hpp"

namespace usher::simulation {

inline const std::string kDatabase = "simulated.db";
inline constexpr ShowId kShow{401};
inline constexpr ShowId kSecondShow{402};

// The real doors on the real store, on a disk, a clock, chance and a card company of the
// simulation. One thread; taken down in reverse order, also with work still waiting in it.
struct World {
  // `latest` is the latest that the clock has ever shown.
  World(const Clock& clock, const Timestamp& latest, Random& random, Company& company);

  // Runs a coroutine to its end while nothing else goes on.
  template <class T>
  T finish(boost::asio::awaitable<T> work);

  const Clock& clock;
  // By it promises are judged: what was over once may have gone to somebody else, though the clock
  // was set back since.
  const Timestamp& latest;
  Random& random;
  boost::asio::io_context context;
  Network network;
  StepStore store;
  IdGenerator ids;
  WorkerPool workers{1, 16};
  jobs::Queue queue;
  notifications::Notifications outbox;
  accounts::AttemptLimiter attempts;
  inventory::Inventory inventory;
  CompanyLine line;
  payments::Payments payments;
  orders::Orders orders;
  tickets::Tickets tickets;
};

// A disk with a venue, a show on sale (27 seats with a price) and a signing key.
void furnish(World& world);

}  // namespace usher::simulation

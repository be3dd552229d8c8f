// Purpose: a buyer who remembers what the server has promised. Place: tests/simulation.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulation/world.hpp"

namespace usher::simulation {

// A seat promise that an answer made: nobody else may hear the same promise while it stands.
struct Promise {
  std::vector<ShowSeatId> seats;
  Timestamp until;
};

struct Bought {
  OrderId id;
  Promise promise;  // ends with a cancellation or refund that was asked for
  std::string intent;
  bool paid = false;       // an answer said so
  bool cancelled = false;  // an answer said so
  bool closing = false;    // a cancellation was sent
  Money refunded;          // at least so much, an answer said so
  std::vector<std::pair<std::string, ShowId>> codes;
  std::vector<std::string> admitted;  // codes that were let in, an answer said so
};

struct Held {
  std::string token{};
  Promise promise;
};

// What a run found to be wrong; ends it.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Outlives the processes it talks to. One thread. Its actions are coroutines of one process; a
// crash ends them without an answer. Errors: throw Broken when an answer breaks an invariant.
class Client {
 public:
  Client(int number, Random& chance) : number_(number), chance_(chance) {}

  // One thing that a buyer (or the staff for them) does now.
  boost::asio::awaitable<void> act(World& world, const std::vector<Client>& all, Company& company);
  // After a restart, and at the end: every promise still stands.
  void verify(World& world);
  // The process is gone and with it all that was asked.
  void forget_questions() { asked_ = 0; }

  const std::vector<Bought>& orders() const { return orders_; }
  // Whether this client was promised the seat at the instant.
  bool owns(ShowSeatId seat, Timestamp now) const;

 private:
  inventory::SessionKey session() const { return Bytes(16, static_cast<std::uint8_t>(number_)); }
  orders::Proof proof() const { return {.session = session()}; }
  Bought& any_order() { return orders_[chance_.below(orders_.size())]; }
  Bought* find(OrderId id);
  void expect_free_of_others(const std::vector<Client>& all, const Promise& promise, Timestamp now);

  boost::asio::awaitable<void> choose_and_act(World& world, const std::vector<Client>& all,
                                              Company& company);
  boost::asio::awaitable<void> reserve(World& world, const std::vector<Client>& all);
  boost::asio::awaitable<void> extend(World& world);
  boost::asio::awaitable<void> release(World& world);
  boost::asio::awaitable<void> order(World& world, const std::vector<Client>& all);
  boost::asio::awaitable<void> open_intent(World& world, OrderId id);
  boost::asio::awaitable<void> confirm(World& world, const std::vector<Client>& all, OrderId id);
  boost::asio::awaitable<void> cancel(World& world, OrderId id);
  boost::asio::awaitable<void> look(World& world, OrderId id);
  boost::asio::awaitable<void> refund(World& world, OrderId id);
  boost::asio::awaitable<void> scan(World& world, OrderId id);

  int number_;
  Random& chance_;
  // By show: one hold each.
  std::map<ShowId, Held> held_;
  std::vector<Bought> orders_;
  int asked_ = 0;  // actions under way
  int keys_ = 0;
};

}  // namespace usher::simulation

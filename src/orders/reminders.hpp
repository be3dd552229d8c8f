// Purpose: reminds the guests of a show some time before it begins (N1). Place: orders; app/ runs
// it when mail is configured.
//
// Every order is reminded once of one start, whatever dies in between and on however many nodes:
// the message is named after both (rules 31, 32). A show that is moved is reminded of anew.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "notifications/notifications.hpp"
#include "store/store.hpp"

namespace usher::orders {

// Thread-safe. Lives as long as the application, as does what it is made from.
class Reminders {
 public:
  // `before` is how long before the start.
  Reminders(store::Store& store, notifications::Notifications& notifications, Duration before)
      : store_(store), notifications_(notifications), before_(before) {}

  // Writes what is due to the outbox. Who buys later is not reminded: they have just heard of it.
  boost::asio::awaitable<void> run();

 private:
  struct Due {
    ShowId show;
    Timestamp starts_at;
  };
  std::vector<Due> due(store::Queries& q) const;
  boost::asio::awaitable<bool> remind(Due show);
  // The last order that was reminded; zero when there was none left.
  Result<OrderId> remind_some(store::Transaction& tx, const Due& show, OrderId after) const;

  store::Store& store_;
  notifications::Notifications& notifications_;
  const Duration before_;
};

}  // namespace usher::orders

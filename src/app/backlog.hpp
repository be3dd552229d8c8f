// Purpose: how much mail and background work waits, for metrics and for whoever looks after the
// house. Place: app.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <mutex>

#include "base/measures.hpp"
#include "jobs/queue.hpp"
#include "notifications/notifications.hpp"
#include "store/store.hpp"

namespace usher::app {

// Read from the database now and then, so that asking costs nothing. Thread-safe.
class Backlog {
 public:
  struct Numbers {
    notifications::Backlog mail;
    jobs::Backlog jobs;
  };

  Backlog(store::Store& store, const Clock& clock,
          const notifications::Notifications& notifications, const jobs::Queue& queue)
      : store_(store), clock_(clock), notifications_(notifications), queue_(queue) {}

  boost::asio::awaitable<void> read();
  // As of the last time; nothing waits before the first.
  Numbers numbers() const;
  void say_measures(MeasureReader& reader) const;

 private:
  store::Store& store_;
  const Clock& clock_;
  const notifications::Notifications& notifications_;
  const jobs::Queue& queue_;
  mutable std::mutex mutex_;
  Numbers numbers_;
};

}  // namespace usher::app

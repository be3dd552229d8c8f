// Purpose: remembers which orders could not be ended, so that nobody else waits for them. Place:
// orders; used by closing.cpp.
#pragma once
#include <cstddef>
#include <map>
#include <mutex>
#include <set>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace usher::orders {

// Each failure of an order doubles the pause until it is tried again. Kept by each node for itself:
// after a restart every order is tried at once. Thread-safe.
class Setbacks {
 public:
  static constexpr Duration kFirstPause = std::chrono::seconds(20);
  static constexpr Duration kLongestPause = std::chrono::minutes(10);
  // What is forgotten then is tried a little early.
  static constexpr std::size_t kRememberedMax = 10'000;

  bool waits(OrderId order, Timestamp now) const;
  // False while somebody is at it. Whoever gets a true says how it went.
  bool begin(OrderId order);
  bool begun(OrderId order) const;
  // Answers how long it is left alone now.
  Duration failed(OrderId order, Timestamp now);
  void ended(OrderId order);
  // When the next of them is tried; kNever when none waits.
  Timestamp next() const;

 private:
  struct Setback {
    Duration pause{};
    Timestamp until{};
  };
  mutable std::mutex mutex_;
  std::map<OrderId, Setback> setbacks_;
  std::set<OrderId> begun_;
};

}  // namespace usher::orders

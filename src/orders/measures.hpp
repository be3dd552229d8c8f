// Purpose: counts what becomes of orders, and what was sold, for who watches the house. Place:
// orders.
#pragma once
#include "base/measures.hpp"
#include "store/transaction.hpp"

namespace usher::orders {

// What this node has done since it started. Lives as long as the application.
class Measures {
 public:
  // Before serving.
  explicit Measures(store::EventBus& bus);
  Measures(const Measures&) = delete;
  Measures& operator=(const Measures&) = delete;

  void say(MeasureReader& reader) const;

 private:
  CountsBy steps_;
  CountsBy tickets_{"currency"};
  CountsBy revenue_{"currency"};
};

}  // namespace usher::orders

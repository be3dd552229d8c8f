// Purpose: counts what becomes of payments, for who watches the house. Place: payments.
#pragma once
#include "base/measures.hpp"
#include "store/transaction.hpp"

namespace usher::payments {

// What this node has booked since it started. Lives as long as the application.
class Measures {
 public:
  // Before serving.
  explicit Measures(store::EventBus& bus);
  Measures(const Measures&) = delete;
  Measures& operator=(const Measures&) = delete;

  void say(MeasureReader& reader) const;

 private:
  CountsBy payments_{"outcome", {"succeeded", "declined", "mismatched"}};
  CountsBy refunds_{"outcome", {"completed", "failed"}};
  CountsBy refunded_{"currency"};
  CountsBy disputes_{"step", {"opened", "closed"}};
};

}  // namespace usher::payments

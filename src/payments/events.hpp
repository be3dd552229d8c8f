// Purpose: what payments tells the slices above, inside the transaction of the cause (rule 44).
// Place: payments. Each is emitted once per payment or refund, whatever the provider repeats, and
// in whatever order its messages come.
#pragma once
#include <string>

#include "payments/types.hpp"

namespace usher::payments {

// The money of one payment has been taken, with the right amount and currency.
struct PaymentSucceeded {
  Payment payment;
};

// The provider needs longer to know; may still succeed or fail.
struct PaymentProcessing {
  Payment payment;
};

// A card was declined; the payment stays open for another. May repeat.
struct PaymentFailed {
  Payment payment;
  std::string decline_code;
};

// The provider reports another amount or currency than was asked for (rule 42): an incident.
struct PaymentMismatched {
  Payment payment;
  Money reported_amount;
  Currency reported_currency;
};

struct RefundCompleted {
  Refund refund;
};

// The provider refused for good; the money is still there and may be refunded again.
// `was_completed` when it had come back from a bank long after RefundCompleted.
struct RefundFailed {
  Refund refund;
  bool was_completed = false;
};

// Money of this payment was given back at the provider, by somebody else. It is booked; which part
// of it was fees and tax is for who knows the order. RefundCompleted follows once it is completed.
struct RefundOutside {
  Payment payment;
  Refund refund;
};

// The buyer's bank claims the money back; until it is settled it is gone.
struct DisputeOpened {
  Payment payment;
  Dispute dispute;
};

// It is settled: won, lost, or closed as a warning.
struct DisputeClosed {
  Payment payment;
  Dispute dispute;
};

}  // namespace usher::payments

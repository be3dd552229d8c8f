// Purpose: the words of payments: intents, payments, refunds. Place: payments; open to all above.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"

namespace usher::payments {

// What a provider says about a payment. Source: Stripe's PaymentIntent statuses, as far as cards
// that are captured at once need them.
BOOST_DEFINE_ENUM_CLASS(IntentStatus, requires_payment_method, requires_action, processing,
                        succeeded, canceled)

// A payment as the provider knows it. `order` and `attempt` travel with it as metadata.
struct Intent {
  std::string id;
  OrderId order;
  std::int64_t attempt = 0;
  IntentStatus status = IntentStatus::requires_payment_method;
  Money amount;
  Currency currency;
  std::string client_secret;  // "" where the provider does not repeat it (events)
  std::string decline_code;   // why the last attempt with a card failed; "" when none did
};

// What we know of it. `open` waits for the buyer, `mismatched` was paid with another amount or
// currency and waits for a person (rule 42).
BOOST_DEFINE_ENUM_CLASS(PaymentStatus, open, processing, succeeded, canceled, mismatched)

// A row of payments, in the order of its columns. One per order and attempt (rule 42).
struct Payment {
  OrderId order;
  std::int64_t attempt = 0;
  ShowId show;
  std::string provider;
  std::string intent_id;
  Money amount;
  Currency currency;
  PaymentStatus status = PaymentStatus::open;
  Money refunded;  // requested or completed; never more than `amount` (rule 18)
  Timestamp created_at;
  std::optional<Timestamp> settled_at;

  bool live() const { return status == PaymentStatus::open || status == PaymentStatus::processing; }
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (order, attempt, show, provider, intent_id, amount, currency, status,
                       refunded, created_at, settled_at))

BOOST_DEFINE_ENUM_CLASS(RefundStatus, requested, completed, failed)

// A row of refunds, in the order of its columns. `number` counts within the order.
struct Refund {
  OrderId order;
  std::int64_t number = 0;
  std::int64_t attempt = 0;  // of the payment that is given back
  ShowId show;
  std::string intent_id;
  Money amount;
  Money fees;  // what part of the amount is fees, and what tax (rule 40)
  Money tax;
  Currency currency;
  std::string reason;
  RefundStatus status = RefundStatus::requested;
  std::string provider_refund_id;  // "" until the provider has answered
  std::string failure;             // why it failed; "" when it did not
  Timestamp requested_at;
  std::optional<Timestamp> completed_at;
};
BOOST_DESCRIBE_STRUCT(Refund, (),
                      (order, number, attempt, show, intent_id, amount, fees, tax, currency, reason,
                       status, provider_refund_id, failure, requested_at, completed_at))

}  // namespace usher::payments

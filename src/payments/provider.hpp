// Purpose: what any payment provider must be able to do. Place: payments.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "payments/types.hpp"

namespace usher::payments {

// One PaymentIntent per order and attempt, whatever is clicked twice.
struct IntentRequest {
  OrderId order;
  std::int64_t attempt = 0;
  Money amount;
  Currency currency;
  // Source: rule 55: order, action and attempt, never a row number that may be used again.
  std::string idempotency_key() const {
    return order.text() + "-intent-" + std::to_string(attempt);
  }
};

struct RefundRequest {
  OrderId order;
  std::int64_t number = 0;
  std::string intent_id;
  Money amount;
  std::string idempotency_key() const { return order.text() + "-refund-" + std::to_string(number); }
};

BOOST_DEFINE_ENUM_CLASS(ProviderRefundStatus, pending, succeeded, failed)

struct ProviderRefund {
  std::string id;
  ProviderRefundStatus status = ProviderRefundStatus::pending;
  std::string failure;
};

// Thread-safe. Lives as long as the application. Never called while a transaction is open
// (rule 43); every call ends within the provider's own time limit.
// Errors, of every function: 503 `provider_unavailable` when the outcome is unknown (repeating the
// call with the same request is safe); 409 `provider_refused` when it said no for good.
class Provider {
 public:
  virtual ~Provider() = default;

  virtual std::string_view name() const = 0;
  // What the page needs to show the card form.
  virtual std::string publishable_key() const = 0;

  virtual boost::asio::awaitable<Result<Intent>> create_intent(IntentRequest request) = 0;
  virtual boost::asio::awaitable<Result<Intent>> retrieve(std::string intent_id) = 0;
  // Answers the intent as it is afterwards: canceled, or succeeded or processing when it was too
  // late to cancel. That is an answer, not an error (rule 14).
  virtual boost::asio::awaitable<Result<Intent>> cancel(std::string intent_id) = 0;
  virtual boost::asio::awaitable<Result<ProviderRefund>> refund(RefundRequest request) = 0;
  virtual boost::asio::awaitable<Result<ProviderRefund>> retrieve_refund(std::string refund_id) = 0;
};

}  // namespace usher::payments

// Purpose: what any payment provider must be able to do. Place: payments.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/measures.hpp"
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
  Currency currency{};
  // It was asked for so long ago that the provider may have forgotten the key: look for it first.
  bool look_first = false;
  std::string idempotency_key() const { return order.text() + "-refund-" + std::to_string(number); }
};

// A page of a provider's list, the newest first. `next` continues it; "" at its end.
template <class T>
struct ProviderPage {
  std::vector<T> items;
  std::string next;
};

// Thread-safe. Lives as long as the application. Never called while a transaction is open
// (rule 43); every call ends within the provider's own time limit.
// Errors, of every function: 503 `provider_unavailable` when the outcome is unknown (repeating the
// call with the same request is safe); 409 `provider_refused` when it said no for good; 402
// `card_declined`.
class Provider {
 public:
  virtual ~Provider() = default;

  virtual std::string_view name() const = 0;
  // What the page needs to show the card form.
  virtual std::string publishable_key() const = 0;

  // Errors: also 503 `provider_key_spent` when the provider has failed on this request for good and
  // will answer the same for as long as it remembers the key: the next attempt has another.
  virtual boost::asio::awaitable<Result<Intent>> create_intent(IntentRequest request) = 0;
  virtual boost::asio::awaitable<Result<Intent>> retrieve(std::string intent_id) = 0;
  // Answers the intent as it is afterwards: canceled, or succeeded or processing when it was too
  // late to cancel. That is an answer, not an error (rule 14).
  virtual boost::asio::awaitable<Result<Intent>> cancel(std::string intent_id) = 0;
  virtual boost::asio::awaitable<Result<ProviderRefund>> refund(RefundRequest request) = 0;
  virtual boost::asio::awaitable<Result<ProviderRefund>> retrieve_refund(std::string refund_id) = 0;

  // All refunds of a payment, by whomever. None where only we can make any.
  virtual boost::asio::awaitable<Result<std::vector<ProviderRefund>>> refunds_of(
      std::string intent_id);
  // The payment that a charge belongs to; "" when it belongs to none.
  virtual boost::asio::awaitable<Result<std::string>> intent_of_charge(std::string charge_id);

  // Whether it takes our key: for who looks after the house. Changes nothing there.
  // Errors: 503 `provider_unavailable`; 403 `provider_key_refused`, with its words.
  virtual boost::asio::awaitable<Status> probe();
  virtual void say_measures(MeasureReader&) const {}

  // What the provider has from `since` on, for reconciliation. A provider that keeps its books in
  // our own database cannot have what we do not know: its lists are empty, and it says so.
  virtual bool has_lists() const { return false; }
  virtual boost::asio::awaitable<Result<ProviderPage<Intent>>> list_intents(Timestamp since,
                                                                            std::string after);
  virtual boost::asio::awaitable<Result<ProviderPage<ProviderRefund>>> list_refunds(
      Timestamp since, std::string after);
  // Each as the webhook would have brought it.
  virtual boost::asio::awaitable<Result<ProviderPage<std::string>>> list_events(Timestamp since,
                                                                                std::string after);
};

}  // namespace usher::payments

// Purpose: a payment company for demos and tests, inside this program: same states and answers as
// Stripe, no network. Place: payments.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "payments/provider.hpp"
#include "payments/test_cards.hpp"
#include "store/store.hpp"

namespace usher::payments {

// A row of test_payments, in the order of its columns.
struct TestPayment {
  std::int64_t id = 0;
  OrderId order;
  std::int64_t attempt = 0;
  Money amount;
  Currency currency;
  std::string client_secret;
  IntentStatus status = IntentStatus::requires_payment_method;
  std::string decline_code;
  std::string decline_after_action;
  RefundManner refunds = RefundManner::at_once;
  Money refunded;
  std::optional<Timestamp> settles_at;
};
BOOST_DESCRIBE_STRUCT(TestPayment, (),
                      (id, order, attempt, amount, currency, client_secret, status, decline_code,
                       decline_after_action, refunds, refunded, settles_at))

// What the buyer enters into the card form.
struct CardForm {
  std::string card_digits;    // "" when only authenticating
  bool authenticate = false;  // the buyer has passed the bank's page
};

// Keeps its own tables, which nobody else reads. Thread-safe. Lives as long as the application.
class TestProvider final : public Provider {
 public:
  TestProvider(store::Store& store, Random& random) : store_(store), random_(random) {}

  // Told when a payment has changed, or will have by `at`: plays the part of the webhook. Called
  // on a lane's thread after the commit; must not block. Set before serving.
  using Changed = std::function<void(Intent intent, Timestamp at)>;
  void on_change(Changed changed) { changed_ = std::move(changed); }

  std::string_view name() const override { return "test"; }
  std::string publishable_key() const override { return "pk_test_usher"; }

  boost::asio::awaitable<Result<Intent>> create_intent(IntentRequest request) override;
  boost::asio::awaitable<Result<Intent>> retrieve(std::string intent_id) override;
  boost::asio::awaitable<Result<Intent>> cancel(std::string intent_id) override;
  boost::asio::awaitable<Result<ProviderRefund>> refund(RefundRequest request) override;
  boost::asio::awaitable<Result<ProviderRefund>> retrieve_refund(std::string refund_id) override;

  // The card form. Repeating it on a payment that has succeeded answers the same.
  // Errors: 404 `payment_intent_not_found` (also with a wrong client_secret); 402 `card_declined`;
  // 409 `payment_intent_unexpected_state` when it was canceled, or there is nothing to
  // authenticate; 422 when a card number is missing.
  boost::asio::awaitable<Result<Intent>> confirm(std::string intent_id, std::string client_secret,
                                                 CardForm form);

  // Tells on_change of every payment that was still processing when the program ended.
  boost::asio::awaitable<void> resume();

 private:
  Result<Intent> confirm_now(store::Transaction& tx, TestPayment payment, const CardForm& form);
  void tell(store::Transaction& tx, const TestPayment& payment, Timestamp at);

  store::Store& store_;
  Random& random_;
  Changed changed_;
};

// The state that a card form leads to. Pure. Errors: as of confirm(), except 404.
Result<TestPayment> after_card(TestPayment payment, const CardForm& form, Timestamp now);
// The state as of `now`: a late payment has succeeded once its time has come. Pure.
TestPayment as_of(TestPayment payment, Timestamp now);

}  // namespace usher::payments

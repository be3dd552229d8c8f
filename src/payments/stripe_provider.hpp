// Purpose: Stripe, as payments sees any provider. Place: payments.
#pragma once
#include "payments/provider.hpp"
#include "payments/stripe_client.hpp"

namespace usher::payments {

// Thread-safe. Lives as long as the application.
class StripeProvider final : public Provider {
 public:
  StripeProvider(net::Http& http, const Clock& clock, Random& random, StripeSettings settings)
      : client_(http, clock, random, std::move(settings)) {}

  std::string_view name() const override { return "stripe"; }
  std::string publishable_key() const override { return client_.settings().publishable_key; }

  boost::asio::awaitable<Result<Intent>> create_intent(IntentRequest request) override;
  boost::asio::awaitable<Result<Intent>> retrieve(std::string intent_id) override;
  boost::asio::awaitable<Result<Intent>> cancel(std::string intent_id) override;
  boost::asio::awaitable<Result<ProviderRefund>> refund(RefundRequest request) override;
  boost::asio::awaitable<Result<ProviderRefund>> retrieve_refund(std::string refund_id) override;
  boost::asio::awaitable<Result<std::vector<ProviderRefund>>> refunds_of(
      std::string intent_id) override;
  boost::asio::awaitable<Result<std::string>> intent_of_charge(std::string charge_id) override;

  boost::asio::awaitable<Status> probe() override { return client_.probe(); }
  void say_measures(MeasureReader& reader) const override { client_.say_measures(reader); }

  bool has_lists() const override { return true; }
  boost::asio::awaitable<Result<ProviderPage<Intent>>> list_intents(Timestamp since,
                                                                    std::string after) override;
  boost::asio::awaitable<Result<ProviderPage<ProviderRefund>>> list_refunds(
      Timestamp since, std::string after) override;
  boost::asio::awaitable<Result<ProviderPage<std::string>>> list_events(Timestamp since,
                                                                        std::string after) override;

 private:
  boost::asio::awaitable<Result<ProviderRefund>> find_refund(RefundRequest request);
  boost::asio::awaitable<Result<StripeAnswer>> list(std::string path, FormFields filter,
                                                    Timestamp since, std::string after);

  StripeClient client_;
};

}  // namespace usher::payments

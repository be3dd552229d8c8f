// Purpose: one call of Stripe's API: signed in, repeated where that is safe, given up in time.
// Place: payments; only the Stripe provider uses it. Keys and bodies are never logged (rule 30).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "base/clock.hpp"
#include "base/measures.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "payments/circuit_breaker.hpp"
#include "payments/stripe_objects.hpp"

namespace usher::payments {

struct StripeSettings {
  std::string secret_key;
  std::string publishable_key;
  std::string api_base = "https://api.stripe.com";
};

struct StripeCall {
  net::HttpMethod method = net::HttpMethod::get;
  std::string path;  // "/v1/payment_intents/pi_…"
  FormFields fields{};
  std::string idempotency_key{};  // "" where repeating a call changes nothing anyway
};

// What Stripe said: a success, or a refusal that repeating does not change.
struct StripeAnswer {
  int status = 0;
  boost::json::object body;
  bool replayed = false;  // the answer of an earlier call with the same key
  Timestamp told_at;      // not later than when Stripe said so

  bool good() const { return status >= 200 && status < 300; }
};

// Thread-safe. Lives as long as the application.
class StripeClient {
 public:
  // How often a call is made at most, and after how long no further try begins.
  static constexpr int kTriesMax = 3;
  static constexpr Duration kTryUntil = std::chrono::seconds(15);

  StripeClient(net::Http& http, const Clock& clock, Random& random, StripeSettings settings)
      : http_(http), clock_(clock), random_(random), settings_(std::move(settings)) {}

  const StripeSettings& settings() const { return settings_; }

  // Errors: 503 `provider_unavailable`, the outcome is unknown; 503 `provider_key_spent`, Stripe
  // repeats a failure of its own under this key.
  boost::asio::awaitable<Result<StripeAnswer>> call(StripeCall call);
  // One call that changes nothing, without repeating it. Errors: those of Provider::probe.
  boost::asio::awaitable<Status> probe();
  void say_measures(MeasureReader& reader) const;

 private:
  net::HttpRequest request_of(const StripeCall& call) const;
  boost::asio::awaitable<Result<net::HttpResponse>> send(StripeCall call);
  boost::asio::awaitable<void> pause(int tries, Duration asked_for);

  net::Http& http_;
  const Clock& clock_;
  Random& random_;
  const StripeSettings settings_;
  CircuitBreaker breaker_;
  CountsBy requests_{"outcome", {"answered", "failed"}};
  Histogram seconds_{kSecondsBounds};
};

}  // namespace usher::payments

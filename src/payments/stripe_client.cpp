#include "payments/stripe_client.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <charconv>

#include "base/log.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

constexpr Duration kConnectWithin = std::chrono::seconds(4);
constexpr Duration kAnswerWithin = std::chrono::seconds(10);
constexpr std::size_t kAnswerBytesMax = std::size_t{8} << 20;  // a list of a hundred events
constexpr Duration kFirstPause = std::chrono::milliseconds(250);
constexpr Duration kPauseMax = std::chrono::seconds(3);
static_assert(kConnectWithin < kAnswerWithin && kFirstPause < kPauseMax);
static_assert(StripeClient::kTryUntil + kAnswerWithin < kProviderAnswersWithin);

constexpr Measure kRequests{"usher_payment_provider_requests_total", MeasureKind::counter,
                            "Requests to the payment provider, repeated ones too: answered, or "
                            "failed."};
constexpr Measure kSeconds{"usher_payment_provider_request_seconds", MeasureKind::histogram,
                           "How long the payment provider took to answer or to fail."};
constexpr Measure kOpen{"usher_payment_provider_circuit_open", MeasureKind::gauge,
                        "1 while the provider is not asked, because it has failed again and "
                        "again."};

std::unexpected<Error> unavailable(Duration retry_after) {
  Error error{ErrorKind::unavailable, "provider_unavailable",
              "The payment provider does not answer. Nothing is lost; try again in a moment."};
  error.retry_after =
      std::max(std::chrono::ceil<std::chrono::seconds>(retry_after), std::chrono::seconds(1));
  return refuse(std::move(error));
}

bool is_replayed(const net::HttpResponse& answer) {
  return answer.header("Idempotent-Replayed") == "true";
}

// Whether Stripe has answered at all, as far as the breaker is concerned.
bool has_answered(const Result<net::HttpResponse>& answer) {
  if (!answer) return answer.error().code == "http_too_large";
  return answer->status < 500;
}

// Source: https://docs.stripe.com/error-low-level, as the official clients do it.
bool is_worth_repeating(const Result<net::HttpResponse>& answer) {
  if (!answer) {
    const auto& code = answer.error().code;
    return code == "http_timeout" || code == "http_failed" || code == "http_unreachable" ||
           code == "http_overloaded";
  }
  const auto advice = answer->header("Stripe-Should-Retry");
  if (advice == "true") return true;
  if (advice == "false") return false;
  return answer->status == 409 || answer->status == 429 || answer->status >= 500;
}

// Statuses that say nothing about the payment: a wrong key, a wrong address, Stripe's own trouble.
bool tells_nothing(int status) {
  return status < 200 || (status >= 300 && status < 400) || status == 401 || status == 403 ||
         status == 409 || status == 429 || status >= 500;
}

Duration asked_pause(const Result<net::HttpResponse>& answer) {
  if (!answer) return {};
  const auto text = answer->header("Retry-After");
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc{} || end != text.data() + text.size() || seconds < 0) return {};
  return std::min(Duration{std::chrono::seconds(std::min<std::int64_t>(seconds, 60))}, kPauseMax);
}

// The path without its ids and query: for logs.
std::string kind_of(std::string_view path) {
  path = path.substr(0, path.find('?'));
  constexpr std::string_view kVersion = "/v1/";
  if (path.starts_with(kVersion)) path.remove_prefix(kVersion.size());
  return std::string(path.substr(0, path.find('/')));
}

void log_failure(const StripeCall& call, const Result<net::HttpResponse>& answer, int tries) {
  const auto kind = kind_of(call.path);
  if (!answer) {
    log::warning("stripe_failed",
                 {{"call", kind}, {"cause", answer.error().code}, {"tries", tries}});
  } else {
    log::warning("stripe_failed", {{"call", kind},
                                   {"status", answer->status},
                                   {"stripe_request", answer->header("Request-Id")},
                                   {"tries", tries}});
  }
}

}  // namespace

net::HttpRequest StripeClient::request_of(const StripeCall& call) const {
  net::HttpRequest request;
  request.method = call.method;
  request.url = settings_.api_base + call.path;
  request.connect_timeout = kConnectWithin;
  request.total_timeout = kAnswerWithin;
  request.max_body = kAnswerBytesMax;
  request.headers = {{"Authorization", "Bearer " + settings_.secret_key},
                     {"Stripe-Version", std::string(kStripeVersion)},
                     {"Accept", "application/json"}};
  if (!call.idempotency_key.empty())
    request.headers.push_back({"Idempotency-Key", call.idempotency_key});
  const auto form = encode_form(call.fields);
  if (call.method == net::HttpMethod::get) {
    if (!form.empty()) request.url += '?' + form;
  } else {
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.body = form;
  }
  return request;
}

// Between half of a growing time and all of it, so that many callers do not come back together.
asio::awaitable<void> StripeClient::pause(int tries, Duration asked_for) {
  const Duration full = std::min(kFirstPause * (std::int64_t{1} << tries), kPauseMax);
  const auto half = static_cast<std::uint64_t>(full.count() / 2);
  const Duration chosen = full / 2 + Duration{static_cast<std::int64_t>(random_.below(half + 1))};
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(std::max(chosen, asked_for));
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<Result<net::HttpResponse>> StripeClient::send(StripeCall call) {
  const Duration begun = clock_.monotonic();
  auto answer = co_await http_.send(request_of(call));
  const Duration ended = clock_.monotonic();
  seconds_.observe(ended - begun);
  requests_.add(has_answered(answer) ? "answered" : "failed");
  if (has_answered(answer)) {
    breaker_.answered();
  } else {
    breaker_.failed(ended);
  }
  co_return answer;
}

// A list of one payment: restricted keys that Usher can work with may read it.
asio::awaitable<Status> StripeClient::probe() {
  const StripeCall list{net::HttpMethod::get, "/v1/payment_intents", {{"limit", "1"}}};
  const auto answer = co_await send(list);
  if (!answer)
    co_return refuse(ErrorKind::unavailable, "provider_unavailable", answer.error().detail);
  const bool refused = answer->status == 401 || answer->status == 403;
  if (!refused && answer->status != 200) {
    co_return refuse(ErrorKind::unavailable, "provider_unavailable",
                     "Stripe answers with status " + std::to_string(answer->status) + ".");
  }
  if (!refused) co_return Status{};
  // Source: https://docs.stripe.com/api/errors: 401 no valid key, 403 the key may not do this.
  co_return refuse(ErrorKind::forbidden, "provider_key_refused",
                   answer->status == 401 ? "Stripe does not know the secret key."
                                         : "Stripe does not let this key read payments.");
}

void StripeClient::say_measures(MeasureReader& reader) const {
  requests_.say(reader, kRequests);
  reader.histogram(kSeconds, seconds_);
  reader.number(kOpen, breaker_.closed_for(clock_.monotonic()) > Duration{} ? 1 : 0);
}

asio::awaitable<Result<StripeAnswer>> StripeClient::call(StripeCall call) {
  const Duration begun = clock_.monotonic();
  for (int tries = 1;; ++tries) {
    const Duration now = clock_.monotonic();
    if (!breaker_.may_call(now)) co_return unavailable(breaker_.closed_for(now));
    const Timestamp asked_at = clock_.now();
    auto answer = co_await send(call);
    if (answer && answer->status >= 500 && is_replayed(*answer)) {
      log_failure(call, answer, tries);
      co_return refuse(ErrorKind::unavailable, "provider_key_spent",
                       "The payment provider has failed on this payment.");
    }
    if (is_worth_repeating(answer)) {
      const bool late = clock_.monotonic() - begun > kTryUntil;
      if (tries < kTriesMax && !late) {
        co_await pause(tries, asked_pause(answer));
        continue;
      }
      log_failure(call, answer, tries);
      co_return unavailable(kFirstPause);
    }
    if (!answer || tells_nothing(answer->status)) {
      log_failure(call, answer, tries);
      co_return unavailable(kFirstPause);
    }
    boost::system::error_code fault;
    auto document = boost::json::parse(answer->body, fault);
    auto* body = fault ? nullptr : document.if_object();
    if (!body) {
      log_failure(call, answer, tries);
      co_return unavailable(kFirstPause);
    }
    co_return StripeAnswer{answer->status, std::move(*body), is_replayed(*answer), asked_at};
  }
}

}  // namespace usher::payments

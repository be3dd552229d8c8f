#include "payments/stripe_provider.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "support/await.hpp"
#include "support/manual_clock.hpp"

namespace usher::payments {
namespace {

using testing::await;

// Answers what the test has written down, and keeps what it was asked.
class Script final : public net::Http {
 public:
  std::deque<Result<net::HttpResponse>> answers;
  std::vector<net::HttpRequest> asked;

  void say(int status, std::string body, std::vector<net::HttpHeader> headers = {}) {
    answers.push_back(net::HttpResponse{status, std::move(headers), std::move(body)});
  }
  void fail(std::string code) {
    answers.push_back(refuse(ErrorKind::unavailable, std::move(code), ""));
  }
  boost::asio::awaitable<Result<net::HttpResponse>> send(net::HttpRequest request) override {
    asked.push_back(std::move(request));
    if (answers.empty()) co_return refuse(ErrorKind::unavailable, "http_unreachable", "");
    auto answer = std::move(answers.front());
    answers.pop_front();
    co_return answer;
  }
  std::string_view sent(std::size_t index, std::string_view name) const {
    for (const auto& header : asked.at(index).headers)
      if (header.name == name) return header.value;
    return {};
  }
};

const std::string kIntentText =
    R"({"id":"pi_1","object":"payment_intent","status":"STATUS","amount":5000,"currency":"usd",)"
    R"("amount_received":5000,"client_secret":"pi_1_secret","metadata":)"
    R"({"order_id":"1k","attempt":"2"}})";
std::string intent_text(const std::string& status = "requires_payment_method") {
  std::string text = kIntentText;
  return text.replace(text.find("STATUS"), 6, status);
}
std::string refund_text(const std::string& status = "succeeded") {
  return R"({"id":"re_1","status":")" + status + R"(","amount":700,"currency":"usd",)" +
         R"("payment_intent":"pi_1","metadata":{"order_id":"1k","number":"3"}})";
}
std::string error_text(const std::string& type, const std::string& code) {
  return R"({"error":{"type":")" + type + R"(","code":")" + code + R"(","message":"m"}})";
}

struct StripeProviderTest : ::testing::Test {
  Script stripe;
  testing::ManualClock clock;
  SeededRandom random{1};
  StripeProvider provider{stripe, clock, random, {"sk_test_x", "pk_test_x", "https://stripe.test"}};
  const OrderId order = OrderId::parse("1k");

  Result<Intent> create() { return await(provider.create_intent({order, 2, {5000}, {"USD"}})); }
  RefundRequest refund_request() { return {order, 3, "pi_1", {700}, {"USD"}}; }
};

TEST_F(StripeProviderTest, makes_an_intent_with_key_version_and_metadata) {
  stripe.say(200, intent_text());
  const auto intent = create();
  ASSERT_TRUE(intent) << intent.error().detail;
  EXPECT_EQ(intent->client_secret, "pi_1_secret");
  EXPECT_EQ(intent->amount.minor, 5000);
  const auto& request = stripe.asked.at(0);
  EXPECT_EQ(request.url, "https://stripe.test/v1/payment_intents");
  EXPECT_EQ(stripe.sent(0, "Authorization"), "Bearer sk_test_x");
  EXPECT_EQ(stripe.sent(0, "Stripe-Version"), kStripeVersion);
  EXPECT_EQ(stripe.sent(0, "Idempotency-Key"), order.text() + "-intent-2");
  for (const char* part :
       {"amount=5000", "currency=usd", "metadata%5Border_id%5D=", "metadata%5Battempt%5D=2",
        "automatic_payment_methods%5Benabled%5D=true"})
    EXPECT_NE(request.body.find(part), std::string::npos) << part;
}

TEST_F(StripeProviderTest, looks_again_when_the_answer_is_a_repeated_one) {
  stripe.say(200, intent_text(), {{"Idempotent-Replayed", "true"}});
  stripe.say(200, intent_text("canceled"));
  EXPECT_EQ(create()->status, IntentStatus::canceled);
  EXPECT_EQ(stripe.asked.at(1).url,
            "https://stripe.test/v1/payment_intents/pi_1?expand%5B%5D=latest_charge");
}

TEST_F(StripeProviderTest, repeats_with_the_same_key_what_may_not_have_arrived) {
  stripe.fail("http_timeout");
  stripe.say(429, "{}");
  stripe.say(200, intent_text());
  ASSERT_TRUE(create());
  ASSERT_EQ(stripe.asked.size(), 3U);
  EXPECT_EQ(stripe.sent(0, "Idempotency-Key"), stripe.sent(2, "Idempotency-Key"));
}

TEST_F(StripeProviderTest, gives_up_after_three_tries) {
  for (int i = 0; i < 5; ++i) stripe.say(503, "no");
  const auto failed = create();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "provider_unavailable");
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(stripe.asked.size(), 3U);
}

TEST_F(StripeProviderTest, does_what_stripe_says_about_repeating) {
  stripe.say(500, error_text("api_error", ""), {{"Stripe-Should-Retry", "false"}});
  EXPECT_EQ(create().error().code, "provider_unavailable");
  EXPECT_EQ(stripe.asked.size(), 1U);
}

TEST_F(StripeProviderTest, says_that_a_key_is_spent_when_a_failure_is_repeated_under_it) {
  stripe.say(500, error_text("api_error", ""));
  stripe.say(500, error_text("api_error", ""), {{"Idempotent-Replayed", "true"}});
  EXPECT_EQ(create().error().code, "provider_key_spent");
}

TEST_F(StripeProviderTest, stops_asking_a_stripe_that_is_down_and_tries_again_later) {
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(create());
  const auto asked = stripe.asked.size();
  EXPECT_EQ(asked, 5U);
  const auto refused = create();
  EXPECT_EQ(refused.error().code, "provider_unavailable");
  EXPECT_TRUE(refused.error().retry_after);
  EXPECT_EQ(stripe.asked.size(), asked);
  clock.advance(CircuitBreaker::kOpenFor);
  stripe.say(200, intent_text());
  EXPECT_TRUE(create());
  stripe.say(200, intent_text());
  EXPECT_TRUE(create());
}

TEST_F(StripeProviderTest, refuses_for_good_what_stripe_refuses_for_good) {
  stripe.say(400, error_text("idempotency_error", ""));
  EXPECT_EQ(create().error().code, "provider_refused");
  stripe.say(400, error_text("invalid_request_error", "amount_too_small"));
  EXPECT_EQ(create().error().code, "provider_refused");
  stripe.say(402, R"({"error":{"type":"card_error","code":"card_declined",)"
                  R"("decline_code":"lost_card"}})");
  const auto declined = create();
  EXPECT_EQ(declined.error().code, "card_declined");
  EXPECT_EQ(declined.error().members.at("decline_code"), "lost_card");
  EXPECT_EQ(stripe.asked.size(), 3U);
}

TEST_F(StripeProviderTest, takes_a_wrong_key_for_its_own_trouble_and_not_the_buyers) {
  stripe.say(401, error_text("invalid_request_error", ""));
  EXPECT_EQ(create().error().code, "provider_unavailable");
}

TEST_F(StripeProviderTest, answers_what_came_first_when_it_is_too_late_to_cancel) {
  stripe.say(400, error_text("invalid_request_error", "payment_intent_unexpected_state"));
  stripe.say(200, intent_text("succeeded"));
  EXPECT_EQ(await(provider.cancel("pi_1"))->status, IntentStatus::succeeded);
  EXPECT_EQ(stripe.asked.at(0).url, "https://stripe.test/v1/payment_intents/pi_1/cancel");
  EXPECT_EQ(stripe.sent(0, "Idempotency-Key"), "");
}

TEST_F(StripeProviderTest, lets_no_id_become_another_path) {
  EXPECT_EQ(await(provider.retrieve("../refunds")).error().code, "provider_refused");
  EXPECT_EQ(await(provider.cancel("")).error().code, "provider_refused");
  EXPECT_TRUE(stripe.asked.empty());
}

TEST_F(StripeProviderTest, refunds_with_the_key_of_order_and_number) {
  stripe.say(200, refund_text("pending"));
  const auto refund = await(provider.refund(refund_request()));
  ASSERT_TRUE(refund);
  EXPECT_EQ(refund->status, ProviderRefundStatus::pending);
  EXPECT_EQ(stripe.sent(0, "Idempotency-Key"), order.text() + "-refund-3");
  EXPECT_NE(stripe.asked.at(0).body.find("payment_intent=pi_1"), std::string::npos);
}

TEST_F(StripeProviderTest, looks_for_a_refund_before_it_asks_when_the_key_may_be_forgotten) {
  stripe.say(200, R"({"object":"list","data":[)" + refund_text() + R"(],"has_more":false})");
  auto request = refund_request();
  request.look_first = true;
  EXPECT_EQ(await(provider.refund(request))->id, "re_1");
  ASSERT_EQ(stripe.asked.size(), 1U);
  EXPECT_EQ(stripe.asked[0].method, net::HttpMethod::get);
}

TEST_F(StripeProviderTest, finds_the_refund_that_an_earlier_call_has_made_after_all) {
  stripe.say(400, error_text("invalid_request_error", "charge_already_refunded"));
  stripe.say(200, R"({"object":"list","data":[)" + refund_text() + R"(],"has_more":false})");
  EXPECT_EQ(await(provider.refund(refund_request()))->id, "re_1");
  stripe.say(400, error_text("invalid_request_error", "charge_already_refunded"));
  stripe.say(200, R"({"object":"list","data":[],"has_more":false})");
  EXPECT_EQ(await(provider.refund(refund_request())).error().code, "provider_refused");
}

TEST_F(StripeProviderTest, pages_through_lists) {
  stripe.say(200, R"({"data":[)" + intent_text() + R"(,{"id":"pi_other"}],"has_more":true})");
  const auto page = await(provider.list_intents({1'000'000}, "pi_0"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->next, "pi_other");
  EXPECT_NE(stripe.asked.at(0).url.find("created%5Bgte%5D=1000&starting_after=pi_0"),
            std::string::npos);
}

TEST(CircuitBreaker, opens_after_five_failures_in_a_row_only) {
  CircuitBreaker breaker;
  const Duration now = std::chrono::seconds(100);
  for (int i = 0; i < 4; ++i) breaker.failed(now);
  breaker.answered();
  for (int i = 0; i < 4; ++i) breaker.failed(now);
  EXPECT_TRUE(breaker.may_call(now));
  breaker.failed(now);
  EXPECT_FALSE(breaker.may_call(now));
  EXPECT_EQ(breaker.closed_for(now), CircuitBreaker::kOpenFor);
}

TEST(CircuitBreaker, lets_one_caller_try_after_a_while) {
  CircuitBreaker breaker;
  Duration now = std::chrono::seconds(100);
  for (int i = 0; i < 5; ++i) breaker.failed(now);
  now += CircuitBreaker::kOpenFor;
  EXPECT_TRUE(breaker.may_call(now));
  EXPECT_FALSE(breaker.may_call(now));
  breaker.failed(now);
  EXPECT_FALSE(breaker.may_call(now));
  now += CircuitBreaker::kOpenFor;
  EXPECT_TRUE(breaker.may_call(now));
  breaker.answered();
  EXPECT_TRUE(breaker.may_call(now));
  EXPECT_TRUE(breaker.may_call(now));
}

}  // namespace
}  // namespace usher::payments

#include "payments/webhook.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "support/manual_clock.hpp"

namespace usher::payments {
namespace {

const std::vector<std::string> kSecrets{"whsec_old", "whsec_new"};
constexpr std::string_view kBody = R"({"id":"evt_1","type":"ping"})";

std::string signature(std::string_view secret, std::string_view time, std::string_view body) {
  return to_hex(hmac_sha256(as_bytes(secret), std::string(time) + "." + std::string(body)));
}
std::string header_at(std::int64_t seconds, std::string_view secret = "whsec_new") {
  const auto time = std::to_string(seconds);
  return "t=" + time + ",v1=" + signature(secret, time, kBody);
}
bool accepted(const std::string& header, std::string_view body = kBody) {
  return check_signature(header, body, kSecrets, testing::kTestStart).has_value();
}
const std::int64_t kNow = testing::kTestStart.ms / 1000;

TEST(CheckSignature, accepts_a_header_as_the_provider_documents_it) {
  const std::vector<std::string> secrets{"whsec_test_secret"};
  const std::string body = R"({"id":"evt_test","object":"event"})";
  const std::string header =
      "t=1492774577,v1=" + signature("whsec_test_secret", "1492774577", body) + ",v0=6ffbb59b";
  EXPECT_TRUE(check_signature(header, body, secrets, {1492774577'000}));
}

TEST(CheckSignature, accepts_any_secret_and_any_of_several_signatures) {
  EXPECT_TRUE(accepted(header_at(kNow, "whsec_old")));
  EXPECT_TRUE(accepted(header_at(kNow, "whsec_new")));
  const auto time = std::to_string(kNow);
  EXPECT_TRUE(accepted("t=" + time + ",v1=" + std::string(64, '0') +
                       ",v0=ff,v1=" + signature("whsec_new", time, kBody)));
}

TEST(CheckSignature, refuses_what_was_signed_otherwise) {
  EXPECT_FALSE(accepted(header_at(kNow, "whsec_other")));
  EXPECT_FALSE(accepted(header_at(kNow), R"({"id":"evt_2","type":"ping"})"));
  EXPECT_FALSE(accepted(""));
  EXPECT_FALSE(accepted("t=,v1="));
  EXPECT_FALSE(accepted("v1=" + signature("whsec_new", "", kBody)));
  EXPECT_FALSE(accepted("t=" + std::to_string(kNow)));
  EXPECT_FALSE(accepted("t=99999999999999999999,v1=" + std::string(64, 'a')));
  const auto time = std::to_string(kNow);
  EXPECT_FALSE(accepted("t=" + time + ",v0=" + signature("whsec_new", time, kBody)));
}

TEST(CheckSignature, refuses_two_times_in_one_header) {
  EXPECT_FALSE(accepted("t=" + std::to_string(kNow) + "," + header_at(kNow)));
}

TEST(CheckSignature, bears_300_seconds_in_either_direction_and_no_more) {
  EXPECT_TRUE(accepted(header_at(kNow - 300)));
  EXPECT_FALSE(accepted(header_at(kNow - 301)));
  EXPECT_TRUE(accepted(header_at(kNow + 300)));
  EXPECT_FALSE(accepted(header_at(kNow + 301)));
}

TEST(CheckSignature, refuses_everything_without_a_secret) {
  const std::string header =
      "t=" + std::to_string(kNow) + ",v1=" + signature("", std::to_string(kNow), kBody);
  EXPECT_FALSE(check_signature(header, kBody, {}, testing::kTestStart));
  const std::vector<std::string> empty{""};
  const auto refused = check_signature(header, kBody, empty, testing::kTestStart);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "invalid_signature");
}

TEST(ReadEvent, reads_a_payment_intent) {
  const OrderId order{123456};
  const auto event = read_event(
      R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1",)"
      R"("status":"succeeded","amount":5000,"amount_received":5000,"currency":"usd","metadata":)"
      R"({"order_id":")" +
      order.text() + R"(","attempt":"2"}}}})");
  ASSERT_TRUE(event);
  ASSERT_TRUE(event->intent);
  EXPECT_EQ(event->intent->order, order);
  EXPECT_EQ(event->intent->attempt, 2);
  EXPECT_EQ(event->intent->status, IntentStatus::succeeded);
  EXPECT_EQ(event->intent->amount.minor, 5000);
  EXPECT_EQ(event->intent->currency.code, "USD");
}

TEST(ReadEvent, takes_the_amount_that_was_received) {
  const auto event = read_event(
      R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1",)"
      R"("status":"succeeded","amount":5000,"amount_received":100,"currency":"usd","metadata":)"
      R"({"order_id":"1k","attempt":"1"}}}})");
  ASSERT_TRUE(event && event->intent);
  EXPECT_EQ(event->intent->amount.minor, 100);
}

TEST(ReadEvent, ignores_kinds_and_payments_that_are_not_ours) {
  EXPECT_FALSE(read_event(R"({"id":"evt_1","type":"customer.created"})")->intent);
  EXPECT_FALSE(read_event(R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":)"
                          R"({"id":"pi_1","status":"succeeded","amount":5,"currency":"usd"}}})")
                   ->intent);
}

TEST(ReadEvent, refuses_what_is_no_event) {
  for (const std::string_view body :
       {"", "[]", "null", "{", R"({"id":"evt_1"})", R"({"type":"ping"})", R"({"id":7,"type":"x"})",
        R"({"id":"evt_1","type":"payment_intent.succeeded"})"}) {
    const auto event = read_event(body);
    ASSERT_FALSE(event) << body;
    EXPECT_EQ(event.error().code, "malformed_event");
  }
}

}  // namespace
}  // namespace usher::payments

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

Result<ProviderEvent> read(std::string_view body) { return read_event(body, testing::kTestStart); }

template <class T>
const T* news_in(const Result<ProviderEvent>& event) {
  return event ? std::get_if<T>(&event->news) : nullptr;
}

TEST(ReadEvent, reads_a_payment_intent) {
  const OrderId order{123456};
  const auto event = read(
      R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1",)"
      R"("status":"succeeded","amount":5000,"amount_received":5000,"currency":"usd","metadata":)"
      R"({"order_id":")" +
      order.text() + R"(","attempt":"2"}}}})");
  const auto* intent = news_in<Intent>(event);
  ASSERT_TRUE(intent);
  EXPECT_EQ(intent->order, order);
  EXPECT_EQ(intent->attempt, 2);
  EXPECT_EQ(intent->status, IntentStatus::succeeded);
  EXPECT_EQ(intent->amount.minor, 5000);
  EXPECT_EQ(intent->currency.code, "USD");
  EXPECT_EQ(intent->told_at, testing::kTestStart);
}

TEST(ReadEvent, takes_the_amount_that_was_received) {
  const auto event = read(
      R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1",)"
      R"("status":"succeeded","amount":5000,"amount_received":100,"currency":"usd","metadata":)"
      R"({"order_id":"1k","attempt":"1"}}}})");
  const auto* intent = news_in<Intent>(event);
  ASSERT_TRUE(intent);
  EXPECT_EQ(intent->amount.minor, 100);
}

TEST(ReadEvent, reads_which_charge_was_declined_and_when) {
  const auto event =
      read(R"({"id":"evt_1","type":"payment_intent.payment_failed","created":7,"data":{"object":)"
           R"({"id":"pi_1","status":"requires_payment_method","amount":5,"currency":"usd",)"
           R"("last_payment_error":{"code":"card_declined","decline_code":"insufficient_funds",)"
           R"("charge":"ch_1"},"metadata":{"order_id":"1k","attempt":"1"}}}})");
  const auto* intent = news_in<Intent>(event);
  ASSERT_TRUE(intent);
  EXPECT_EQ(intent->decline_code, "insufficient_funds");
  EXPECT_EQ(intent->declined_charge, "ch_1");
  EXPECT_EQ(intent->told_at.ms, 7000);
}

TEST(ReadEvent, ignores_kinds_and_payments_that_are_not_ours) {
  EXPECT_EQ(read(R"({"id":"evt_1","type":"customer.created"})")->news.index(), 0U);
  EXPECT_EQ(read(R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":)"
                 R"({"id":"pi_1","status":"succeeded","amount":5,"currency":"usd"}}})")
                ->news.index(),
            0U);
}

TEST(ReadEvent, refuses_what_is_no_event) {
  for (const std::string_view body :
       {"", "[]", "null", "{", R"({"id":"evt_1"})", R"({"type":"ping"})", R"({"id":7,"type":"x"})",
        R"({"id":"evt_1","type":"payment_intent.succeeded"})"}) {
    const auto event = read(body);
    ASSERT_FALSE(event) << body;
    EXPECT_EQ(event.error().code, "malformed_event");
  }
}

TEST(ReadEvent, reads_a_refund_with_the_order_that_it_belongs_to) {
  const auto event = read(
      R"({"id":"evt_1","type":"refund.failed","created":7,"data":{"object":{"id":"re_1",)"
      R"("object":"refund","status":"failed","failure_reason":"lost_or_stolen_card","amount":700,)"
      R"("currency":"eur","payment_intent":"pi_1","metadata":{"order_id":"1k","number":"3"}}}})");
  const auto* refund = news_in<ProviderRefund>(event);
  ASSERT_TRUE(refund);
  EXPECT_EQ(refund->status, ProviderRefundStatus::failed);
  EXPECT_EQ(refund->failure, "lost_or_stolen_card");
  EXPECT_EQ(refund->order, OrderId::parse("1k"));
  EXPECT_EQ(refund->number, 3);
  EXPECT_EQ(refund->amount.minor, 700);
  EXPECT_EQ(refund->intent_id, "pi_1");
}

TEST(ReadEvent, reads_a_dispute_and_whether_it_is_settled) {
  const auto event =
      read(R"({"id":"evt_1","type":"charge.dispute.closed","created":7,"data":{"object":)"
           R"({"id":"dp_1","status":"lost","amount":700,"currency":"usd","reason":"fraudulent",)"
           R"("payment_intent":"pi_1","evidence_details":{"due_by":1700000000}}}})");
  const auto* dispute = news_in<ProviderDispute>(event);
  ASSERT_TRUE(dispute);
  EXPECT_EQ(dispute->status, DisputeStatus::lost);
  EXPECT_EQ(dispute->reason, "fraudulent");
  EXPECT_EQ(dispute->told_at.ms, 7000);
  EXPECT_EQ(dispute->answer_by->ms, 1'700'000'000'000);
}

TEST(ReadEvent, names_the_payment_of_a_refunded_charge) {
  const auto event = read(R"({"id":"evt_1","type":"charge.refunded","data":{"object":{"id":"ch_1",)"
                          R"("payment_intent":"pi_1","amount_refunded":700}}})");
  const auto* charge = news_in<ChargeRefunded>(event);
  ASSERT_TRUE(charge);
  EXPECT_EQ(charge->intent_id, "pi_1");
}

}  // namespace
}  // namespace usher::payments

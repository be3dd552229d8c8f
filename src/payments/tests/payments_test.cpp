#include "payments/payments.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "payments/test_provider.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::payments {
namespace {

using testing::await;

constexpr ShowId kShow{77};
constexpr OrderId kOrder{4711};
const std::string kSecret = "whsec_x";

struct PaymentsTest : ::testing::Test {
  testing::TempStore store;
  TestProvider provider{store.store(), store.random};
  jobs::Queue queue{store.ids};
  Payments payments{store.store(), provider, queue, {{kSecret}}};
  std::vector<std::string> heard;

  void SetUp() override {
    auto& bus = store->events();
    bus.on<PaymentSucceeded>([this](store::Transaction&, const PaymentSucceeded& e) {
      heard.push_back("succeeded " + std::to_string(e.payment.attempt));
      return Status{};
    });
    bus.on<PaymentProcessing>([this](store::Transaction&, const PaymentProcessing&) {
      heard.emplace_back("processing");
      return Status{};
    });
    bus.on<PaymentFailed>([this](store::Transaction&, const PaymentFailed& e) {
      heard.push_back("failed " + e.decline_code);
      return Status{};
    });
    bus.on<PaymentMismatched>([this](store::Transaction&, const PaymentMismatched&) {
      heard.emplace_back("mismatched");
      return Status{};
    });
    bus.on<RefundCompleted>([this](store::Transaction&, const RefundCompleted& e) {
      heard.push_back("refunded " + std::to_string(e.refund.amount.minor));
      return Status{};
    });
    bus.on<RefundFailed>([this](store::Transaction&, const RefundFailed& e) {
      heard.push_back("refund failed " + e.refund.failure);
      return Status{};
    });
  }

  Intent open(std::int64_t attempt = 1, std::int64_t amount = 5000) {
    const auto intent = await(provider.create_intent({kOrder, attempt, {amount}, {"USD"}}));
    EXPECT_TRUE(intent);
    write([&](store::Transaction& tx) { payments.record(tx, store::lane_of(kShow), *intent); });
    return *intent;
  }
  template <class F>
  void write(F work) {
    ASSERT_TRUE(store->write_now(store::lane_of(kShow), [&](store::Transaction& tx) {
      work(tx);
      return Status{};
    }));
  }
  Payment payment(std::int64_t attempt = 1) {
    return store->read_now([&](store::Queries& q) {
      return payments.payments_of(q, kOrder).at(static_cast<std::size_t>(attempt - 1));
    });
  }
  Result<Intent> card(const Intent& intent, const std::string& digits) {
    return await(provider.confirm(intent.id, intent.client_secret, {digits}));
  }
  Result<Refund> refund(std::int64_t amount) {
    return store->write_now(store::lane_of(kShow), [&](store::Transaction& tx) {
      return payments.request_refund(tx, {payment(), {amount}, {}, {}, "test"});
    });
  }
  std::string event(const std::string& id, const Intent& intent, const std::string& status) {
    return R"({"id":")" + id + R"(","type":"payment_intent.x","data":{"object":{"id":")" +
           intent.id + R"(","status":")" + status + R"(","amount":5000,"amount_received":5000,)" +
           R"("currency":"usd","metadata":{"order_id":")" + kOrder.text() +
           R"(","attempt":"1"}}}})";
  }
  Status post(const std::string& body) {
    const auto time = std::to_string(store.clock.now().ms / 1000);
    const auto sign = to_hex(hmac_sha256(as_bytes(kSecret), time + "." + body));
    return await(payments.receive_event("t=" + time + ",v1=" + sign, body, store.clock.now()));
  }
};

TEST_F(PaymentsTest, one_intent_exists_per_order_and_attempt) {
  const auto first = open();
  const auto again = await(provider.create_intent({kOrder, 1, {5000}, {"USD"}}));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, first.id);
  EXPECT_EQ(again->client_secret, first.client_secret);
  EXPECT_NE(await(provider.create_intent({kOrder, 2, {5000}, {"USD"}}))->id, first.id);
  EXPECT_EQ(await(provider.create_intent({kOrder, 1, {5001}, {"USD"}})).error().code,
            "provider_refused");
  write([&](store::Transaction& tx) {
    EXPECT_FALSE(payments.record(tx, store::lane_of(kShow), first));
  });
}

TEST_F(PaymentsTest, a_payment_succeeds_once_however_often_it_is_asked_for) {
  const auto intent = open();
  ASSERT_TRUE(card(intent, "4242424242424242"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(await(payments.reconcile(payment())));
  EXPECT_EQ(heard, std::vector<std::string>{"succeeded 1"});
  EXPECT_EQ(payment().status, PaymentStatus::succeeded);
}

TEST_F(PaymentsTest, a_declined_card_is_told_and_leaves_the_payment_open) {
  const auto intent = open();
  const auto declined = card(intent, "4000000000009995");
  ASSERT_FALSE(declined);
  EXPECT_EQ(declined.error().code, "card_declined");
  ASSERT_TRUE(await(payments.reconcile(payment())));
  EXPECT_EQ(heard, std::vector<std::string>{"failed insufficient_funds"});
  EXPECT_EQ(payment().status, PaymentStatus::open);
  EXPECT_TRUE(card(intent, "4242424242424242"));
}

TEST_F(PaymentsTest, a_wrong_client_secret_finds_no_payment) {
  const auto intent = open();
  const auto refused = await(provider.confirm(intent.id, "guess", {"4242424242424242"}));
  EXPECT_EQ(refused.error().code, "payment_intent_not_found");
  EXPECT_EQ(await(provider.confirm("pi_test_zzz", "guess", {"4242424242424242"})).error().code,
            "payment_intent_not_found");
}

TEST_F(PaymentsTest, canceling_answers_what_came_first) {
  const auto intent = open();
  EXPECT_EQ(await(payments.cancel(payment()))->status, IntentStatus::canceled);
  EXPECT_EQ(payment().status, PaymentStatus::canceled);
  EXPECT_EQ(card(intent, "4242424242424242").error().code, "payment_intent_unexpected_state");
  const auto second = open(2);
  ASSERT_TRUE(card(second, "4242424242424242"));
  EXPECT_EQ(await(payments.cancel(payment(2)))->status, IntentStatus::succeeded);
  EXPECT_EQ(heard, std::vector<std::string>{"succeeded 2"});
}

TEST_F(PaymentsTest, a_late_payment_is_processing_until_it_succeeds) {
  const auto intent = open();
  EXPECT_EQ(card(intent, std::string(kLateCard))->status, IntentStatus::processing);
  EXPECT_EQ(await(payments.reconcile(payment()))->status, IntentStatus::processing);
  EXPECT_EQ(await(payments.cancel(payment()))->status, IntentStatus::processing);
  store.clock.advance(kLateAfter);
  EXPECT_EQ(await(payments.reconcile(payment()))->status, IntentStatus::succeeded);
  EXPECT_EQ(heard, (std::vector<std::string>{"processing", "succeeded 1"}));
}

TEST_F(PaymentsTest, another_amount_is_an_incident_and_no_success) {
  auto intent = open();
  intent.status = IntentStatus::succeeded;
  intent.amount = {1};
  write([&](store::Transaction& tx) { EXPECT_TRUE(payments.apply(tx, intent)); });
  intent.amount = {5000};
  write([&](store::Transaction& tx) { EXPECT_TRUE(payments.apply(tx, intent)); });
  EXPECT_EQ(heard, std::vector<std::string>{"mismatched"});
  EXPECT_EQ(payment().status, PaymentStatus::mismatched);
}

TEST_F(PaymentsTest, refunds_never_exceed_the_payment) {
  ASSERT_TRUE(card(open(), "4242424242424242"));
  EXPECT_EQ(refund(1).error().code, "refund_exceeds_payment");  // not paid as far as we know
  ASSERT_TRUE(await(payments.reconcile(payment())));
  const auto first = refund(3000);
  ASSERT_TRUE(first);
  EXPECT_EQ(refund(2001).error().code, "refund_exceeds_payment");
  const auto second = refund(2000);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, 2);
  EXPECT_EQ(await(payments.carry_out(kOrder, 1))->status, RefundStatus::completed);
  EXPECT_EQ(await(payments.carry_out(kOrder, 1))->status, RefundStatus::completed);
  EXPECT_EQ(await(payments.carry_out(kOrder, 2))->status, RefundStatus::completed);
  EXPECT_EQ(heard, (std::vector<std::string>{"succeeded 1", "refunded 3000", "refunded 2000"}));
}

TEST_F(PaymentsTest, a_requested_refund_is_finished_by_its_job_after_a_crash) {
  ASSERT_TRUE(card(open(), "4242424242424242"));
  ASSERT_TRUE(await(payments.reconcile(payment())));
  ASSERT_TRUE(refund(3000));
  // The provider has been asked, its answer was lost with the process.
  ASSERT_TRUE(await(provider.refund({kOrder, 1, payment().intent_id, {3000}})));
  store.clock.advance(kRefundJobAfter);
  std::optional<jobs::Job> job;
  write([&](store::Transaction& tx) { job = queue.claim(tx); });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->kind, kRefundJob);
  EXPECT_TRUE(await(payments.finish_refund_job(*job)));
  EXPECT_TRUE(await(payments.finish_refund_job(*job)));
  EXPECT_EQ(heard, (std::vector<std::string>{"succeeded 1", "refunded 3000"}));
}

TEST_F(PaymentsTest, a_refund_that_fails_leaves_the_money_to_be_refunded_again) {
  ASSERT_TRUE(card(open(), "4000000000005126"));
  ASSERT_TRUE(await(payments.reconcile(payment())));
  ASSERT_TRUE(refund(5000));
  EXPECT_EQ(await(payments.carry_out(kOrder, 1))->status, RefundStatus::failed);
  EXPECT_EQ(heard.back(), "refund failed lost_or_stolen_card");
  EXPECT_EQ(payment().refunded.minor, 0);
  EXPECT_TRUE(refund(5000));
}

TEST_F(PaymentsTest, a_refund_may_take_its_time) {
  ASSERT_TRUE(card(open(), "4000000000007726"));
  ASSERT_TRUE(await(payments.reconcile(payment())));
  ASSERT_TRUE(refund(5000));
  EXPECT_EQ(await(payments.carry_out(kOrder, 1))->status, RefundStatus::requested);
  store.clock.advance(kLateRefundAfter);
  EXPECT_EQ(await(payments.carry_out(kOrder, 1))->status, RefundStatus::completed);
}

TEST_F(PaymentsTest, an_event_is_applied_once_in_whatever_order) {
  const auto intent = open();
  const std::vector<std::string> events{
      event("evt_1", intent, "requires_payment_method"), event("evt_2", intent, "processing"),
      event("evt_3", intent, "succeeded"), event("evt_4", intent, "canceled")};
  ASSERT_TRUE(post(events[2]));
  for (int round = 0; round < 2; ++round)
    for (const auto& body : events) ASSERT_TRUE(post(body));
  // That it was processing once is told too, however late.
  EXPECT_EQ(heard, (std::vector<std::string>{"succeeded 1", "processing"}));
  EXPECT_EQ(payment().status, PaymentStatus::succeeded);
}

TEST_F(PaymentsTest, an_event_whose_effect_is_refused_may_come_again) {
  const auto intent = open();
  bool broken = true;
  store->events().on<PaymentSucceeded>([&](store::Transaction&, const PaymentSucceeded&) -> Status {
    if (broken) return refuse(ErrorKind::conflict, "later", "Not now.");
    return {};
  });
  EXPECT_FALSE(post(event("evt_3", intent, "succeeded")));
  EXPECT_EQ(payment().status, PaymentStatus::open);
  broken = false;
  EXPECT_TRUE(post(event("evt_3", intent, "succeeded")));
  EXPECT_EQ(payment().status, PaymentStatus::succeeded);
}

TEST_F(PaymentsTest, events_that_are_not_ours_are_fine_and_forged_ones_are_not) {
  EXPECT_TRUE(post(R"({"id":"evt_9","type":"customer.created"})"));
  EXPECT_EQ(await(payments.receive_event("", "{}", store.clock.now())).error().code,
            "invalid_signature");
}

TEST_F(PaymentsTest, old_event_ids_are_forgotten_after_ninety_days) {
  const auto body = event("evt_3", open(), "succeeded");
  ASSERT_TRUE(post(body));
  store.clock.advance(kKeepEvents + Duration{1});
  await(payments.forget_old_events());
  EXPECT_TRUE(post(body));  // applied again, and nothing happens twice
  EXPECT_EQ(heard, std::vector<std::string>{"succeeded 1"});
}

TEST_F(PaymentsTest, late_payments_are_told_again_after_a_restart) {
  ASSERT_TRUE(card(open(), std::string(kLateCard)));
  std::vector<IntentStatus> told;
  provider.on_change([&](Intent intent, Timestamp) { told.push_back(intent.status); });
  await(provider.resume());
  EXPECT_EQ(told, std::vector<IntentStatus>{IntentStatus::succeeded});
}

}  // namespace
}  // namespace usher::payments

#include "payments/test_feed.hpp"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "payments/test_provider.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::payments {
namespace {

using testing::await;
using namespace std::chrono_literals;

struct TestFeedTest : ::testing::Test {
  testing::TempStore store;
  TestProvider provider{store.store(), store.random};
  jobs::Queue queue{store.ids};
  Payments payments{store.store(), provider, queue, {}};
  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
      context.get_executor()};
  jobs::Timers timers{store.clock, context.get_executor()};
  TestFeed feed{payments, store->events(), timers, context.get_executor()};
  int succeeded = 0;

  void SetUp() override {
    provider.on_change([this](Intent intent, Timestamp at) { feed.add(std::move(intent), at); });
    store->events().on<PaymentSucceeded>([this](store::Transaction&, const PaymentSucceeded&) {
      ++succeeded;
      return Status{};
    });
  }
  Intent pay(const std::string& card) {
    const auto intent = await(provider.create_intent({OrderId{5}, 1, {100}, {"USD"}}));
    EXPECT_TRUE(store->write_now({}, [&](store::Transaction& tx) -> Status {
      payments.record(tx, store::lane_of(ShowId{7}), *intent);
      return {};
    }));
    EXPECT_TRUE(await(provider.confirm(intent->id, intent->client_secret, {card, false})));
    return *intent;
  }
  // Lets the timers see the clock and runs what they post, until so many payments are known; with
  // the number that is known already it waits a while for one too many.
  void pass(Duration time, int expected) {
    store.clock.advance(time);
    timers.at("wake", store.clock.now(), [] {});
    context.restart();
    const int rounds = succeeded == expected ? 6 : 200;
    for (int i = 0; i < rounds; ++i) {
      context.run_for(25ms);
      if (rounds == 200 && succeeded >= expected) break;
    }
    EXPECT_EQ(succeeded, expected);
  }
};

TEST_F(TestFeedTest, tells_of_a_payment_a_moment_later) {
  pay("4242424242424242");
  pass(TestFeed::kDelay - 1ms, 0);
  pass(1ms, 1);
}

TEST_F(TestFeedTest, tells_of_a_late_payment_when_it_has_settled) {
  pay(std::string(kLateCard));
  pass(TestFeed::kDelay, 0);
  pass(kLateAfter, 1);
}

TEST_F(TestFeedTest, keeps_quiet_about_what_the_page_has_confirmed) {
  pay("4242424242424242");
  const auto payment =
      store->read_now([&](store::Queries& q) { return payments.payments_of(q, OrderId{5}).at(0); });
  EXPECT_TRUE(await(payments.reconcile(payment)));
  const auto reads = store->statistics().reads;
  pass(TestFeed::kDelay, 1);
  EXPECT_EQ(store->statistics().reads, reads);
}

}  // namespace
}  // namespace usher::payments

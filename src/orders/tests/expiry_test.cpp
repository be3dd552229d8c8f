// Many orders end at once at a provider that is slow and refuses some for good (rules 14, 43).
#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <thread>

#include "orders/tests/counter.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using testing::House;
using namespace std::chrono_literals;
namespace asio = boost::asio;

// Takes a while to cancel; the payments in `stuck` it never cancels.
class SlowProvider final : public payments::Provider {
 public:
  explicit SlowProvider(payments::Provider& real) : real_(real) {}
  Duration pause = 5ms;
  std::set<std::string> stuck;
  std::atomic<int> asked{0};
  std::atomic<int> asked_about_stuck{0};
  std::atomic<int> at_once_most{0};

  template <class T>
  using Answer = asio::awaitable<Result<T>>;
  std::string_view name() const override { return real_.name(); }
  std::string publishable_key() const override { return real_.publishable_key(); }
  Answer<payments::Intent> create_intent(payments::IntentRequest request) override {
    return real_.create_intent(std::move(request));
  }
  Answer<payments::Intent> retrieve(std::string id) override {
    return real_.retrieve(std::move(id));
  }
  Answer<payments::ProviderRefund> refund(payments::RefundRequest request) override {
    return real_.refund(std::move(request));
  }
  Answer<payments::ProviderRefund> retrieve_refund(std::string id) override {
    return real_.retrieve_refund(std::move(id));
  }
  Answer<payments::Intent> cancel(std::string id) override {
    at_once_most = std::max<int>(at_once_most, ++at_once_);
    asio::steady_timer timer(co_await asio::this_coro::executor, pause);
    co_await timer.async_wait(asio::use_awaitable);
    --at_once_;
    ++asked;
    if (stuck.contains(id)) {
      ++asked_about_stuck;
      co_return refuse(ErrorKind::conflict, "provider_refused", "Never.");
    }
    if (made_up.contains(id)) {
      payments::Intent intent = made_up.at(id);
      intent.status = payments::IntentStatus::canceled;
      co_return intent;
    }
    co_return co_await real_.cancel(std::move(id));
  }
  std::map<std::string, payments::Intent> made_up;

 private:
  payments::Provider& real_;
  std::atomic<int> at_once_{0};
};

struct ExpireOrders : ::testing::Test {
  std::unique_ptr<SlowProvider> provider;
  Counter counter{[this](payments::TestProvider& real) {
    provider = std::make_unique<SlowProvider>(real);
    return provider.get();
  }};

  // As another node leaves them: rows, and nobody here who was told.
  std::vector<OrderId> leave(int count, Timestamp expires_at, bool stuck) {
    std::vector<OrderId> ids;
    EXPECT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
      for (int i = 0; i < count; ++i) {
        NewOrder made;
        Order& order = made.order;
        order.id = counter.house.db.ids.next<OrderId>();
        order.order_number = order.id.text();
        order.keys = store::lane_of(counter.house.show);
        order.session_key = House::session(9);
        order.currency = {"USD"};
        order.subtotal = order.total = Money{100};
        order.fee_lines = "[]";
        order.created_at = tx.now();
        order.expires_at = expires_at;
        made.rounding = "per_line";
        EXPECT_TRUE(insert_order(tx, made));
        payments::Intent intent;
        intent.id = "made_up_" + order.id.text();
        intent.order = order.id;
        intent.attempt = 1;
        intent.amount = order.total;
        intent.currency = order.currency;
        EXPECT_TRUE(counter.payments->record(tx, order.keys, intent));
        provider->made_up[intent.id] = intent;
        if (stuck) provider->stuck.insert(intent.id);
        ids.push_back(order.id);
      }
      return {};
    }));
    return ids;
  }
  std::size_t pending(const std::vector<OrderId>& ids) {
    return static_cast<std::size_t>(std::ranges::count_if(
        ids, [this](OrderId id) { return counter.status(id) == OrderStatus::pending; }));
  }
};

TEST_F(ExpireOrders, a_thousand_at_once_past_two_hundred_that_never_can) {
  const auto due = counter.clock().now() + 1s;
  const auto stuck = leave(200, due, true);  // the oldest: they are looked at first
  const auto others = leave(800, due + 1ms, false);
  counter.clock().advance(2s);
  await(counter.orders->sweep());
  EXPECT_EQ(pending(others), 0U) << "those behind the ones that fail are starved";
  EXPECT_EQ(pending(stuck), 200U);
  EXPECT_EQ(provider->asked, 1000);
  EXPECT_GE(provider->at_once_most, 8) << "several at once";
  EXPECT_LE(provider->at_once_most, 32) << "but not all of them";

  // What has just failed is not asked for again at once, by nobody; what becomes due is.
  const auto later = leave(1, counter.clock().now(), false);
  await(counter.orders->sweep());
  EXPECT_TRUE(await(counter.orders->find(stuck.front(), {.staff = true})));
  EXPECT_EQ(pending(later), 0U);
  EXPECT_EQ(provider->asked_about_stuck, 200);
  counter.clock().advance(Setbacks::kFirstPause);
  await(counter.orders->sweep());
  EXPECT_EQ(provider->asked_about_stuck, 400);
  provider->stuck.clear();
  counter.clock().advance(Setbacks::kLongestPause);
  await(counter.orders->sweep());
  EXPECT_EQ(pending(stuck), 0U);
}

// Two at a time, twice.
asio::awaitable<void> look_twice(Orders* orders, OrderId id) {
  using namespace asio::experimental::awaitable_operators;
  for (int i = 0; i < 2; ++i) {
    const auto both =
        co_await (orders->find(id, {.staff = true}) && orders->find(id, {.staff = true}));
    EXPECT_EQ(std::get<0>(both)->status, OrderStatus::expired);
    EXPECT_EQ(std::get<1>(both)->status, OrderStatus::expired);
  }
}

TEST_F(ExpireOrders, everybody_who_looks_at_an_order_at_its_end_asks_the_provider_once) {
  asio::thread_pool pool{1};
  jobs::Timers timers{counter.clock(), pool.get_executor()};
  counter.orders->start(timers, pool.get_executor());
  const auto ids = leave(1, counter.clock().now() + 1s, false);
  counter.clock().advance(2s);
  provider->pause = 50ms;
  await(look_twice(counter.orders.get(), ids[0]));
  EXPECT_EQ(provider->asked, 1);
  timers.stop();
  pool.join();
}

TEST_F(ExpireOrders, keeps_the_seats_for_as_long_as_somebody_can_still_pay) {
  const auto id = counter.order(1, {0, 1});
  const auto intent = counter.intent(id);
  provider->stuck.insert(intent.payment_intent_id);
  counter.clock().advance(kPayWithin + kClaimGrace + 1h);
  await(counter.orders->sweep());
  counter.house.sweep();
  EXPECT_EQ(counter.status(id), OrderStatus::pending);
  EXPECT_FALSE(counter.house.hold(2, {1})) << "a rival gets a seat that can still be paid for";
  // The buyer was at it all the time.
  ASSERT_TRUE(counter.card(intent));
  ASSERT_TRUE(counter.confirm(id, intent));
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.seats(), "ssaa");
}

TEST_F(ExpireOrders, gives_the_seats_of_an_order_that_nobody_can_pay_back_by_themselves) {
  const auto id = counter.order(1, {0, 1});
  counter.clock().advance(kPayWithin + kClaimGrace);
  EXPECT_EQ(counter.status(id), OrderStatus::pending);
  EXPECT_TRUE(counter.house.hold(2, {1})) << "without a payment time alone decides";
}

TEST_F(ExpireOrders, of_a_node_that_died_are_ended_by_another) {
  asio::thread_pool pool{1};
  jobs::Timers timers{counter.clock(), pool.get_executor()};
  counter.orders->start(timers, pool.get_executor());
  const auto ids = leave(1, counter.clock().now() + 1s, false);
  for (int i = 0; i < 200 && pending(ids) > 0; ++i) {
    counter.clock().advance(1s);
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(pending(ids), 0U);
  timers.stop();
  pool.join();
}

}  // namespace
}  // namespace usher::orders

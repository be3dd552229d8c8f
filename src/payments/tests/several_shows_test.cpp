// Payments of orders over several shows: what is heard of them takes the turns of all their shows.
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "payments/payments.hpp"
#include "payments/test_provider.hpp"
#include "store/postgres_store.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::payments {
namespace {

using testing::await;

constexpr ShowId kAutumn{12};
constexpr ShowId kSpring{77};
constexpr int kRounds = 15;

// A server: its own store on the same database.
struct Node {
  explicit Node(testing::TempStore& house)
      : ids(house.clock, random), store(open(house.url, house.clock)) {
    // What slices above do: they look at both shows and write to both.
    store->events().on<PaymentSucceeded>([](store::Transaction& tx, const PaymentSucceeded& e) {
      static constexpr store::Query kTouch{"test.touch", "UPDATE touched SET n = $2 WHERE id = $1"};
      static constexpr store::Query kLook{"test.look", "SELECT n FROM touched WHERE id = $1"};
      for (const auto show : e.payment.keys.values())
        tx.run(kTouch, show, tx.find<std::int64_t>(kLook, show).value_or(0) + 1);
      return Status{};
    });
  }
  // From the intent to its success. `shows` in the order in which the buyer chose them.
  void sell(OrderId order, std::array<ShowId, 2> shows) {
    const auto intent = await(provider.create_intent({order, 1, {5000}, {"USD"}}));
    ASSERT_TRUE(intent);
    const auto keys = store::lanes_of(shows);
    ASSERT_TRUE(store->write_now(keys, [&](store::Transaction& tx) -> Status {
      EXPECT_TRUE(payments.record(tx, keys, *intent));
      return {};
    }));
    ASSERT_TRUE(await(provider.confirm(intent->id, intent->client_secret, {"4242424242424242"})));
    const auto payment =
        store->read_now([&](store::Queries& q) { return payments.payments_of(q, order).front(); });
    EXPECT_EQ(payment.keys, keys);
    ASSERT_TRUE(await(payments.reconcile(payment)));
    const auto refund = store->write_now(payment.keys, [&](store::Transaction& tx) {
      return payments.request_refund(tx, {payment, {5000}, {}, {}, "test"});
    });
    ASSERT_TRUE(refund);
    EXPECT_EQ(refund->keys, keys);
    EXPECT_EQ(await(payments.carry_out(order, refund->number))->status, RefundStatus::completed);
  }

  static std::unique_ptr<store::Store> open(const std::string& url, const Clock& clock) {
    store::StoreOptions options;
    options.url = url;
    return store::open_store(options, clock);
  }
  SecureRandom random;
  IdGenerator ids;
  std::unique_ptr<store::Store> store;
  TestProvider provider{*store, random};
  jobs::Queue queue{ids};
  Payments payments{*store, provider, queue, {}};
};

struct SeveralShows : ::testing::Test {
  testing::TempStore house;

  void SetUp() override {
    ASSERT_TRUE(house->write_now(store::kHouseLane, [](store::Transaction& tx) -> Status {
      static constexpr store::Query kMake{
          "test.make", "CREATE TABLE touched (id bigint PRIMARY KEY, n bigint NOT NULL)"};
      static constexpr store::Query kAdd{"test.add", "INSERT INTO touched (id, n) VALUES ($1, 0)"};
      tx.run(kMake);
      for (const auto show : {kAutumn, kSpring}) tx.run(kAdd, show);
      return {};
    }));
  }
  std::int64_t touched(ShowId show) {
    static constexpr store::Query kLook{"test.look", "SELECT n FROM touched WHERE id = $1"};
    return house->read_now([&](store::Queries& q) { return *q.find<std::int64_t>(kLook, show); });
  }
};

TEST_F(SeveralShows, a_payment_and_its_refund_remember_all_of_them) {
  Node node(house);
  node.sell(OrderId{1}, {kSpring, kAutumn});
  EXPECT_EQ(touched(kAutumn), 1);
  EXPECT_EQ(touched(kSpring), 1);
}

TEST_F(SeveralShows, orders_that_name_them_in_opposite_order_never_wait_for_each_other_for_ever) {
  if (!house->shared()) GTEST_SKIP() << "SQLite has one writer";
  Node here(house);
  Node there(house);
  const auto sell = [](Node& node, std::int64_t first, std::array<ShowId, 2> shows) {
    for (std::int64_t order = first; order < first + kRounds; ++order)
      node.sell(OrderId{order}, shows);
  };
  std::thread other([&] { sell(there, 1000, {kSpring, kAutumn}); });
  std::thread beside([&] { sell(here, 2000, {kSpring, kAutumn}); });
  sell(here, 3000, {kAutumn, kSpring});
  other.join();
  beside.join();
  EXPECT_EQ(touched(kAutumn), 3 * kRounds);
  EXPECT_EQ(touched(kSpring), 3 * kRounds);
  EXPECT_EQ(here.store->statistics().retries + there.store->statistics().retries, 0U)
      << "no deadlock";
}

}  // namespace
}  // namespace usher::payments

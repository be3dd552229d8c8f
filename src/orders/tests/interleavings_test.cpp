// Rules 14–17: the buyer's confirm, the provider's webhook, the expiry, a cancellation and a rival
// for the seats meet at one order, in every order of their steps that there is.
//
// The invariant: whatever the provider has taken is ticketed once or given back whole, never both
// and never neither; and what it has not taken gives no ticket.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "orders/tests/counter.hpp"
#include "orders/tests/turns.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using testing::House;
using testing::TurnProvider;
using testing::Turns;
using namespace std::chrono_literals;
namespace asio = boost::asio;

enum Actor : std::size_t {
  kPay,
  kPayLate,
  kSettle,
  kWebhook,
  kConfirm,
  kExpire,
  kCancel,
  kRival,
  kOpen,
  kPayOpened,
};
constexpr std::array kActors{kPay,    kPayLate, kSettle, kWebhook, kConfirm,
                             kExpire, kCancel,  kRival,  kOpen,    kPayOpened};

// Under a sanitizer every eleventh schedule has to do; it looks for other faults than these.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define USHER_SANITIZED 1
#endif
#endif
#ifdef USHER_SANITIZED
constexpr int kStride = 11;
#else
constexpr int kStride = 1;
#endif

// Thousands of commits: in memory where there is such a place.
struct FastDisk {
  FastDisk() {
    if (std::filesystem::exists("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
  }
};

struct Interleavings : ::testing::Test {
  FastDisk disk;
  Turns turns;
  std::unique_ptr<TurnProvider> provider;
  Counter counter{[this](payments::TestProvider& real) {
    provider = std::make_unique<TurnProvider>(real, turns);
    return provider.get();
  }};
  OrderId order;
  IntentView intent;
  std::optional<IntentView> opened;  // by kOpen
  bool rival_holds = false;
  bool time_is_over = true;
  bool several_shows = false;

  static asio::awaitable<void> ignore(auto work) {
    auto outcome = co_await std::move(work);
    static_cast<void>(outcome);
  }

  // A pending order with an open payment, whose time has just run out unless the test says else.
  void begin() {
    counter.clock().step_to(usher::testing::kTestStart);
    order = several_shows ? counter.order_of_both(1) : counter.order(1);
    intent = counter.intent(order);
    opened.reset();
    rival_holds = false;
    if (time_is_over) counter.clock().step_to(usher::testing::kTestStart + kPayWithin);
    turns.clear();
    turns.add(kPay, [this] { return ignore(use_card("4242424242424242")); });
    turns.add(kPayLate, [this] { return ignore(use_card(std::string(payments::kLateCard))); });
    turns.add(kSettle, [this] { return let_time_pass(); });
    turns.add(kWebhook, [this] { return webhook(); });
    turns.add(kConfirm, [this] {
      return ignore(counter.orders->confirm(order, intent.payment_intent_id, Counter::by(1)));
    });
    turns.add(kExpire, [this] { return counter.orders->sweep(); });
    turns.add(kCancel,
              [this] { return ignore(counter.orders->cancel(order, Counter::by(1), {})); });
    turns.add(kRival, [this] { return take_a_seat(); });
    turns.add(kOpen, [this] { return open_again(); });
    turns.add(kPayOpened, [this] { return pay_opened(); });
  }
  asio::awaitable<Result<payments::Intent>> use_card(std::string digits) {
    return counter.test_provider.confirm(intent.payment_intent_id, intent.client_secret,
                                         {std::move(digits), false});
  }
  asio::awaitable<void> let_time_pass() {
    counter.clock().advance(payments::kLateAfter);
    co_return;
  }
  // The provider tells what is true at this moment; a message can be lost, so it may say nothing.
  asio::awaitable<void> webhook() {
    const auto truth = co_await counter.test_provider.retrieve(intent.payment_intent_id);
    const auto heard = co_await counter.payments->hear(*truth);
    EXPECT_TRUE(heard);
  }
  // Somebody else wants one of the seats, once their time is over.
  asio::awaitable<void> take_a_seat() {
    counter.clock().advance(kClaimGrace);
    const auto show = several_shows ? Counter::kSecondShow : counter.house.show;
    const std::size_t seat = several_shows ? 0 : 1;
    const auto board = co_await counter.house.inventory->board(show);
    auto plan = counter.house.inventory->plan_hold(
        **board, {(*board)->layout()->seats[seat].id.text()}, House::session(2), true);
    if (!plan) co_return;
    const auto held = co_await counter.house.inventory->hold_seats(*std::move(plan), std::nullopt);
    rival_holds = held.has_value();
  }

  // The page is loaded again, in another window.
  asio::awaitable<void> open_again() {
    auto made = co_await counter.orders->open_intent(order, Counter::by(1));
    if (made) opened = *std::move(made);
  }
  asio::awaitable<void> pay_opened() {
    if (!opened) co_return;
    co_await ignore(counter.test_provider.confirm(opened->payment_intent_id, opened->client_secret,
                                                  {"4242424242424242", false}));
  }

  void check(const std::string& schedule) {
    SCOPED_TRACE(schedule);
    turns.finish_all();
    // Everything heals: time passes, the sweeper runs, the provider's message comes after all.
    counter.clock().advance(1h);
    await(counter.orders->sweep());
    std::size_t taken = 0;
    std::size_t payable = 0;
    for (const auto& payment : counter.payments_of(order)) {
      const auto truth = await(counter.test_provider.retrieve(payment.intent_id));
      ASSERT_TRUE(await(counter.payments->hear(*truth)));
      if (truth->status == payments::IntentStatus::succeeded) ++taken;
      if (truth->status == payments::IntentStatus::requires_payment_method) ++payable;
    }
    for (const auto& refund : counter.refunds_of(order))
      ASSERT_TRUE(await(counter.payments->carry_out(order, refund.number)));
    const auto status = counter.status(order);
    const auto mails = counter.mails(order);
    const auto refunds = counter.refunds_of(order);
    if (taken == 0) {
      EXPECT_EQ(payable, 0u) << "the order is over, but can still be paid";
      EXPECT_TRUE(status == OrderStatus::expired || status == OrderStatus::cancelled);
      EXPECT_EQ(counter.living_tickets(order), 0u);
      EXPECT_TRUE(mails.empty());
      EXPECT_TRUE(refunds.empty());
    } else if (status == OrderStatus::paid) {
      EXPECT_EQ(counter.living_tickets(order), 2u);
      EXPECT_EQ(several_shows ? counter.seats(1) + counter.second_seats(1) : counter.seats(2),
                "ss");
      EXPECT_EQ(mails.count("order_confirmation"), 1u);
      EXPECT_EQ(refunds.size(), taken - 1) << "one payment stays, every other goes back";
    } else {
      EXPECT_TRUE(rival_holds) << "given back though the seats were free";
      EXPECT_EQ(payable, 0u);
      EXPECT_TRUE(status == OrderStatus::expired || status == OrderStatus::cancelled);
      EXPECT_EQ(counter.living_tickets(order), 0u);
      EXPECT_EQ(mails.count("order_confirmation"), 0u);
      EXPECT_EQ(refunds.size(), taken);
    }
    for (const auto& refund : refunds) {
      EXPECT_EQ(refund.status, payments::RefundStatus::completed);
      EXPECT_EQ(refund.amount.minor, 5720);
    }
    give_seats_back();
  }
  void give_seats_back() {
    await(counter.house.inventory->sweep());
    EXPECT_TRUE(counter.house.in_lane([this](store::Transaction& tx) -> Status {
      auto& claims = counter.house.inventory->claims();
      for (const auto& [show, seats] : seats_by_show(lines_of(tx, order)))
        claims.release_sold(tx, show, order, seats, inventory::ReleaseTo::available);
      return {};
    }));
  }

  // Tries every order of these turns; an actor named n times has n turns.
  void try_all(std::vector<Actor> schedule) {
    std::ranges::sort(schedule);
    int count = 0;
    do {
      // Each step is several round trips there.
      if (count++ % (usher::testing::tests_use_postgres() ? 7 * kStride : kStride) != 0) continue;
      begin();
      std::string text;
      for (const auto actor : schedule) text += std::to_string(actor);
      for (const auto each : kActors)
        if (std::ranges::find(schedule, each) == schedule.end()) turns.add(each, nothing);
      for (const auto actor : schedule) turns.give(actor);
      check(text);
    } while (std::next_permutation(schedule.begin(), schedule.end()) && !HasFailure());
    RecordProperty("schedules", count);
  }
  static asio::awaitable<void> nothing() { co_return; }
};

TEST_F(Interleavings, of_all_five_end_well) {
  try_all({kPay, kWebhook, kConfirm, kConfirm, kExpire, kExpire, kCancel, kCancel});
}

TEST_F(Interleavings, with_answers_that_come_late_end_well) {
  provider->late_answers = true;
  try_all({kPay, kConfirm, kConfirm, kConfirm, kExpire, kExpire, kExpire});
}

TEST_F(Interleavings, of_expiry_and_cancellation_with_late_answers_end_well) {
  provider->late_answers = true;
  try_all({kPay, kExpire, kExpire, kExpire, kCancel, kCancel, kCancel});
}

TEST_F(Interleavings, of_a_payment_that_settles_late_end_well) {
  try_all({kPayLate, kSettle, kWebhook, kConfirm, kConfirm, kExpire, kExpire});
  try_all({kPayLate, kSettle, kCancel, kCancel, kExpire, kExpire});
}

TEST_F(Interleavings, of_a_cancellation_and_a_second_window_end_well) {
  time_is_over = false;
  provider->late_answers = true;
  // The new window's payment can be recorded between the cancellation of the old one and the end of
  // the order.
  try_all({kCancel, kCancel, kCancel, kOpen, kOpen, kOpen, kOpen, kOpen, kPay});
  provider->late_answers = false;
  try_all({kCancel, kCancel, kCancel, kOpen, kOpen, kOpen, kPayOpened, kConfirm, kConfirm});
}

TEST_F(Interleavings, with_a_rival_for_the_seats_end_well) {
  try_all({kPay, kWebhook, kRival, kConfirm, kConfirm, kExpire, kExpire});
}

struct InterleavingsOfTwoShows : Interleavings {
  InterleavingsOfTwoShows() {
    several_shows = true;
    counter.open_second_show();
  }
};

TEST_F(InterleavingsOfTwoShows, end_well) {
  try_all({kPay, kWebhook, kConfirm, kConfirm, kExpire, kExpire, kCancel, kCancel});
}

TEST_F(InterleavingsOfTwoShows, with_a_rival_for_the_seats_of_one_end_well) {
  try_all({kPay, kWebhook, kRival, kConfirm, kConfirm, kExpire, kExpire});
}

}  // namespace
}  // namespace usher::orders

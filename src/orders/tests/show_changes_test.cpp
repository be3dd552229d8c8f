#include "orders/show_changes.hpp"

#include <gtest/gtest.h>

#include "orders/tests/counter.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using namespace std::chrono_literals;

constexpr store::Query kMessages{"test.messages",
                                 "select count(*) from outbox_messages where kind = $1"};

struct ChangeShow : ::testing::Test {
  Counter counter;
  ShowChanges changes{*counter.orders, counter.queue};
  audit::Entry by;

  ShowId show() const { return counter.house.show; }
  Result<ChangeView> begin(ChangeWish wish) {
    return await(changes.begin(show(), std::move(wish), std::nullopt, std::nullopt, by));
  }
  // Takes the job as a worker does, and runs it once.
  Status run() {
    std::optional<jobs::Job> job;
    EXPECT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
      for (;;) {
        job = counter.queue.claim(tx);
        if (!job || job->kind == kShowChangeJob) return {};
      }
    }));
    if (!job) return refuse(ErrorKind::not_found, "no_job", "");
    return await(changes.run(*job));
  }
  ChangeView only() { return await(changes.list(show()))->at(0); }
  std::int64_t messages(const std::string& kind) {
    std::int64_t count = 0;
    EXPECT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
      count = tx.find<std::int64_t>(kMessages, kind).value_or(0);
      return {};
    }));
    return count;
  }
};
using CancelShow = ChangeShow;
using MoveShow = ChangeShow;

TEST_F(CancelShow, refunds_every_order_whole_and_tells_each_once) {
  const auto first = counter.paid(1, {0, 1});
  const auto second = counter.paid(2, {2});
  const auto preview = await(changes.preview(show()));
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->orders, 2);
  EXPECT_EQ(preview->tickets, 3);
  ASSERT_EQ(preview->paid.size(), 1u);
  EXPECT_EQ(preview->paid[0].amount.minor, 3 * 2860);

  ASSERT_TRUE(
      begin({.kind = ChangeKind::cancel, .refund = true, .message = "The hall is flooded."}));
  ASSERT_TRUE(run());
  for (const auto id : {first, second})
    EXPECT_EQ(counter.details(id).status, OrderStatus::refunded);
  const auto done = only();
  EXPECT_EQ(done.state, ChangeState::done);
  EXPECT_EQ(done.orders_done, 2);
  ASSERT_EQ(done.refunded.size(), 1u);
  EXPECT_EQ(done.refunded[0].amount.minor, 3 * 2860);
  EXPECT_EQ(messages("show_cancelled"), 2);
}

TEST_F(CancelShow, whose_job_failed_for_good_is_shown_and_makes_room_for_the_next) {
  const auto id = counter.paid(1, {0});
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel}));
  EXPECT_EQ(begin({.kind = ChangeKind::cancel}).error().code, "show_change_running");
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    while (auto job = counter.queue.claim(tx)) {
      if (job->kind != kShowChangeJob) continue;
      job->attempt = jobs::kAttemptsMax;
      counter.queue.fail(tx, *job, "provider_unavailable: for days");
    }
    return {};
  }));
  const auto stuck = only();
  EXPECT_EQ(stuck.state, ChangeState::running);
  ASSERT_TRUE(stuck.failed_job);
  EXPECT_EQ(stuck.failure, "provider_unavailable: for days");

  const auto next = begin({.kind = ChangeKind::cancel, .refund = true});
  ASSERT_TRUE(next) << next.error().code;
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.details(id).status, OrderStatus::refunded);
  const auto all = *await(changes.list(show()));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_FALSE(all[0].given_up);
  EXPECT_TRUE(all[1].given_up);
  EXPECT_EQ(all[1].state, ChangeState::done);
}

TEST_F(CancelShow, returns_no_seat_to_the_sale) {
  counter.paid(1, {0, 1});
  const auto free = counter.house.inventory->availability(show())->available;
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = true}));
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.house.inventory->availability(show())->available, free);
  const auto late = counter.create(3, {5});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "not_on_sale");
}

TEST_F(CancelShow, does_each_order_once_however_often_its_job_runs) {
  const auto id = counter.paid(1, {0});
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = true}));
  jobs::Job job;
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    while (auto next = counter.queue.claim(tx))
      if (next->kind == kShowChangeJob) job = *next;
    return {};
  }));
  ASSERT_TRUE(await(changes.run(job)));
  EXPECT_TRUE(await(changes.run(job))) << "a job that comes again finds nothing to do";
  EXPECT_EQ(counter.details(id).refunded.minor, 2860);
  EXPECT_EQ(counter.details(id).refunds.value->size(), 1u);
  EXPECT_EQ(messages("show_cancelled"), 1);
}

TEST_F(CancelShow, stops_where_another_worker_has_taken_over) {
  const auto id = counter.paid(1, {0});
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = true}));
  jobs::Job stale;
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    while (auto next = counter.queue.claim(tx))
      if (next->kind == kShowChangeJob) stale = *next;
    return {};
  }));
  ++stale.claim;
  const auto lost = await(changes.run(stale));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, "job_lost");
  EXPECT_EQ(counter.details(id).status, OrderStatus::paid);
}

TEST_F(CancelShow, ends_orders_that_are_not_paid_and_keeps_payments_where_wanted) {
  const auto paid = counter.paid(1, {0});
  const auto pending = counter.order(2, {2});
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = false}));
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.details(paid).status, OrderStatus::paid);
  EXPECT_EQ(counter.details(pending).status, OrderStatus::cancelled);
  const auto done = only();
  EXPECT_EQ(done.told, 1);
  EXPECT_EQ(done.ended, 1);
  EXPECT_EQ(messages("show_cancelled"), 2);
  EXPECT_EQ(messages("order_cancelled"), 0);
}

TEST_F(CancelShow, can_refund_later_what_was_kept_at_first) {
  const auto id = counter.paid(1, {0});
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = false}));
  const auto meanwhile = begin({.kind = ChangeKind::cancel, .refund = true});
  ASSERT_FALSE(meanwhile);
  EXPECT_EQ(meanwhile.error().code, "show_change_running");
  ASSERT_TRUE(run());
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = true}));
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.details(id).status, OrderStatus::refunded);
}

TEST_F(CancelShow, gives_back_only_what_is_left_of_an_order) {
  const auto id = counter.paid(1, {0, 1});
  RefundRequest part;
  part.amount = Money{1000};
  part.reason = "late";
  ASSERT_TRUE(await(counter.orders->refund(id, part, std::nullopt, by)));
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = true}));
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.details(id).refunded.minor, 5720);
  EXPECT_EQ(only().refunded.at(0).amount.minor, 4720);
}

TEST_F(MoveShow, keeps_tickets_and_says_from_when_to_when) {
  const auto id = counter.paid(1, {0});
  const auto was = await(changes.list(show()))->size();
  EXPECT_EQ(was, 0u);
  const auto to = counter.clock().now() + std::chrono::days(30);
  const auto begun = begin({.kind = ChangeKind::move, .refund = false, .starts_at = to});
  ASSERT_TRUE(begun) << begun.error().code;
  EXPECT_EQ(begun->starts_at, to);
  EXPECT_LT(begun->was_starts_at, to);
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.details(id).status, OrderStatus::paid);
  EXPECT_EQ(messages("show_moved"), 1);
}

TEST_F(MoveShow, puts_seats_of_refunded_orders_back_on_sale) {
  counter.paid(1, {0, 1});
  const auto free = counter.house.inventory->availability(show())->available;
  ASSERT_TRUE(begin({.kind = ChangeKind::move,
                     .refund = true,
                     .starts_at = counter.clock().now() + std::chrono::days(30)}));
  ASSERT_TRUE(run());
  EXPECT_EQ(counter.house.inventory->availability(show())->available, free + 2);
}

TEST_F(MoveShow, refuses_the_same_time_the_past_and_what_is_cancelled) {
  const auto info = await(counter.house.db->read(
      [show = show()](store::Queries& q) { return *shows::find_show(q, show); }));
  const auto move = [&](Timestamp to) {
    return begin({.kind = ChangeKind::move, .refund = false, .starts_at = to});
  };
  EXPECT_EQ(move(info.starts_at).error().fields.at(0).code, "unchanged");
  EXPECT_EQ(move(counter.clock().now() - 1h).error().fields.at(0).code, "in_the_past");
  ASSERT_TRUE(begin({.kind = ChangeKind::cancel, .refund = false}));
  ASSERT_TRUE(run());
  EXPECT_EQ(move(counter.clock().now() + 48h).error().code, "show_cancelled");
}

}  // namespace
}  // namespace usher::orders

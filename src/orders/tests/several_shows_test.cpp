// Orders of several shows: all of them or none, each given back by itself (rules 62, 66, 86).
#include <gtest/gtest.h>

#include "ledger/ledger.hpp"
#include "orders/show_changes.hpp"
#include "orders/tests/counter.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using namespace std::chrono_literals;

struct SeveralShows : ::testing::Test {
  Counter counter;
  SeveralShows() { counter.open_second_show(); }

  OrderId paid_both(int buyer = 1, const std::string& digits = "4242424242424242") {
    const auto id = counter.order_of_both(buyer);
    const auto opened = counter.intent(id, buyer);
    EXPECT_TRUE(counter.card(opened, digits));
    EXPECT_TRUE(counter.confirm(id, opened, buyer));
    return id;
  }
  void cancel_second_show() {
    ASSERT_TRUE(counter.house.in_lane([](store::Transaction& tx) -> Status {
      tx.run(testing::kSetShowStatus, Counter::kSecondShow, std::string("cancelled"));
      return tx.emit(shows::ShowChanged{Counter::kSecondShow});
    }));
  }
  void run_cancellation_of_second() {
    ShowChanges changes{*counter.orders, counter.queue};
    ASSERT_TRUE(
        await(changes.begin(Counter::kSecondShow, {.kind = ChangeKind::cancel, .refund = true},
                            std::nullopt, std::nullopt, {})));
    std::optional<jobs::Job> job;
    ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
      do {
        job = counter.queue.claim(tx);
      } while (job && job->kind != kShowChangeJob);
      return {};
    }));
    ASSERT_TRUE(job && await(changes.run(*job)));
  }
  void refund(OrderId id, std::optional<Money> amount, std::optional<ShowId> show) {
    RefundRequest request{.amount = amount, .reason = "asked"};
    for (const auto& line : counter.details(id).lines) {
      if (!show || line.show_id != show) continue;
      if (!request.ticket_ids) request.ticket_ids.emplace();
      request.ticket_ids->push_back(line.id.value->text());
    }
    ASSERT_TRUE(await(counter.orders->refund(id, request, std::nullopt, {})));
  }
  std::map<ledger::Account, std::int64_t> books(OrderId id) {
    std::map<ledger::Account, std::int64_t> books;
    for (const auto& each :
         counter.house.db->read_now([id](store::Queries& q) { return ledger::balances(q, id); }))
      if (each.amount.minor != 0) books[each.account] = each.amount.minor;
    return books;
  }
};

TEST_F(SeveralShows, are_sold_together) {
  const auto id = paid_both();
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.seats(2) + counter.second_seats(2), "sasa");
  const auto view = counter.details(id);
  EXPECT_EQ(view.total.minor, 5720);
  EXPECT_FALSE(view.show_id);
  EXPECT_EQ(view.shows.size(), 2u);
  EXPECT_EQ(counter.living_tickets(id), 2u);
  using enum ledger::Account;
  EXPECT_EQ(books(id), (std::map<ledger::Account, std::int64_t>{
                           {provider, 5720}, {revenue, -5000}, {fees, -200}, {tax, -520}}));
}

TEST_F(SeveralShows, whose_one_seat_is_gone_are_not_sold_at_all) {
  const auto id = counter.order_of_both();
  const auto opened = counter.intent(id);
  // As a version left it that let seats go while they could be paid for.
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    for (const auto& each : seats_by_show(lines_of(tx, id)))
      counter.house.inventory->claims().extend_order(tx, each.show, id, each.seats,
                                                     tx.now() + 15min + kClaimGrace);
    return {};
  }));
  counter.clock().advance(15min + kClaimGrace);
  ASSERT_TRUE(counter.hold_in_second(2, {0}));
  ASSERT_TRUE(counter.card(opened));
  await(counter.orders->sweep());
  EXPECT_EQ(counter.status(id), OrderStatus::expired);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_EQ(counter.seats(1), "a");
  const auto refunds = counter.refunds_of(id);
  ASSERT_EQ(refunds.size(), 1u);
  EXPECT_EQ(refunds[0].amount.minor, 5720);
}

TEST_F(SeveralShows, of_which_one_is_cancelled_before_the_payment_keep_the_other) {
  const auto id = counter.order_of_both();
  const auto opened = counter.intent(id);
  cancel_second_show();
  ASSERT_TRUE(counter.card(opened));
  ASSERT_TRUE(counter.hear_success(id, 1));
  for (const auto& refund : counter.refunds_of(id))
    ASSERT_TRUE(await(counter.payments->carry_out(id, refund.number)));
  EXPECT_EQ(counter.status(id), OrderStatus::partially_refunded);
  EXPECT_EQ(counter.living_tickets(id), 1u);
  EXPECT_EQ(counter.seats(1), "s");
  const auto view = counter.details(id);
  EXPECT_EQ(view.refunded.minor, 2860);
  using enum ledger::Account;
  EXPECT_EQ(books(id), (std::map<ledger::Account, std::int64_t>{
                           {provider, 2860}, {revenue, -2500}, {fees, -100}, {tax, -260}}));
}

TEST_F(SeveralShows, that_are_all_cancelled_give_everything_back) {
  const auto id = counter.order_of_both();
  const auto opened = counter.intent(id);
  cancel_second_show();
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kSetShowStatus, counter.house.show, std::string("cancelled"));
    return tx.emit(shows::ShowChanged{counter.house.show});
  }));
  ASSERT_TRUE(counter.card(opened));
  ASSERT_TRUE(counter.hear_success(id, 1));
  for (const auto& refund : counter.refunds_of(id))
    ASSERT_TRUE(await(counter.payments->carry_out(id, refund.number)));
  EXPECT_EQ(counter.status(id), OrderStatus::cancelled);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_TRUE(books(id).empty());
}

TEST_F(SeveralShows, are_given_back_show_by_show) {
  const auto id = paid_both();
  run_cancellation_of_second();
  EXPECT_EQ(counter.status(id), OrderStatus::partially_refunded);
  const auto view = counter.details(id);
  EXPECT_EQ(view.refunded.minor, 2860);
  for (const auto& line : view.lines)
    EXPECT_EQ(line.refunded_at.has_value(), line.show_id == Counter::kSecondShow);
  EXPECT_EQ(counter.seats(1), "s");
  EXPECT_EQ(counter.mails(id).count("show_cancelled"), 1u);
}

TEST_F(SeveralShows, give_back_no_more_than_courtesies_have_left) {
  const auto id = paid_both();
  refund(id, Money{400}, {});
  refund(id, {}, counter.house.show);  // at what it cost, whatever was given before
  run_cancellation_of_second();
  EXPECT_EQ(counter.status(id), OrderStatus::refunded);
  EXPECT_EQ(counter.details(id).refunded.minor, 5720);
  EXPECT_TRUE(books(id).empty() || books(id).count(ledger::Account::provider) == 0);
}

TEST_F(SeveralShows, of_which_one_was_given_back_before_it_is_cancelled_are_left_alone) {
  const auto id = paid_both();
  refund(id, {}, Counter::kSecondShow);
  const auto before = counter.mails(id).count("order_refunded");
  run_cancellation_of_second();
  EXPECT_EQ(counter.details(id).refunded.minor, 2860);
  EXPECT_EQ(counter.mails(id).count("order_refunded"), before);
  EXPECT_EQ(counter.living_tickets(id), 1u);
}

TEST_F(SeveralShows, with_a_refund_that_fails_are_in_the_books_as_before) {
  const auto id = paid_both(1, "4000000000005126");
  const auto before = books(id);
  const auto ticket = counter.details(id).lines.front().id.value->text();
  RefundRequest request;
  request.ticket_ids = {ticket};
  request.reason = "ill";
  ASSERT_TRUE(await(counter.orders->refund(id, request, std::nullopt, {})));
  EXPECT_EQ(counter.refunds_of(id).at(0).status, payments::RefundStatus::failed);
  EXPECT_EQ(books(id), before);
  const auto tenders =
      counter.house.db->read_now([id](store::Queries& q) { return tenders_of(q, id); });
  ASSERT_EQ(tenders.size(), 1u);
  EXPECT_EQ(tenders[0].captured.minor, 5720);
  EXPECT_EQ(tenders[0].refunded.minor, 0);
}

}  // namespace
}  // namespace usher::orders

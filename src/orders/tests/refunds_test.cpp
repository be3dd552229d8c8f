// Rules 18, 19, 20, 40 and 45 on a real database with the test provider.
#include <gtest/gtest.h>

#include "orders/tests/counter.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using namespace std::chrono_literals;

struct RefundOrder : ::testing::Test {
  Counter counter;

  Result<OrderView> refund(OrderId id, RefundRequest request, Once once = {}) {
    request.reason = "ill";
    audit::Entry by;
    by.actor = "admin";
    return await(counter.orders->refund(id, std::move(request), std::move(once), by));
  }
  std::vector<std::string> tickets(OrderId id, std::size_t count) {
    std::vector<std::string> ids;
    for (const auto& ticket : counter.details(id).tickets)
      if (ids.size() < count) ids.push_back(ticket.id.text());
    return ids;
  }
};

TEST_F(RefundOrder, gives_the_whole_order_back) {
  const auto id = counter.paid();
  const auto done = refund(id, {.release_seats = true});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->status, OrderStatus::refunded);
  EXPECT_EQ(done->refunded, done->total);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_EQ(counter.seats(), "aaaa");
  EXPECT_EQ(counter.mails(id),
            (std::multiset<std::string>{"order_confirmation", "order_refunded"}));
  const auto& refunds = *done->refunds.value;
  ASSERT_EQ(refunds.size(), 1u);
  EXPECT_EQ(refunds[0].status, payments::RefundStatus::completed);
  EXPECT_EQ(refunds[0].fees.minor, 200);
  EXPECT_EQ(refunds[0].tax.minor, 520);
}

TEST_F(RefundOrder, gives_one_ticket_back_at_its_captured_share) {
  const auto id = counter.paid();
  const auto done = refund(id, {.ticket_ids = tickets(id, 1), .release_seats = true});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->status, OrderStatus::partially_refunded);
  EXPECT_EQ(done->refunded.minor, 2860);
  EXPECT_TRUE(done->items[0].refunded);
  EXPECT_FALSE(done->items[1].refunded);
  EXPECT_EQ(counter.living_tickets(id), 1u);
  EXPECT_EQ(counter.seats(), "asaa");
  const auto rest = refund(id, {.ticket_ids = tickets(id, 1), .release_seats = false});
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->status, OrderStatus::refunded);
  EXPECT_EQ(counter.seats(), "abaa");
}

TEST_F(RefundOrder, takes_ids_of_items_as_well) {
  const auto id = counter.paid();
  const auto item = counter.details(id).items[1].id.text();
  EXPECT_TRUE(refund(id, {.ticket_ids = {{item}}}));
  EXPECT_EQ(refund(id, {.ticket_ids = {{item}}}).error().code, "ticket_already_refunded");
  EXPECT_EQ(refund(id, {.ticket_ids = {{"nonsense"}}}).error().code, "ticket_not_found");
}

TEST_F(RefundOrder, never_gives_back_more_than_was_paid) {
  const auto id = counter.paid();
  EXPECT_EQ(refund(id, {.amount = Money{5721}}).error().code, "refund_exceeds_payment");
  EXPECT_EQ(refund(id, {.amount = Money{3000}})->status, OrderStatus::partially_refunded);
  EXPECT_EQ(counter.living_tickets(id), 2u);
  EXPECT_EQ(refund(id, {.amount = Money{2721}}).error().code, "refund_exceeds_payment");
  const auto all = refund(id, {});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->refunded.minor, 5720);
  EXPECT_EQ(all->status, OrderStatus::refunded);
  EXPECT_EQ(refund(id, {}).error().code, "refund_exceeds_payment");
  EXPECT_EQ(refund(id, {.amount = Money{1}}).error().code, "refund_exceeds_payment");
  Money fees, tax;
  for (const auto& each : counter.refunds_of(id)) {
    fees += each.fees;
    tax += each.tax;
  }
  EXPECT_EQ(fees.minor, 200);
  EXPECT_EQ(tax.minor, 520);
}

TEST_F(RefundOrder, does_a_double_click_once) {
  const auto id = counter.paid();
  const jobs::OnceKey key{"refund", "k", Bytes(32, 1)};
  ASSERT_TRUE(refund(id, {.amount = Money{1000}}, key));
  ASSERT_TRUE(refund(id, {.amount = Money{1000}}, key));
  EXPECT_EQ(counter.details(id).refunded.minor, 1000);
}

TEST_F(RefundOrder, blocks_the_seat_of_somebody_who_is_inside) {
  const auto id = counter.paid();
  counter.tickets->inside = {counter.details(id).items[0].id};
  ASSERT_TRUE(refund(id, {.release_seats = true}));
  EXPECT_EQ(counter.seats(), "baaa");
}

TEST_F(RefundOrder, returns_no_stock_of_a_cancelled_show) {
  const auto id = counter.paid();
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kSetShowStatus, counter.house.show, std::string("cancelled"));
    return {};
  }));
  ASSERT_TRUE(refund(id, {.release_seats = true}));
  EXPECT_EQ(counter.seats(), "bbaa");
}

TEST_F(RefundOrder, needs_a_paid_order) {
  const auto id = counter.order();
  EXPECT_EQ(refund(id, {}).error().code, "order_not_paid");
  EXPECT_EQ(refund(OrderId{5}, {}).error().code, "order_not_found");
}

TEST_F(RefundOrder, ends_a_free_order_without_moving_money) {
  const auto id = counter.create(1, {0, 1}, "Infant")->order.id;
  EXPECT_EQ(refund(id, {.amount = Money{1}}).error().code, "refund_exceeds_payment");
  EXPECT_EQ(refund(id, {.ticket_ids = tickets(id, 1)})->status, OrderStatus::partially_refunded);
  EXPECT_EQ(refund(id, {.release_seats = true})->status, OrderStatus::refunded);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_TRUE(counter.refunds_of(id).empty());
}

TEST_F(RefundOrder, is_finished_by_its_job_when_the_process_died_after_the_request) {
  const auto id = counter.paid(1, {0, 1}, "4000000000007726");  // its refunds take their time
  const auto requested = refund(id, {.release_seats = true});
  ASSERT_TRUE(requested);
  EXPECT_EQ(requested->status, OrderStatus::paid);
  EXPECT_EQ(counter.living_tickets(id), 0u) << "void at once, whatever the money does";
  counter.clock().advance(payments::kRefundJobAfter);
  std::optional<jobs::Job> job;
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    job = counter.queue.claim(tx);
    return {};
  }));
  ASSERT_TRUE(job);
  ASSERT_TRUE(await(counter.payments->finish_refund_job(*job)));
  EXPECT_EQ(counter.status(id), OrderStatus::refunded);
}

TEST_F(RefundOrder, that_fails_leaves_the_money_and_an_incident) {
  const auto id = counter.paid(1, {0, 1}, "4000000000005126");
  const auto failed = refund(id, {});
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, OrderStatus::paid);
  EXPECT_EQ(failed->refunded.minor, 0);
  EXPECT_EQ(*failed->incident.value, "refund_failed");
  EXPECT_EQ(counter.payments_of(id)[0].refunded.minor, 0);
}

TEST_F(RefundOrder, incident_is_cleared_by_hand_and_nothing_else_changes) {
  const auto id = counter.paid(1, {0, 1}, "4000000000005126");
  ASSERT_TRUE(refund(id, {}));
  const auto clear = [&](std::string incident) {
    return await(counter.orders->clear_incident(id, std::move(incident), "Paid back in cash.",
                                                {.actor = "admin", .actor_role = "admin"}));
  };
  const auto before = counter.details(id);
  EXPECT_EQ(clear("dispute").error().code, "incident_changed");
  EXPECT_EQ(*counter.details(id).incident.value, "refund_failed");
  const auto cleared = clear("refund_failed");
  ASSERT_TRUE(cleared);
  EXPECT_EQ(*cleared->incident.value, "");
  EXPECT_EQ(cleared->status, before.status);
  EXPECT_EQ(cleared->refunded.minor, before.refunded.minor);
  EXPECT_EQ(cleared->timeline.value->size(), before.timeline.value->size() + 1);
  EXPECT_EQ(cleared->timeline.value->back().kind, "incident_cleared");
  EXPECT_EQ(cleared->timeline.value->back().detail, "Paid back in cash.");
  EXPECT_EQ(clear("refund_failed").error().code, "no_incident");
  EXPECT_EQ(await(counter.orders->clear_incident(OrderId{1}, "x", "y", {})).error().code,
            "order_not_found");
  const auto rows = await(audit::Audit(counter.house.db.store())
                              .list({.subject_id = id.text()}, audit::Order::newest_first, 0, 1))
                        .rows;
  EXPECT_EQ(rows.at(0).action, "order.incident_cleared");
  EXPECT_EQ(rows.at(0).after_json, R"({"cleared":"refund_failed","subject":"1"})");
}

TEST_F(RefundOrder, is_in_the_audit_log_with_what_was_before) {
  const auto id = counter.paid();
  ASSERT_TRUE(refund(id, {.release_seats = true}));
  const auto rows = await(audit::Audit(counter.house.db.store())
                              .list({.subject_id = id.text()}, audit::Order::oldest_first, 0, 10))
                        .rows;
  std::vector<std::string> actions;
  for (const auto& row : rows) actions.push_back(row.actor + " " + row.action);
  EXPECT_EQ(actions, (std::vector<std::string>{"system order.paid", "admin order.refund_requested",
                                               "system order.refunded"}));
  EXPECT_EQ(rows[1].before_json, R"({"status":"paid"})");
}

}  // namespace
}  // namespace usher::orders

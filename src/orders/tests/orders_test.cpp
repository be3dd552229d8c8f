// From a hold to a paid order and to its end, on a real database with the test provider.
#include "orders/orders.hpp"

#include <gtest/gtest.h>

#include "orders/tests/counter.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using testing::House;
using namespace std::chrono_literals;
using Kinds = std::multiset<std::string>;

struct Selling : ::testing::Test {
  Counter counter;
};
using CreateOrder = Selling;
using PayOrder = Selling;
using CloseOrder = Selling;
using LatePayment = Selling;
using LookUpOrder = Selling;

TEST_F(CreateOrder, computes_totals_and_shares_on_the_server) {
  const auto made = counter.create(1, {0, 1});
  ASSERT_TRUE(made);
  const OrderView& order = made->order;
  EXPECT_EQ(order.status, OrderStatus::pending);
  EXPECT_EQ(order.subtotal.minor, 5000);
  EXPECT_EQ(order.fees.minor, 200);
  EXPECT_EQ(order.tax.minor, 520);
  EXPECT_EQ(order.total.minor, 5720);
  EXPECT_EQ(order.items.at(0).total + order.items.at(1).total, order.total);
  EXPECT_EQ(order.fee_lines.at(0).name, "Service");
  EXPECT_EQ(order.expires_at, counter.clock().now() + 15min);
  EXPECT_TRUE(made->payment_required);
  EXPECT_GE(made->order_token.size(), 22u);
  EXPECT_TRUE(order.order_number.starts_with("ORD-20261124-"));
  EXPECT_EQ(counter.seats(), "rraa");
}

TEST_F(CreateOrder, needs_a_living_hold_of_the_same_browser) {
  const auto hold = counter.house.hold(1, {0});
  ASSERT_TRUE(hold);
  const auto wanted = counter.request(*hold);
  EXPECT_EQ(await(counter.orders->create(wanted, House::session(2), {})).error().code,
            "reservation_not_found");
  auto other = wanted;
  other.reservation_tokens = {"nonsense"};
  EXPECT_EQ(await(counter.orders->create(other, House::session(1), {})).error().code,
            "reservation_not_found");
  other = wanted;
  other.show = ShowId{5};
  EXPECT_EQ(await(counter.orders->create(other, House::session(1), {})).error().code,
            "show_not_found");
  ASSERT_TRUE(await(counter.orders->create(wanted, House::session(1), {})));
  EXPECT_EQ(await(counter.orders->create(wanted, House::session(1), {})).error().code,
            "reservation_expired");
}

TEST_F(CreateOrder, refuses_a_hold_that_is_over) {
  const auto hold = counter.house.hold(1, {0});
  counter.clock().advance(10min);
  const auto refused = await(counter.orders->create(counter.request(*hold), House::session(1), {}));
  EXPECT_EQ(refused.error().code, "reservation_expired");
}

TEST_F(CreateOrder, prices_ticket_types_by_either_id_of_a_seat) {
  const auto hold = counter.house.hold(1, {0, 1});
  auto wanted = counter.request(*hold);
  wanted.ticket_types = {{hold->seats[0].id.text(), "Child"},
                         {hold->seats[1].seat_id.text(), "Infant"}};
  const auto made = await(counter.orders->create(wanted, House::session(1), {}));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->order.subtotal.minor, 1000);
  EXPECT_EQ(made->order.items[0].ticket_type, "Child");
  EXPECT_EQ(made->order.items[1].total.minor, 0);
}

TEST_F(CreateOrder, keeps_the_hold_when_a_ticket_type_is_refused) {
  const auto hold = counter.house.hold(1, {0, 1});
  auto wanted = counter.request(*hold);
  wanted.ticket_types = {{hold->seats[0].id.text(), "Duke"}};
  EXPECT_EQ(await(counter.orders->create(wanted, House::session(1), {})).error().code,
            "unknown_ticket_type");
  wanted.ticket_types = {{ShowSeatId{999}.text(), "Child"}};
  EXPECT_EQ(await(counter.orders->create(wanted, House::session(1), {})).error().code,
            "seat_not_in_reservation");
  wanted.ticket_types.clear();
  EXPECT_TRUE(await(counter.orders->create(wanted, House::session(1), {})));
}

TEST_F(CreateOrder, answers_a_repeated_request_the_same) {
  const auto hold = counter.house.hold(1, {0, 1});
  const jobs::OnceKey key{"create", "abc", Bytes(32, 1)};
  const auto first = await(counter.orders->create(counter.request(*hold), House::session(1), key));
  ASSERT_TRUE(first);
  const auto opened = counter.intent(first->order.id);
  ASSERT_TRUE(counter.card(opened));
  ASSERT_TRUE(counter.confirm(first->order.id, opened));
  const auto again = await(counter.orders->create(counter.request(*hold), House::session(1), key));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json_text(*again), to_json_text(*first));
  const jobs::OnceKey other{"create", "abc", Bytes(32, 2)};
  EXPECT_EQ(
      await(counter.orders->create(counter.request(*hold), House::session(1), other)).error().code,
      "idempotency_key_reused");
}

TEST_F(CreateOrder, pays_a_free_order_at_once) {
  const auto made = counter.create(1, {0, 1}, "Infant");
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->payment_required);
  EXPECT_EQ(made->order.status, OrderStatus::paid);
  EXPECT_EQ(made->order.total.minor, 0);
  EXPECT_EQ(made->order.tickets.size(), 2u);
  EXPECT_EQ(counter.seats(), "ssaa");
  EXPECT_EQ(counter.mails(made->order.id), Kinds{"order_confirmation"});
  EXPECT_TRUE(await(counter.orders->confirm(made->order.id, "", Counter::by(1))));
  EXPECT_EQ(await(counter.orders->open_intent(made->order.id, Counter::by(1))).error().code,
            "order_not_pending");
}

TEST_F(PayOrder, sells_the_seats_and_issues_one_set_of_tickets) {
  const auto id = counter.paid();
  const auto view = counter.details(id);
  EXPECT_EQ(view.status, OrderStatus::paid);
  EXPECT_EQ(view.paid_at, counter.clock().now());
  EXPECT_EQ(counter.living_tickets(id), 2u);
  EXPECT_EQ(counter.seats(), "ssaa");
  EXPECT_EQ(counter.mails(id), Kinds{"order_confirmation"});
  EXPECT_EQ(counter.timeline(id), (std::vector<std::string>{"created", "paid"}));
}

TEST_F(PayOrder, a_double_click_makes_one_intent_and_one_charge) {
  const auto id = counter.order();
  const auto first = counter.intent(id);
  const auto second = counter.intent(id);
  EXPECT_EQ(first.payment_intent_id, second.payment_intent_id);
  EXPECT_EQ(first.client_secret, second.client_secret);
  EXPECT_EQ(first.amount.minor, 5720);
  ASSERT_TRUE(counter.card(first));
  ASSERT_TRUE(counter.confirm(id, first));
  ASSERT_TRUE(counter.confirm(id, second));
  EXPECT_EQ(counter.payments_of(id).size(), 1u);
  EXPECT_EQ(counter.living_tickets(id), 2u);
}

TEST_F(PayOrder, can_be_tried_again_after_a_decline) {
  const auto id = counter.order();
  const auto opened = counter.intent(id);
  EXPECT_EQ(counter.card(opened, "4000000000000002").error().code, "card_declined");
  const auto early = counter.confirm(id, opened);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, "payment_not_complete");
  EXPECT_EQ(early.error().members.at("decline_code"), "generic_decline");
  ASSERT_TRUE(counter.card(opened));
  EXPECT_EQ(counter.confirm(id, opened)->status, OrderStatus::paid);
}

TEST_F(PayOrder, is_for_its_buyer_only) {
  const auto made = counter.create(1, {0, 1});
  const auto id = made->order.id;
  EXPECT_EQ(await(counter.orders->open_intent(id, Counter::by(2))).error().code, "order_not_found");
  EXPECT_EQ(await(counter.orders->find(id, {})).error().code, "order_not_found");
  EXPECT_EQ(await(counter.orders->confirm(id, "x", Counter::by(2))).error().code,
            "order_not_found");
  EXPECT_EQ(await(counter.orders->cancel(id, Counter::by(2), {})).error().code, "order_not_found");
  EXPECT_TRUE(await(counter.orders->find(id, {.order_token = made->order_token})));
  EXPECT_FALSE(await(counter.orders->find(id, {.order_token = made->order_token + "x"})));
}

TEST_F(PayOrder, refuses_an_intent_of_another_order) {
  const auto first = counter.order(1, {0});
  const auto second = counter.order(1, {1});
  const auto opened = counter.intent(second);
  ASSERT_TRUE(counter.card(opened));
  EXPECT_EQ(counter.confirm(first, opened).error().code, "payment_intent_not_found");
}

TEST_F(PayOrder, another_amount_is_an_incident_and_gives_no_ticket) {
  const auto id = counter.order();
  counter.intent(id);
  ASSERT_TRUE(counter.hear_success(id, 1, {5719}));
  EXPECT_EQ(counter.status(id), OrderStatus::pending);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_EQ(*counter.details(id).incident.value, "payment_mismatch");
}

TEST_F(PayOrder, a_second_payment_goes_back_and_the_first_stays) {
  const auto id = counter.paid();
  // The page of another attempt was still open, and the provider took the money.
  payments::Intent second{"pi_other", id,      2,  payments::IntentStatus::requires_payment_method,
                          {5720},     {"USD"}, "", ""};
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    counter.payments->record(tx, store::lane_of(counter.house.show), second);
    return {};
  }));
  ASSERT_TRUE(counter.hear_success(id, 2));
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.living_tickets(id), 2u);
  const auto refunds = counter.refunds_of(id);
  ASSERT_EQ(refunds.size(), 1u);
  EXPECT_EQ(refunds[0].attempt, 2);
  EXPECT_EQ(refunds[0].amount.minor, 5720);
  EXPECT_EQ(counter.details(id).refunded.minor, 0);
}

TEST_F(PayOrder, waits_for_a_payment_that_is_processing) {
  const auto id = counter.order();
  const auto opened = counter.intent(id);
  EXPECT_EQ(counter.card(opened, std::string(payments::kLateCard))->status,
            payments::IntentStatus::processing);
  EXPECT_EQ(counter.confirm(id, opened).error().code, "payment_not_complete");
  EXPECT_EQ(counter.details(id).expires_at, counter.clock().now() + 30min);
  EXPECT_EQ(await(counter.orders->cancel(id, Counter::by(1), {})).error().code,
            "payment_processing");
  counter.clock().advance(payments::kLateAfter);
  EXPECT_EQ(counter.confirm(id, opened)->status, OrderStatus::paid);
}

TEST_F(CloseOrder, cancels_and_frees_the_seats) {
  const auto id = counter.order();
  const auto opened = counter.intent(id);
  audit::Entry buyer;
  buyer.actor = "buyer";
  const auto cancelled = await(counter.orders->cancel(id, Counter::by(1), buyer));
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->status, OrderStatus::cancelled);
  EXPECT_EQ(counter.seats(), "aaaa");
  EXPECT_EQ(counter.card(opened).error().code, "payment_intent_unexpected_state");
  EXPECT_EQ(await(counter.orders->cancel(id, Counter::by(1), buyer)).error().code,
            "order_not_pending");
  EXPECT_EQ(counter.confirm(id, opened).error().code, "order_not_pending");
  EXPECT_EQ(counter.timeline(id), (std::vector<std::string>{"created", "cancelled"}));
}

TEST_F(CloseOrder, tells_the_buyer_when_staff_cancels) {
  audit::Entry staff;
  staff.actor = "u1";
  staff.actor_role = "staff";
  const auto id = counter.order();
  ASSERT_TRUE(await(counter.orders->cancel(id, {.staff = true}, staff)));
  EXPECT_EQ(counter.mails(id), Kinds{"order_cancelled"});
  EXPECT_EQ(counter.details(id).timeline.value->back().actor, "u1");
}

TEST_F(CloseOrder, does_not_cancel_what_has_been_paid_meanwhile) {
  const auto id = counter.order();
  ASSERT_TRUE(counter.card(counter.intent(id)));
  EXPECT_EQ(await(counter.orders->cancel(id, Counter::by(1), {})).error().code,
            "order_not_pending");
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.living_tickets(id), 2u);
}

TEST_F(CloseOrder, expires_to_the_millisecond) {
  const auto id = counter.order();
  const auto opened = counter.intent(id);
  counter.clock().advance(15min - 1ms);
  await(counter.orders->sweep());
  EXPECT_EQ(counter.status(id), OrderStatus::pending);
  counter.clock().advance(1ms);
  await(counter.orders->sweep());
  EXPECT_EQ(counter.status(id), OrderStatus::expired);
  EXPECT_EQ(counter.seats(), "aaaa");
  EXPECT_EQ(counter.card(opened).error().code, "payment_intent_unexpected_state");
}

TEST_F(CloseOrder, expires_at_a_look_though_nobody_sweeps) {
  const auto id = counter.order();
  counter.clock().advance(15min);
  EXPECT_EQ(await(counter.orders->find(id, Counter::by(1)))->status, OrderStatus::expired);
  EXPECT_EQ(await(counter.orders->open_intent(id, Counter::by(1))).error().code,
            "order_not_pending");
}

TEST_F(CloseOrder, pays_instead_of_expiring_what_the_provider_has_taken) {
  const auto id = counter.order();
  ASSERT_TRUE(counter.card(counter.intent(id)));
  counter.clock().advance(15min);
  await(counter.orders->sweep());
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.seats(), "ssaa");
}

TEST_F(CloseOrder, expires_many_orders_in_one_sweep) {
  std::vector<OrderId> ids;
  for (std::uint32_t seat = 0; seat < 8; ++seat)
    ids.push_back(counter.order(static_cast<int>(seat) + 1, {seat}));
  counter.clock().advance(15min);
  await(counter.orders->sweep());
  for (const auto id : ids) EXPECT_EQ(counter.status(id), OrderStatus::expired);
}

TEST_F(LatePayment, revives_the_order_while_its_seats_are_free) {
  const auto id = counter.order();
  counter.intent(id);
  counter.clock().advance(15min);
  await(counter.orders->sweep());
  ASSERT_EQ(counter.status(id), OrderStatus::expired);
  ASSERT_TRUE(counter.hear_success(id, 1));
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.living_tickets(id), 2u);
  EXPECT_EQ(counter.seats(), "ssaa");
  EXPECT_TRUE(counter.refunds_of(id).empty());
}

TEST_F(LatePayment, goes_back_at_once_when_a_seat_is_taken) {
  const auto id = counter.order();
  counter.intent(id);
  counter.clock().advance(15min);
  await(counter.orders->sweep());
  ASSERT_TRUE(counter.house.hold(2, {1, 2}));
  ASSERT_TRUE(counter.hear_success(id, 1));
  EXPECT_EQ(counter.status(id), OrderStatus::expired);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_EQ(counter.seats(), "arra");
  ASSERT_EQ(counter.refunds_of(id).size(), 1u);
  EXPECT_EQ(counter.refunds_of(id)[0].amount.minor, 5720);
  EXPECT_EQ(counter.mails(id), Kinds{"payment_returned"});
  EXPECT_EQ(*counter.details(id).incident.value, "seats_taken");
}

TEST_F(LatePayment, goes_back_when_the_show_was_cancelled) {
  const auto id = counter.order();
  counter.intent(id);
  ASSERT_TRUE(await(counter.orders->cancel(id, Counter::by(1), {})));
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kSetShowStatus, counter.house.show, std::string("cancelled"));
    return {};
  }));
  ASSERT_TRUE(counter.hear_success(id, 1));
  EXPECT_EQ(counter.status(id), OrderStatus::cancelled);
  EXPECT_EQ(counter.refunds_of(id).size(), 1u);
}

TEST_F(LatePayment, finds_its_seats_when_nobody_swept_in_time) {
  const auto id = counter.order();
  ASSERT_TRUE(counter.card(counter.intent(id)));
  counter.clock().advance(15min + kClaimGrace);
  ASSERT_FALSE(counter.house.hold(2, {0})) << "while somebody can pay, nobody else gets a seat";
  await(counter.orders->sweep());
  EXPECT_EQ(counter.status(id), OrderStatus::paid);
  EXPECT_EQ(counter.seats(), "ssaa");
}

// As a version left it that let seats go while they could be paid for.
TEST_F(LatePayment, closes_a_pending_order_whose_seats_are_gone) {
  const auto id = counter.order();
  ASSERT_TRUE(counter.card(counter.intent(id)));
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    counter.house.inventory->claims().extend_order(tx, counter.house.show, id,
                                                   seats_by_show(lines_of(tx, id)).front().seats,
                                                   tx.now() + 15min + kClaimGrace);
    return {};
  }));
  counter.clock().advance(15min + kClaimGrace);  // nobody swept, somebody else took a seat
  ASSERT_TRUE(counter.house.hold(2, {0}));
  await(counter.orders->sweep());
  EXPECT_EQ(counter.status(id), OrderStatus::expired);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  EXPECT_EQ(counter.refunds_of(id).size(), 1u);
  EXPECT_EQ(counter.seats(), "raaa");
}

TEST_F(LookUpOrder, needs_number_and_address) {
  const auto made = counter.create(1, {0, 1});
  const auto number = made->order.order_number;
  const auto found = await(counter.orders->look_up({number, {}, "ZOE@example.org", "1.2.3.4"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, made->order.id);
  EXPECT_TRUE(await(counter.orders->look_up({"", made->order.id, "zoe@example.org", "1.2.3.4"})));
  const auto wrong = await(counter.orders->look_up({number, {}, "joe@example.org", "1.2.3.4"}));
  const auto unknown =
      await(counter.orders->look_up({"ORD-20261124-000000", {}, "joe@example.org", "1.2.3.4"}));
  EXPECT_EQ(wrong.error().code, "order_not_found");
  EXPECT_EQ(unknown.error().detail, wrong.error().detail);
}

TEST_F(LookUpOrder, blocks_an_address_after_three_failures_and_nobody_else) {
  const auto number = counter.create(1, {0, 1})->order.order_number;
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(await(counter.orders->look_up({number, {}, std::to_string(i) + "@x.org", "1.2.3.4"}))
                  .error()
                  .code,
              "order_not_found");
  const auto blocked = await(counter.orders->look_up({number, {}, "zoe@example.org", "1.2.3.4"}));
  EXPECT_EQ(blocked.error().kind, ErrorKind::rate_limited);
  EXPECT_TRUE(await(counter.orders->look_up({number, {}, "zoe@example.org", "5.6.7.8"})));
  counter.clock().advance(15min);
  EXPECT_TRUE(await(counter.orders->look_up({number, {}, "zoe@example.org", "1.2.3.4"})));
}

TEST_F(LookUpOrder, mails_one_link_at_a_time_and_only_for_paid_orders) {
  const auto pending = counter.order(2, {5});
  await(counter.orders->send_links("zoe@example.org"));
  EXPECT_TRUE(counter.mails(pending).empty());
  const auto id = counter.paid();
  await(counter.orders->send_links("zoe@EXAMPLE.org"));
  await(counter.orders->send_links("zoe@example.org"));
  await(counter.orders->send_links("joe@example.org"));
  EXPECT_EQ(counter.mails(id), (Kinds{"order_confirmation", "order_lookup_link"}));
}

TEST_F(LookUpOrder, mails_the_links_of_an_address_three_times_a_day) {
  const auto id = counter.paid();
  const auto links = [&] {
    const auto kinds = counter.mails(id);
    return std::ranges::count(kinds, "order_lookup_link");
  };
  for (int i = 0; i < 20; ++i) {
    await(counter.orders->send_links("zoe@example.org"));
    counter.clock().advance(std::chrono::minutes(3));
  }
  EXPECT_EQ(links(), 3);
  counter.clock().advance(std::chrono::hours(24));
  await(counter.orders->send_links("zoe@example.org"));
  EXPECT_EQ(links(), 4);
}

TEST_F(LookUpOrder, asks_one_network_for_a_captcha_after_many_mails) {
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(await(counter.orders->allow_links("203.0.113.7", std::nullopt)));
  const auto asked = await(counter.orders->allow_links("203.0.113.7", std::nullopt));
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, "captcha_required");
  EXPECT_TRUE(await(counter.orders->allow_links("203.0.113.8", std::nullopt)));
  counter.clock().advance(std::chrono::minutes(15));
  EXPECT_TRUE(await(counter.orders->allow_links("203.0.113.7", std::nullopt)));
}

TEST_F(LookUpOrder, mails_the_confirmation_again_but_not_endlessly) {
  const auto id = counter.paid();
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(await(counter.orders->resend_confirmation(id, Counter::by(1), {})));
  EXPECT_EQ(counter.mails(id), (Kinds{"order_confirmation", "order_confirmation"}));
  const auto pending = counter.order(2, {5});
  EXPECT_EQ(await(counter.orders->resend_confirmation(pending, Counter::by(2), {})).error().code,
            "order_not_paid");
}

TEST_F(Selling, keeps_its_show_from_being_deleted) {
  ASSERT_TRUE(await(counter.orders->cancel(counter.order(), Counter::by(1), {})));
  const auto refused = counter.house.in_lane([&](store::Transaction& tx) -> Status {
    return tx.emit(shows::ShowDeleting{counter.house.show});
  });
  EXPECT_EQ(refused.error().code, "show_has_orders");
}

}  // namespace
}  // namespace usher::orders

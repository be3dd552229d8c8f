// Purpose: a house with a show, a provider and orders, for the tests of orders. Place:
// orders/tests.
#pragma once
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "inventory/tests/house.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"
#include "payments/test_provider.hpp"
#include "shows/events.hpp"

namespace usher::orders::testing {

using inventory::testing::House;
using usher::testing::await;

inline constexpr store::Query kMakeTickets{
    "test.make_tickets",
    "create table test_tickets (item bigint primary key, order_id bigint, void bigint)"};
inline constexpr store::Query kIssue{"test.issue", "insert into test_tickets values ($1, $2, 0)"};
inline constexpr store::Query kVoid{
    "test.void", "update test_tickets set void = 1 where item = $1 and void = 0"};
inline constexpr store::Query kLiving{
    "test.living", "select item from test_tickets where order_id = $1 and void = 0 order by item"};
inline constexpr store::Query kSetConfig{
    "test.config",
    "insert into ticket_configs (show_id, currency, max_tickets_per_order, hold_minutes, tax_name, "
    "tax_percent_milli, tax_inclusive, rounding) values ($1, 'USD', 10, 10, 'VAT', 10000, 0, "
    "'per_line')"};
inline constexpr store::Query kAddFee{
    "test.fee",
    "insert into ticket_fees (show_id, position, name, kind, amount) values ($1, 0, "
    "'Service', 'per_ticket', 100)"};
inline constexpr store::Query kAddType{
    "test.type",
    "insert into ticket_types (show_id, position, name, price_zone_id, price) values ($1, "
    "$2, $3, null, $4)"};
inline constexpr store::Query kSetShowStatus{"test.show_status",
                                             "update shows set status = $2 where id = $1"};

// Issues and voids tickets in a table of its own; a second set of tickets breaks its primary key.
class FakeTickets final : public TicketSource {
 public:
  explicit FakeTickets(store::EventBus& bus) {
    bus.on<OrderPaid>([](store::Transaction& tx, const OrderPaid& paid) {
      for (const auto& item : paid.items) tx.run(kIssue, item.id, paid.order);
      return Status{};
    });
    bus.on<ItemsRefunded>([](store::Transaction& tx, const ItemsRefunded& refunded) {
      for (const auto item : refunded.items) EXPECT_EQ(tx.run(kVoid, item), 1);
      return Status{};
    });
  }
  std::vector<TicketView> tickets_of_order(store::Queries& q, OrderId order) const override {
    std::vector<TicketView> tickets;
    for (const auto item : q.all<OrderItemId>(kLiving, order)) {
      TicketView view;
      view.id = TicketId{item.value ^ kTicketBit};
      view.status = "valid";
      tickets.push_back(std::move(view));
    }
    return tickets;
  }
  std::optional<OrderItemId> item_of_ticket(store::Queries& q, OrderId order,
                                            TicketId ticket) const override {
    for (const auto item : q.all<OrderItemId>(kLiving, order))
      if ((item.value ^ kTicketBit) == ticket.value) return item;
    return std::nullopt;
  }
  std::vector<OrderItemId> checked_in_items(store::Queries&, OrderId) const override {
    return inside;
  }
  std::vector<OrderItemId> inside;

 private:
  // Makes the id of an item's ticket from the item's.
  static constexpr std::int64_t kTicketBit = std::int64_t{1} << 61;
};

// Tickets at 25.00, one fee of 1.00 each, 10 % tax on top: two cost 57.20.
struct Counter {
  House house;
  payments::TestProvider test_provider{house.db.store(), house.db.random};
  payments::Provider* provider = &test_provider;
  jobs::Queue queue{house.db.ids};
  notifications::Notifications outbox{house.db.ids};
  accounts::AttemptLimiter attempts{Bytes(32, 9)};
  std::unique_ptr<payments::Payments> payments;
  std::unique_ptr<Orders> orders;
  std::unique_ptr<FakeTickets> tickets;

  // `wrap` may put something around the provider.
  explicit Counter(std::function<payments::Provider*(payments::TestProvider&)> wrap = {}) {
    if (wrap) provider = wrap(test_provider);
    payments = std::make_unique<payments::Payments>(house.db.store(), *provider, queue,
                                                    payments::PaymentSettings{{"whsec_x"}});
    orders = std::make_unique<Orders>(OrdersParts{house.db.store(), house.db.clock, house.db.random,
                                                  house.db.ids, *house.inventory, *payments, outbox,
                                                  attempts, OrderTokens(Bytes(32, 5))});
    tickets = std::make_unique<FakeTickets>(house.db->events());
    orders->use(*tickets);
    EXPECT_TRUE(house.in_lane([this](store::Transaction& tx) -> Status {
      tx.run(kMakeTickets);
      tx.run(kSetConfig, house.show);
      tx.run(kAddFee, house.show);
      tx.run(kAddType, house.show, 0, std::string("Child"), Money{1000});
      tx.run(kAddType, house.show, 1, std::string("Infant"), Money{0});
      return tx.emit(shows::ShowChanged{house.show});
    }));
  }

  auto& clock() { return house.db.clock; }
  static Proof by(int buyer) { return {.session = House::session(buyer)}; }

  OrderRequest request(const inventory::HoldView& hold) const {
    return {{hold.reservation_token}, hold.show_id, Label{"Zoë"}, Email{"Zoe@example.org"}, {}, {}};
  }
  Result<CreatedView> create(int buyer, const std::vector<std::uint32_t>& seats,
                             const std::string& type = "") {
    TRY(const auto hold, house.hold(buyer, seats));
    auto wanted = request(hold);
    for (const auto& seat : hold.seats)
      if (!type.empty()) wanted.ticket_types[seat.id.text()] = type;
    return await(orders->create(std::move(wanted), House::session(buyer), std::nullopt));
  }
  // A second show of the same house, which costs the same.
  static constexpr ShowId kSecondShow{402};
  void open_second_show() {
    EXPECT_TRUE(house.in_lane([this](store::Transaction& tx) -> Status {
      tx.run(inventory::testing::kShow, kSecondShow, RecitalId{501}, house.venue,
             house.db.clock.now() + std::chrono::hours(72));
      tx.run(kSetConfig, kSecondShow);
      tx.run(kAddFee, kSecondShow);
      return tx.emit(shows::ShowChanged{kSecondShow});
    }));
    EXPECT_TRUE(await(house.inventory->generate_seats(kSecondShow, std::nullopt, {})));
  }
  std::shared_ptr<inventory::SeatBoard> second_board() {
    return *await(house.inventory->board(kSecondShow));
  }
  Result<inventory::HoldView> hold_in_second(int buyer, const std::vector<std::uint32_t>& seats) {
    std::vector<std::string> names;
    const auto board = second_board();
    for (const auto seat : seats) names.push_back(board->layout()->seats[seat].id.text());
    TRY(auto plan, house.inventory->plan_hold(*board, names, House::session(buyer), true));
    return await(house.inventory->hold_seats(std::move(plan), std::nullopt));
  }
  // The first seats of both shows in one order: as much as two seats of one.
  OrderRequest request_of_both(int buyer) {
    const auto first = house.hold(buyer, {0});
    const auto second = hold_in_second(buyer, {0});
    EXPECT_TRUE(first && second);
    auto wanted = request(*first);
    wanted.show.reset();
    wanted.reservation_tokens.push_back(second->reservation_token);
    return wanted;
  }
  OrderId order_of_both(int buyer = 1) {
    const auto made =
        await(orders->create(request_of_both(buyer), House::session(buyer), std::nullopt));
    EXPECT_TRUE(made) << (made ? "" : made.error().code);
    return made ? made->order.id : OrderId{};
  }
  std::string second_seats(std::size_t count = 4) {
    std::string text;
    for (const auto& view : second_board()->views()) text += inventory::state_letter(view.status);
    return text.substr(0, count);
  }
  OrderId order(int buyer = 1, const std::vector<std::uint32_t>& seats = {0, 1}) {
    const auto made = create(buyer, seats);
    EXPECT_TRUE(made) << (made ? "" : made.error().code);
    return made ? made->order.id : OrderId{};
  }
  IntentView intent(OrderId id, int buyer = 1) {
    const auto made = await(orders->open_intent(id, by(buyer)));
    EXPECT_TRUE(made) << (made ? "" : made.error().code);
    return made ? *made : IntentView{};
  }
  Result<payments::Intent> card(const IntentView& intent,
                                const std::string& digits = "4242424242424242") {
    return await(
        test_provider.confirm(intent.payment_intent_id, intent.client_secret, {digits, false}));
  }
  Result<OrderView> confirm(OrderId id, const IntentView& intent, int buyer = 1) {
    return await(orders->confirm(id, intent.payment_intent_id, by(buyer)));
  }
  // A paid order of the two seats.
  OrderId paid(int buyer = 1, const std::vector<std::uint32_t>& seats = {0, 1},
               const std::string& digits = "4242424242424242") {
    const auto id = order(buyer, seats);
    const auto opened = intent(id, buyer);
    EXPECT_TRUE(card(opened, digits));
    EXPECT_TRUE(confirm(id, opened, buyer));
    return id;
  }
  // What a provider tells about a payment after the fact.
  Status hear_success(OrderId id, std::int64_t attempt, Money amount = {5720}) {
    const auto intents = payments_of(id);
    payments::Intent news;
    news.id = intents.at(static_cast<std::size_t>(attempt - 1)).intent_id;
    news.order = id;
    news.attempt = attempt;
    news.status = payments::IntentStatus::succeeded;
    news.amount = amount;
    news.currency = {"USD"};
    return await(payments->hear(news));
  }
  OrderView details(OrderId id) {
    const auto view = await(orders->details(id));
    EXPECT_TRUE(view);
    return view ? *view : OrderView{};
  }
  // Without the expiry that a look through the door brings about.
  OrderStatus status(OrderId id) {
    return house.db->read_now([id](store::Queries& q) { return find_order(q, id)->status; });
  }
  std::vector<payments::Payment> payments_of(OrderId id) {
    return house.db->read_now([&](store::Queries& q) { return payments->payments_of(q, id); });
  }
  std::vector<payments::Refund> refunds_of(OrderId id) {
    return house.db->read_now([&](store::Queries& q) { return payments->refunds_of(q, id); });
  }
  std::size_t living_tickets(OrderId id) {
    return house.db->read_now([&](store::Queries& q) { return q.all<OrderItemId>(kLiving, id); })
        .size();
  }
  std::multiset<std::string> mails(OrderId id) {
    std::multiset<std::string> kinds;
    for (const auto& mail :
         house.db->read_now([&](store::Queries& q) { return outbox.of_order(q, id); }))
      kinds.emplace(enum_text(mail.kind));
    return kinds;
  }
  std::vector<std::string> timeline(OrderId id) {
    std::vector<std::string> kinds;
    for (const auto& row : *details(id).timeline.value) kinds.push_back(row.kind);
    return kinds;
  }
  std::string seats(std::size_t count = 4) { return house.states().substr(0, count); }
};

}  // namespace usher::orders::testing

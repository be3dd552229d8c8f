// What an order is decided by is read in the transaction that decides: whether the show still
// sells, and what it costs against what it cost when the seats were held (rules 15, 37, 64).
#include <gtest/gtest.h>

#include "orders/checks.hpp"
#include "orders/quoting.hpp"
#include "orders/show_changes.hpp"
#include "orders/tests/counter.hpp"
#include "shows/shows.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using testing::House;
using Kinds = std::multiset<std::string>;

constexpr store::Query kSetTypePrice{"test.set_type_price",
                                     "update ticket_types set price = $2 where show_id = $1"};
constexpr store::Query kSetFee{"test.set_fee",
                               "update ticket_fees set amount = $2 where show_id = $1"};
constexpr store::Query kSetTax{"test.set_tax",
                               "update ticket_configs set tax_percent_milli = $2 where "
                               "show_id = $1"};
constexpr store::Query kSetCurrency{"test.set_currency",
                                    "update ticket_configs set currency = $2 where show_id = $1"};
constexpr store::Query kSetTitle{"test.set_title", "update shows set title = $2 where id = $1"};
constexpr store::Query kForgetRefunds{"test.forget_refunds",
                                      "update orders set paid_at = $2, status = 'paid' where "
                                      "id = $1"};

struct Terms : ::testing::Test {
  Counter counter;
  ShowChanges changes{*counter.orders, counter.queue};

  ShowId show() const { return counter.house.show; }
  template <class... Values>
  void change(const store::Query& query, const Values&... values) {
    ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
      tx.run(query, values...);
      return tx.emit(shows::ShowChanged{show()});
    }));
  }
  void cancel_show() {
    ASSERT_TRUE(counter.house.in_lane([this](store::Transaction& tx) -> Status {
      TRY_OK(shows::cancel_show(tx, {}, show(), std::nullopt));
      return {};
    }));
  }
  inventory::HoldView held(const std::vector<std::uint32_t>& seats = {0, 1}, int buyer = 1) {
    return *counter.house.hold(buyer, seats);
  }
  Result<CreatedView> create(const inventory::HoldView& hold, const std::string& type = "",
                             std::optional<std::string> agreed = {}) {
    auto wanted = counter.request(hold);
    for (const auto& seat : hold.seats)
      if (!type.empty()) wanted.ticket_types[seat.id.text()] = type;
    wanted.agreed_quote = std::move(agreed);
    return await(counter.orders->create(std::move(wanted), House::session(1), std::nullopt));
  }
  static QuoteView quote_of(const Result<CreatedView>& refused) {
    EXPECT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "terms_changed");
    const auto text = boost::json::serialize(refused.error().members.at("quote"));
    const auto quote = read_json_text<QuoteView>(text);
    EXPECT_TRUE(quote) << text;
    return quote ? *quote : QuoteView{};
  }
  Findings findings() {
    return counter.house.db->read_now([](store::Queries& q) {
      Findings found;
      check(q, found);
      return found;
    });
  }
};
using CancelledShow = Terms;
using ChangedTerms = Terms;

TEST_F(CancelledShow, is_not_ordered_by_whoever_held_its_seats_before) {
  const auto paying = held();
  const auto free = held({2, 3}, 2);
  cancel_show();
  EXPECT_EQ(create(paying).error().code, "not_on_sale");
  auto wanted = counter.request(free);
  for (const auto& seat : free.seats) wanted.ticket_types[seat.id.text()] = "Infant";
  EXPECT_EQ(await(counter.orders->create(wanted, House::session(2), {})).error().code,
            "not_on_sale");
}

TEST_F(CancelledShow, opens_no_payment_and_shows_none_that_is_open) {
  const auto fresh = counter.order(1, {0, 1});
  const auto begun = counter.order(2, {2, 3});
  counter.intent(begun, 2);
  cancel_show();
  EXPECT_EQ(await(counter.orders->open_intent(fresh, Counter::by(1))).error().code, "not_on_sale");
  EXPECT_EQ(await(counter.orders->open_intent(begun, Counter::by(2))).error().code, "not_on_sale");
  EXPECT_TRUE(counter.payments_of(fresh).empty());
}

TEST_F(CancelledShow, gives_a_payment_back_at_once_and_no_ticket) {
  const auto id = counter.order();
  const auto intent = counter.intent(id);
  cancel_show();
  ASSERT_TRUE(counter.card(intent));
  EXPECT_FALSE(counter.confirm(id, intent));
  EXPECT_EQ(counter.status(id), OrderStatus::cancelled);
  EXPECT_EQ(counter.living_tickets(id), 0u);
  ASSERT_EQ(counter.refunds_of(id).size(), 1u);
  EXPECT_EQ(counter.refunds_of(id)[0].amount.minor, 5720);
  EXPECT_EQ(counter.mails(id), Kinds{"payment_returned"});
  EXPECT_EQ(*counter.details(id).incident.value, "show_cancelled");
  EXPECT_EQ(counter.timeline(id),
            (std::vector<std::string>{"created", "payment_returned", "cancelled"}));
  EXPECT_EQ(counter.seats(), "aaaa") << "nobody owns them; the show no longer sells";
}

TEST_F(CancelledShow, is_cancelled_where_there_are_orders_by_a_change_alone) {
  const auto change_status = [this](shows::ShowStatusChanging change) {
    return counter.house.in_lane([&](store::Transaction& tx) { return tx.emit(change); });
  };
  using shows::ShowStatus;
  const shows::ShowStatusChanging plain{show(), ShowStatus::on_sale, ShowStatus::cancelled};
  EXPECT_TRUE(change_status(plain)) << "nobody is to be told";
  counter.order();
  const auto refused = change_status(plain);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "show_has_orders");
  EXPECT_EQ(refused.error().members.at("see").as_string(),
            "/api/recital-shows/" + show().text() + "/changes");
  EXPECT_TRUE(change_status({show(), ShowStatus::on_sale, ShowStatus::paused}));
}

TEST_F(CancelledShow, with_tickets_that_were_paid_afterwards_is_found_by_the_check) {
  const auto before = counter.paid(1, {0, 1});
  cancel_show();
  EXPECT_TRUE(findings().empty()) << "who paid before is dealt with by the change";
  const auto later = counter.clock().now() + std::chrono::seconds(1);
  ASSERT_TRUE(counter.house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kForgetRefunds, before, later);
    return {};
  }));
  EXPECT_EQ(findings().list().size(), 1u);
}

TEST_F(ChangedTerms, ask_the_buyer_when_a_ticket_type_costs_more) {
  const auto hold = held();
  change(kSetTypePrice, show(), Money{9900});
  const auto refused = create(hold, "Child");
  const auto quote = quote_of(refused);
  EXPECT_EQ(quote.subtotal.minor, 19800);
  EXPECT_EQ(quote.total.minor, 22000);
  EXPECT_EQ(quote.items.size(), 2u);
  EXPECT_EQ(quote.items[0].ticket_type, "Child");
  EXPECT_EQ(refused.error().members.at("previous").at("total").as_int64(), 2420);
  EXPECT_EQ(counter.seats(), "rraa") << "the hold stands";
  EXPECT_EQ(quote_of(create(hold, "Child", "somethingelse")).digest, quote.digest);
  const auto made = create(hold, "Child", quote.digest);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->order.total.minor, 22000);
}

TEST_F(ChangedTerms, ask_again_when_they_change_once_more) {
  const auto hold = held();
  change(kSetFee, show(), Money{500});
  const auto first = quote_of(create(hold)).digest;
  change(kSetFee, show(), Money{900});
  const auto second = quote_of(create(hold, "", first));
  EXPECT_NE(second.digest, first);
  EXPECT_EQ(second.fees.minor, 1800);
}

TEST_F(ChangedTerms, ask_the_buyer_about_fees_and_tax) {
  const auto hold = held();
  change(kSetFee, show(), Money{1500});
  EXPECT_EQ(quote_of(create(hold)).fees.minor, 3000);
  change(kSetFee, show(), Money{100});
  change(kSetTax, show(), 20'000);
  const auto quote = quote_of(create(hold));
  EXPECT_EQ(quote.tax.minor, 1040);
  EXPECT_EQ(quote.total.minor, 6240);
}

TEST_F(ChangedTerms, quote_all_in_the_currency_of_now) {
  const auto hold = held();
  change(kSetFee, show(), Money{15000});
  change(kSetCurrency, show(), std::string("JPY"));
  change(inventory::testing::kSetPrice, counter.house.zone, Money{3000});
  const auto refused = create(hold);
  const auto quote = quote_of(refused);
  EXPECT_EQ(quote.currency.code, "JPY");
  EXPECT_EQ(quote.subtotal.minor, 6000);
  EXPECT_EQ(quote.fees.minor, 30000);
  EXPECT_EQ(refused.error().members.at("previous").at("currency").as_string(), "USD");
  const auto made = create(hold, "", quote.digest);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->order.currency.code, "JPY");
  EXPECT_EQ(made->order.total, quote.total);
}

TEST_F(ChangedTerms, leave_alone_what_the_buyer_does_not_buy_and_the_price_of_the_seats) {
  const auto hold = held();
  change(kSetTitle, show(), std::string("Another title"));
  change(kSetTypePrice, show(), Money{9900});
  change(inventory::testing::kSetPrice, counter.house.zone, Money{9900});
  const auto made = create(hold);
  ASSERT_TRUE(made) << made.error().code;
  EXPECT_EQ(made->order.total.minor, 5720) << "a hold's price never moves (rule 13)";
}

TEST_F(ChangedTerms, that_came_back_are_none) {
  const auto hold = held();
  change(kSetFee, show(), Money{1500});
  change(kSetFee, show(), Money{100});
  const auto made = create(hold);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->order.total.minor, 5720);
}

TEST_F(ChangedTerms, are_not_asked_about_twice_by_a_new_hold) {
  held();
  change(kSetFee, show(), Money{1500});
  const auto again = held({0, 1});
  const auto made = create(again);
  ASSERT_TRUE(made) << "holding again showed the new terms";
  EXPECT_EQ(made->order.fees.minor, 3000);
}

// Each node has its own memory of the show.
TEST_F(ChangedTerms, are_seen_by_a_node_that_nobody_has_told) {
  if (!counter.house.db->shared()) GTEST_SKIP() << "one node alone can use SQLite";
  const auto first = held({0, 1});
  ASSERT_TRUE(create(first)) << "this node remembers the terms";
  const auto hold = held({2, 3});
  store::StoreOptions options;
  options.url = counter.house.db.url;
  const auto other = store::open_store(options, counter.clock());
  SeededRandom random{7};
  IdGenerator ids{counter.clock(), random};
  inventory::Inventory elsewhere{*other, counter.clock(), ids, inventory::HoldTokens(Bytes(32, 7)),
                                 inventory::Guards{}};
  ASSERT_TRUE(other->write_now(store::lane_of(show()), [&](store::Transaction& tx) -> Status {
    tx.run(kSetFee, show(), Money{1500});
    return tx.emit(shows::ShowChanged{show()});
  }));
  EXPECT_EQ(quote_of(create(hold)).fees.minor, 3000);
  ASSERT_TRUE(other->write_now(store::lane_of(show()), [&](store::Transaction& tx) -> Status {
    TRY_OK(shows::cancel_show(tx, {}, show(), std::nullopt));
    return {};
  }));
  EXPECT_EQ(create(hold).error().code, "not_on_sale");
}

}  // namespace
}  // namespace usher::orders

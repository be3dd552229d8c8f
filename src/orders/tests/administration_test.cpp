#include <gtest/gtest.h>

#include "orders/admin_repository.hpp"
#include "orders/csv.hpp"
#include "orders/tests/counter.hpp"
#include "shows/events.hpp"

namespace usher::orders {
namespace {

using testing::await;
using testing::Counter;
using namespace std::chrono_literals;

struct ListOrders : ::testing::Test {
  Counter counter;
  std::vector<OrderId> ids;

  void SetUp() override {
    ids.push_back(counter.paid(1, {0, 1}));
    counter.clock().advance(1min);
    ids.push_back(counter.order(2, {2}));
    counter.clock().advance(1min);
    ids.push_back(counter.paid(3, {3, 4, 5}));
  }
  std::vector<OrderId> list(OrderFilter filter, std::int64_t page = 200) {
    std::vector<OrderId> found;
    OrderPlace place;
    for (;;) {
      const auto part = await(counter.orders->list(filter, place, page));
      for (const auto& order : part.items) found.push_back(order.id);
      if (!part.more) return found;
      place = place_of(part.items.back(), filter.sort);
    }
  }
};
using Dashboard = ListOrders;
using ExportOrders = ListOrders;
using OrderNotes = ListOrders;

TEST_F(ListOrders, sorts_and_pages_without_loss) {
  const std::map<OrderSort, std::vector<OrderId>> expected{
      {OrderSort::newest, {ids[2], ids[1], ids[0]}},
      {OrderSort::oldest, {ids[0], ids[1], ids[2]}},
      {OrderSort::total_up, {ids[1], ids[0], ids[2]}},
      {OrderSort::total_down, {ids[2], ids[0], ids[1]}}};
  for (const auto& [sort, order] : expected)
    for (const std::int64_t page : {1, 2, 3}) EXPECT_EQ(list({.sort = sort}, page), order);
}

TEST_F(ListOrders, filters_by_everything) {
  EXPECT_EQ(list({.status = OrderStatus::pending}), std::vector{ids[1]});
  EXPECT_EQ(list({.show = ShowId{1}}), std::vector<OrderId>{});
  EXPECT_EQ(list({.from = usher::testing::kTestStart + 1min, .to = counter.clock().now()}),
            std::vector{ids[1]});
  EXPECT_EQ(list({.text = "ZOE@EXAMPLE"}).size(), 3u);
  EXPECT_EQ(list({.text = "zoë"}).size(), 3u);
  EXPECT_EQ(list({.text = "zo%e"}).size(), 0u);
  EXPECT_EQ(list({.text = counter.details(ids[0]).order_number}), std::vector{ids[0]});
  EXPECT_EQ(await(counter.orders->list({.status = OrderStatus::paid}, {}, 1)).total, 2);
}

TEST_F(Dashboard, sums_what_was_sold) {
  const auto view = await(counter.orders->dashboard({}));
  EXPECT_EQ(view.tickets_sold, 5);
  EXPECT_EQ(view.orders, 2);
  EXPECT_EQ(view.pending_orders, 1);
  ASSERT_EQ(view.totals.size(), 1u);
  EXPECT_EQ(view.totals[0].revenue.minor, 5720 + 3 * 2860);
  ASSERT_EQ(view.revenue_by_show.size(), 1u);
  EXPECT_EQ(view.revenue_by_show[0].tickets_sold, 5);
  EXPECT_EQ(view.recent_orders.at(0).id, ids[2]);
  EXPECT_EQ(view.recent_orders.at(0).tickets, 3);
  ASSERT_EQ(view.upcoming_shows.size(), 1u);
  EXPECT_EQ(view.upcoming_shows[0].sold, 5);
}

constexpr store::Query kSetShowStart{"test.show_start",
                                     "update shows set starts_at = $2 where id = $1"};

TEST_F(Dashboard, compares_the_last_days_with_those_before) {
  ASSERT_TRUE(counter.house.in_lane([this](store::Transaction& tx) -> Status {
    tx.run(kSetShowStart, counter.house.show, tx.now() + std::chrono::days(60));
    return tx.emit(shows::ShowChanged{counter.house.show});
  }));
  counter.clock().advance(std::chrono::days(7));
  counter.paid(4, {6});
  const auto view = await(counter.orders->dashboard({.days = 7}));
  EXPECT_EQ(view.period.orders, 1);
  EXPECT_EQ(view.period.tickets_sold, 1);
  EXPECT_EQ(view.previous.orders, 2);
  EXPECT_EQ(view.previous.tickets_sold, 5);
  ASSERT_EQ(view.previous.totals.size(), 1u);
  EXPECT_EQ(view.previous.totals[0].revenue.minor, 5720 + 3 * 2860);
  EXPECT_EQ(view.period.ahead_sold, 6);
  EXPECT_EQ(view.previous.ahead_sold, 5);
  EXPECT_EQ(view.period.to - view.period.from, view.previous.to - view.previous.from);
  ASSERT_EQ(view.days.size(), 1u);
  EXPECT_EQ(view.days[0].day, "2026-12-01");
  EXPECT_EQ(view.days[0].tickets_sold, 1);
}

TEST_F(Dashboard, counts_days_on_the_clock_of_the_zone) {
  const auto far_east = TimeZoneName::parse("Pacific/Kiritimati");
  ASSERT_TRUE(far_east);
  const auto view = await(counter.orders->dashboard({.time_zone = *far_east}));
  ASSERT_EQ(view.days.size(), 1u);
  EXPECT_EQ(view.days[0].day, "2026-11-25");
  EXPECT_EQ(view.days[0].orders, 2);
}

TEST_F(ExportOrders, writes_a_line_for_each_order) {
  const auto csv = await(counter.orders->export_csv({}, {}));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 4);
  EXPECT_NE(csv.find(",USD,57.20,0.00,2,2026-11-24T18:00:00.000Z\r\n"), std::string::npos) << csv;
}

TEST(CsvLine, quotes_what_must_be_and_disarms_formulas) {
  std::string line;
  append_csv_line(line, {"a,b", "say \"hi\"", "=1+1", "-5", "@x", "two\nlines", ""});
  EXPECT_EQ(line, "\"a,b\",\"say \"\"hi\"\"\",'=1+1,'-5,'@x,\"two\nlines\",\r\n");
}

TEST_F(OrderNotes, stand_in_the_timeline) {
  audit::Entry by;
  by.actor = "u1";
  ASSERT_TRUE(await(counter.orders->add_note(ids[0], "Came by phone.", {}, by)));
  const auto last = counter.details(ids[0]).timeline.value->back();
  EXPECT_EQ(last.kind, "note");
  EXPECT_EQ(last.actor, "u1");
  EXPECT_EQ(last.detail, "Came by phone.");
  EXPECT_FALSE(await(counter.orders->add_note(OrderId{1}, "x", {}, by)));
}

}  // namespace
}  // namespace usher::orders

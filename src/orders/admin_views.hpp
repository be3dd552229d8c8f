// Purpose: what staff ask of orders in lists and on the dashboard, and see. Place: orders.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time_zone.hpp"
#include "orders/views.hpp"

namespace usher::orders {

enum class OrderSort : std::uint8_t { newest, oldest, total_down, total_up };

struct OrderFilter {
  std::optional<ShowId> show{};
  std::optional<OrderStatus> status{};
  std::optional<Timestamp> from{};
  std::optional<Timestamp> to{};
  std::string text{};  // part of number, name or address
  OrderSort sort = OrderSort::newest;
};

// Where a page begins: after the order with this key of the sort.
struct OrderPlace {
  std::int64_t key = 0;
  OrderId id;
  bool begin = true;
};

struct OrderList {
  std::vector<OrderSummary> items;
  std::int64_t total = 0;
  bool more = false;
};

struct CurrencyTotals {
  Currency currency;
  std::int64_t orders = 0;
  Money revenue;  // what was paid and not given back
  Money refunded;
};
BOOST_DESCRIBE_STRUCT(CurrencyTotals, (), (currency, orders, revenue, refunded))

struct ShowRevenue {
  ShowId show_id;
  std::string title;
  std::string recital_title;
  Timestamp starts_at;
  TimeZoneName time_zone;
  Currency currency;
  std::int64_t orders = 0;
  std::int64_t tickets_sold = 0;
  Money revenue;
  Money refunded;
};
BOOST_DESCRIBE_STRUCT(ShowRevenue, (),
                      (show_id, title, recital_title, starts_at, time_zone, currency, orders,
                       tickets_sold, revenue, refunded))

struct UpcomingShow {
  ShowId show_id;
  std::string title;
  std::string recital_title;
  Timestamp starts_at;
  TimeZoneName time_zone;
  std::int64_t sold = 0;
  std::optional<std::int64_t> available;
  std::optional<std::int64_t> total;
};
BOOST_DESCRIBE_STRUCT(UpcomingShow, (),
                      (show_id, title, recital_title, starts_at, time_zone, sold, available, total))

struct HeatMapView {
  ShowId show_id;
  std::vector<RowHeat> rows;
};
BOOST_DESCRIBE_STRUCT(HeatMapView, (), (show_id, rows))

// What was paid between two instants, less what of it has been given back since. `ahead_sold` of
// `ahead_seats` seats of the shows to come were sold when it ended.
struct PeriodSales {
  Timestamp from;
  Timestamp to;
  std::int64_t orders = 0;
  std::int64_t tickets_sold = 0;
  std::vector<CurrencyTotals> totals;
  std::int64_t ahead_sold = 0;
  std::int64_t ahead_seats = 0;
};
BOOST_DESCRIBE_STRUCT(PeriodSales, (),
                      (from, to, orders, tickets_sold, totals, ahead_sold, ahead_seats))

// What one day brought in one currency; days without sales are left out.
struct DaySales {
  std::string day;  // "2026-11-24"
  Currency currency;
  std::int64_t orders = 0;
  std::int64_t tickets_sold = 0;
  Money revenue;
};
BOOST_DESCRIBE_STRUCT(DaySales, (), (day, currency, orders, tickets_sold, revenue))

// What the dashboard is asked: which show's heat map (absent: the next one's), and the last `days`
// days on the clock of `time_zone`, of which today is the last.
struct DashboardWish {
  std::optional<ShowId> heat_map_of{};
  std::int64_t days = 30;
  TimeZoneName time_zone{};
};

struct DashboardView {
  std::int64_t tickets_sold = 0;
  std::int64_t orders = 0;
  std::int64_t pending_orders = 0;
  std::int64_t incidents = 0;
  std::vector<CurrencyTotals> totals;
  std::vector<ShowRevenue> revenue_by_show;
  std::vector<OrderSummary> recent_orders;
  std::vector<UpcomingShow> upcoming_shows;
  std::optional<HeatMapView> heat_map;
  PeriodSales period;
  PeriodSales previous;  // as long, just before
  std::vector<DaySales> days;
};
BOOST_DESCRIBE_STRUCT(DashboardView, (),
                      (tickets_sold, orders, pending_orders, incidents, totals, revenue_by_show,
                       recent_orders, upcoming_shows, heat_map, period, previous, days))

}  // namespace usher::orders

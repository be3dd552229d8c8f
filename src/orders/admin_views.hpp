// Purpose: what staff ask of orders in lists and on the dashboard, and see. Place: orders.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

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
  Currency currency;
  std::int64_t orders = 0;
  std::int64_t tickets_sold = 0;
  Money revenue;
  Money refunded;
};
BOOST_DESCRIBE_STRUCT(ShowRevenue, (),
                      (show_id, title, recital_title, starts_at, currency, orders, tickets_sold,
                       revenue, refunded))

struct UpcomingShow {
  ShowId show_id;
  std::string title;
  std::string recital_title;
  Timestamp starts_at;
  std::int64_t sold = 0;
  std::optional<std::int64_t> available;
  std::optional<std::int64_t> total;
};
BOOST_DESCRIBE_STRUCT(UpcomingShow, (),
                      (show_id, title, recital_title, starts_at, sold, available, total))

struct HeatMapView {
  ShowId show_id;
  std::vector<RowHeat> rows;
};
BOOST_DESCRIBE_STRUCT(HeatMapView, (), (show_id, rows))

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
};
BOOST_DESCRIBE_STRUCT(DashboardView, (),
                      (tickets_sold, orders, pending_orders, incidents, totals, revenue_by_show,
                       recent_orders, upcoming_shows, heat_map))

}  // namespace usher::orders

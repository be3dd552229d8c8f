// Purpose: sales at a glance: sums of everything, a period beside the one before it, days, shows.
// Place: orders.
#include <algorithm>
#include <chrono>

#include "orders/admin_repository.hpp"
#include "orders/orders.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kRecentOrders = 10;
constexpr std::size_t kUpcomingShows = 20;
constexpr Duration kUpcomingSince = std::chrono::hours(4);
constexpr std::size_t kDateLength = 10;  // 2026-11-24

template <class Row>
void add_to_totals(std::vector<CurrencyTotals>& totals, const Row& row) {
  auto known = std::ranges::find(totals, row.currency, &CurrencyTotals::currency);
  if (known == totals.end()) known = totals.insert(known, {row.currency, 0, {}, {}});
  known->orders += row.orders;
  known->revenue += row.revenue;
  known->refunded += row.refunded;
}

// Sums of all orders, without what inventory knows.
DashboardView sums_of(store::Queries& q, std::map<ShowId, std::int64_t>& sold) {
  DashboardView view;
  for (const auto& row : tickets_by_show(q)) {
    sold[row.show] = row.tickets;
    view.tickets_sold += row.tickets;
  }
  for (const auto& row : totals_of_paid(q)) {
    view.totals.push_back(row);
    view.orders += row.orders;
  }
  for (const auto& row : revenue_by_show(q)) {
    const auto show = shows::find_show(q, row.show);
    if (!show) continue;
    view.revenue_by_show.push_back({row.show, show->title, show->recital_title, show->starts_at,
                                    show->time_zone, row.currency, row.orders, sold[row.show],
                                    row.revenue, row.refunded});
  }
  std::ranges::sort(view.revenue_by_show, std::greater{}, &ShowRevenue::starts_at);
  view.pending_orders = count_pending(q);
  view.incidents = count_incidents(q);
  view.recent_orders = list_orders(q, {}, {}, kRecentOrders);
  return view;
}

std::string day_of(Timestamp at, const TimeZoneName& zone) {
  return to_local_string(at, zone).substr(0, kDateLength);
}

// When the day that many days before today begins; where the clocks skip midnight, at UTC's.
Timestamp begin_of_day(Timestamp now, std::int64_t days_ago, const TimeZoneName& zone) {
  const auto day = day_of(now - std::chrono::days(days_ago), zone);
  const auto begin = from_local(day + "T00:00:00", zone, WhenTwice::earlier);
  if (begin) return *begin;
  return parse_rfc3339(day + "T00:00:00Z").value_or(now);
}

// What was paid in the period of the view; with `days`, also day by day.
void add_sales(store::Queries& q, PeriodSales& period, const TimeZoneName& zone,
               std::vector<DaySales>* days) {
  for (const auto& row : sales_by_slot(q, period.from, period.to)) {
    add_to_totals(period.totals, row);
    period.orders += row.orders;
    period.tickets_sold += row.tickets;
    if (days == nullptr) continue;
    const auto day = day_of(Timestamp{row.slot * kSalesSlotMs}, zone);
    auto same = std::ranges::find_if(*days, [&](const DaySales& known) {
      return known.day == day && known.currency == row.currency;
    });
    if (same == days->end()) same = days->insert(same, {day, row.currency, 0, 0, {}});
    same->orders += row.orders;
    same->tickets_sold += row.tickets;
    same->revenue += row.revenue;
  }
}

}  // namespace

// Both periods, and how full the shows to come are now and were when the period began.
void Orders::add_periods(store::Queries& q, DashboardView& view, const DashboardWish& wish,
                         const std::vector<shows::ShowInfo>& ahead) const {
  const auto now = q.now();
  const auto length = std::chrono::days(wish.days);
  // What is paid in this very millisecond belongs to the period.
  const auto end = now + std::chrono::milliseconds(1);
  const auto begin = begin_of_day(now, wish.days - 1, wish.time_zone);
  view.period = {begin, end, 0, 0, {}, 0, 0};
  view.previous = {begin - length, end - length, 0, 0, {}, 0, 0};
  add_sales(q, view.period, wish.time_zone, &view.days);
  add_sales(q, view.previous, wish.time_zone, nullptr);
  const auto add_sold = [&](PeriodSales& period, Timestamp at) {
    for (const auto& row : tickets_by_show_at(q, at))
      if (std::ranges::find(ahead, row.show, &shows::ShowInfo::id) != ahead.end())
        period.ahead_sold += row.tickets;
  };
  add_sold(view.period, view.period.to);
  add_sold(view.previous, view.previous.to);
  for (const auto& show : ahead) {
    const auto seats = parts_.inventory.availability(show.id);
    if (!seats) continue;
    view.period.ahead_seats += seats->total;
    view.previous.ahead_seats += seats->total;
  }
}

asio::awaitable<DashboardView> Orders::dashboard(DashboardWish wish) {
  auto view = co_await store_.read(store::Viewer::staff(), [this, wish](store::Queries& q) {
    std::map<ShowId, std::int64_t> sold;
    auto sums = sums_of(q, sold);
    auto ahead = shows::shows_between(q, q.now() - kUpcomingSince, kNever);
    std::erase_if(ahead, [](const shows::ShowInfo& show) {
      return show.status == shows::ShowStatus::cancelled;
    });
    add_periods(q, sums, wish, ahead);
    for (const auto& show : ahead) {
      if (sums.upcoming_shows.size() == kUpcomingShows) break;
      UpcomingShow upcoming{
          show.id, show.title, show.recital_title, show.starts_at, show.time_zone, sold[show.id],
          {},      {}};
      if (const auto seats = parts_.inventory.availability(show.id)) {
        upcoming.available = seats->available;
        upcoming.total = seats->total;
      }
      sums.upcoming_shows.push_back(std::move(upcoming));
    }
    return sums;
  });
  auto heat_map_of = wish.heat_map_of;
  if (!heat_map_of && !view.upcoming_shows.empty()) heat_map_of = view.upcoming_shows[0].show_id;
  if (heat_ && heat_map_of)
    view.heat_map = HeatMapView{*heat_map_of, heat_->heat_map(*heat_map_of)};
  co_return view;
}

}  // namespace usher::orders

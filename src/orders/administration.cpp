// Purpose: lists, notes and the export, for staff. Place: orders.
#include "orders/admin_repository.hpp"
#include "orders/csv.hpp"
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kExportBatch = 2'000;

std::string decimal(Money amount, const Currency& currency) {
  const auto text = format_money(amount, currency);
  return text.substr(0, text.find(' '));
}

std::string when(std::optional<Timestamp> at) { return at ? format_rfc3339(*at) : ""; }

std::string shows_text(const std::vector<ShowId>& shows) {
  std::string text;
  for (const auto show : shows) text += (text.empty() ? "" : " ") + show.text();
  return text;
}

void append_order(std::string& csv, const OrderSummary& o) {
  append_csv_line(csv,
                  {o.order_number, format_rfc3339(o.created_at), std::string(enum_text(o.status)),
                   shows_text(o.show_ids), o.customer_name, o.customer_email, o.currency.code,
                   decimal(o.total, o.currency), decimal(o.refunded, o.currency),
                   std::to_string(o.tickets), when(o.paid_at)});
}

std::string export_text(store::Queries& q, const OrderFilter& filter) {
  std::string csv;
  append_csv_line(csv, {"order_number", "created_at", "status", "show_id", "customer_name",
                        "customer_email", "currency", "total", "refunded", "tickets", "paid_at"});
  OrderPlace place;
  for (;;) {
    const auto orders = list_orders(q, filter, place, kExportBatch);
    for (const auto& order : orders) append_order(csv, order);
    if (std::cmp_less(orders.size(), kExportBatch)) return csv;
    place = place_of(orders.back(), filter.sort);
  }
}

}  // namespace

asio::awaitable<OrderList> Orders::list(OrderFilter filter, OrderPlace after, std::int64_t limit) {
  co_return co_await store_.read(store::Viewer::staff(), [=](store::Queries& q) {
    OrderList list;
    list.items = list_orders(q, filter, after, limit + 1);
    list.more = std::cmp_greater(list.items.size(), limit);
    if (list.more) list.items.pop_back();
    list.total = count_orders(q, filter);
    return list;
  });
}

asio::awaitable<std::string> Orders::export_csv(OrderFilter filter, audit::Entry by) {
  auto csv = co_await store_.read(store::Viewer::staff(),
                                  [filter](store::Queries& q) { return export_text(q, filter); });
  by.action = "orders.exported";
  by.subject = "orders";
  co_await store_.write(store::kHouseLane, [by = std::move(by)](store::Transaction& tx) -> Status {
    audit::record(tx, by);
    return {};
  });
  co_return csv;
}

asio::awaitable<Result<TimelineEntry>> Orders::add_note(OrderId id, std::string text, Once once,
                                                        audit::Entry by) {
  const auto now = co_await snapshot(id);
  if (!now.order)
    co_return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  co_return co_await store_.write(
      now.order->keys,
      [this, order = *now.order, text = std::move(text), once = std::move(once),
       by = std::move(by)](store::Transaction& tx) -> Result<TimelineEntry> {
        return jobs::once<TimelineEntry>(tx, once, [&]() -> Result<TimelineEntry> {
          note(tx, order.id, "note", by.actor, text);
          record(tx, by, "order.note_added", order, "{}");
          return TimelineEntry{tx.now(), "note", by.actor, text};
        });
      });
}

}  // namespace usher::orders

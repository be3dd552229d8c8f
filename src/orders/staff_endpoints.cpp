#include <charconv>

#include "base/crypto.hpp"
#include "base/escape.hpp"
#include "orders/admin_repository.hpp"
#include "orders/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kPageDefault = 50;

struct OrderPath {
  OrderId id;
};
BOOST_DESCRIBE_STRUCT(OrderPath, (), (id))

struct OrdersQuery {
  std::optional<ShowId> show_id;
  std::optional<OrderStatus> status;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> q;
  std::optional<std::string> sort;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(OrdersQuery, (), (show_id, status, from, to, q, sort, limit, cursor))

struct ExportQuery {
  std::optional<ShowId> show_id;
  std::optional<OrderStatus> status;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> q;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (), (show_id, status, from, to, q))

constexpr std::int64_t kDashboardDays = 366;

struct DashboardQuery {
  std::optional<ShowId> show_id;
  std::optional<Bounded<1, kDashboardDays>> days;
  std::optional<TimeZoneName> time_zone;
};
BOOST_DESCRIBE_STRUCT(DashboardQuery, (), (show_id, days, time_zone))

struct NoteBody {
  Paragraph text;
};
BOOST_DESCRIBE_STRUCT(NoteBody, (), (text))

struct ClearBody {
  Code incident;
  Paragraph note;
};
BOOST_DESCRIBE_STRUCT(ClearBody, (), (incident, note))

struct StaffOrderAnswer {
  OrderView order;
};
BOOST_DESCRIBE_STRUCT(StaffOrderAnswer, (), (order))

constexpr std::size_t kDateLength = 10;  // 2026-11-24

// An instant, or a day in UTC: its begin, or with `whole_day` its end.
Result<std::optional<Timestamp>> instant_of(const std::optional<std::string>& text,
                                            std::string pointer, bool whole_day) {
  if (!text) return std::nullopt;
  const bool day = text->size() == kDateLength;
  const auto at = parse_rfc3339(day ? *text + "T00:00:00Z" : *text);
  if (!at) {
    return refuse_field(std::move(pointer), "invalid_format",
                        "This must be a day (2026-11-24) or an RFC 3339 time.");
  }
  return day && whole_day ? *at + std::chrono::days(1) : *at;
}

Result<OrderSort> sort_of(const std::optional<std::string>& text) {
  const std::string sort = text.value_or("-created_at");
  if (sort == "-created_at") return OrderSort::newest;
  if (sort == "created_at") return OrderSort::oldest;
  if (sort == "-total") return OrderSort::total_down;
  if (sort == "total") return OrderSort::total_up;
  return refuse_field("/sort", "not_one_of", "Sort by created_at, -created_at, total or -total.");
}

template <class Query>
Result<OrderFilter> filter_of(const Query& query) {
  OrderFilter filter;
  filter.show = query.show_id;
  filter.status = query.status;
  TRY(filter.from, instant_of(query.from, "/from", false));
  TRY(filter.to, instant_of(query.to, "/to", true));
  filter.text = query.q.value_or("");
  return filter;
}

std::string cursor_of(const OrderPlace& place) {
  return to_base64url(as_bytes(std::to_string(place.key) + "," + std::to_string(place.id.value)));
}

Result<OrderPlace> place_of_cursor(const std::optional<std::string>& cursor) {
  if (!cursor) return OrderPlace{};
  OrderPlace place{0, {}, false};
  const auto bytes = from_base64url(*cursor);
  const std::string text = bytes ? std::string(bytes->begin(), bytes->end()) : "";
  const auto comma = text.find(',');
  const auto read = [](std::string_view part, std::int64_t& value) {
    const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), value);
    return fault == std::errc{} && end == part.data() + part.size();
  };
  if (comma != std::string::npos && read(std::string_view(text).substr(0, comma), place.key) &&
      read(std::string_view(text).substr(comma + 1), place.id.value))
    return place;
  return refuse_field("/cursor", "invalid_cursor", "This cursor is not of this list.");
}

asio::awaitable<Result<web::Reply<web::Page<OrderSummary>>>> list(Orders& orders,
                                                                  OrdersQuery query) {
  CO_TRY(auto filter, filter_of(query));
  CO_TRY(filter.sort, sort_of(query.sort));
  CO_TRY(const auto place, place_of_cursor(query.cursor));
  const auto sort = filter.sort;
  auto found = co_await orders.list(std::move(filter), place,
                                    query.limit ? query.limit->value : kPageDefault);
  web::Page<OrderSummary> page;
  if (found.more) page.next_cursor = cursor_of(place_of(found.items.back(), sort));
  page.items = std::move(found.items);
  page.total.value = found.total;
  co_return web::ok(std::move(page));
}

asio::awaitable<Result<web::Raw>> export_orders(Orders& orders, web::Request request,
                                                ExportQuery query) {
  auto by = audit::by(request);
  CO_TRY(auto filter, filter_of(query));
  web::Raw raw{200, "text/csv; charset=utf-8"};
  raw.body = kByteOrderMark;
  raw.body += co_await orders.export_csv(std::move(filter), std::move(by));
  raw.headers.emplace_back("Content-Disposition", web::attachment("orders.csv"));
  co_return raw;
}

asio::awaitable<Result<web::Reply<OrderView>>> details(Orders& orders, OrderPath path) {
  CO_TRY(auto order, co_await orders.details(path.id));
  const auto version = order.version;
  co_return web::ok(std::move(order)).with_etag(version);
}

asio::awaitable<Result<web::Reply<StaffOrderAnswer>>> cancel(Orders& orders, web::Request request,
                                                             OrderPath path) {
  CO_TRY(auto once, jobs::once_key(request));
  auto work = orders.cancel(path.id, {.staff = true}, audit::by(request));
  CO_TRY(auto order, co_await orders.once_around<OrderView>(std::move(once), std::move(work)));
  co_return web::ok(StaffOrderAnswer{std::move(order)});
}

asio::awaitable<Result<web::Reply<web::NoContent>>> resend(Orders& orders, web::Request request,
                                                           OrderPath path) {
  CO_TRY(auto once, jobs::once_key(request));
  CO_TRY_OK(co_await orders.resend_confirmation(path.id, {.staff = true}, audit::by(request),
                                                std::move(once)));
  co_return web::accepted();
}

asio::awaitable<Result<web::Reply<TimelineEntry>>> add_note(Orders& orders, web::Request request,
                                                            OrderPath path, NoteBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  if (body.text.value.empty())
    co_return refuse_field("/text", "too_short", "A note needs some text.");
  CO_TRY(auto entry, co_await orders.add_note(path.id, std::move(body.text.value), std::move(once),
                                              audit::by(request)));
  co_return web::created(std::move(entry), "/api/admin/ticketing/orders/" + path.id.text());
}

asio::awaitable<Result<web::Reply<StaffOrderAnswer>>> clear_incident(Orders& orders,
                                                                     web::Request request,
                                                                     OrderPath path,
                                                                     ClearBody body) {
  if (body.note.value.empty())
    co_return refuse_field("/note", "too_short", "Say in a few words what was done.");
  CO_TRY(auto order,
         co_await orders.clear_incident(path.id, std::move(body.incident.value),
                                        std::move(body.note.value), audit::by(request)));
  co_return web::ok(StaffOrderAnswer{std::move(order)});
}

asio::awaitable<Result<web::Reply<DashboardView>>> dashboard(Orders& orders, DashboardQuery query) {
  DashboardWish wish;
  wish.heat_map_of = query.show_id;
  if (query.days) wish.days = query.days->value;
  if (query.time_zone) wish.time_zone = *std::move(query.time_zone);
  co_return web::ok(co_await orders.dashboard(std::move(wish)));
}

void add_lists(web::Router& router, Orders& orders) {
  router.add(
      web::get("/api/admin/ticketing/dashboard")
          .access(web::Access::staff_or_report)
          .tag("Orders (staff)")
          .summary("Sales at a glance")
          .description("`show_id` chooses the show of the heat map; else it is the next one. "
                       "`period` has the last `days` days (30) on the clock of `time_zone` (UTC), "
                       "of which today is the last; `previous` is as long, just before it.")
          .query<DashboardQuery>()
          .answers<DashboardView>()
          .handle(
              [&orders](web::Request, DashboardQuery query) { return dashboard(orders, query); }));
  router.add(web::get("/api/admin/ticketing/orders")
                 .access(web::Access::staff)
                 .tag("Orders (staff)")
                 .summary("List orders")
                 .description("`from` and `to` are days in UTC or RFC 3339 times; `q` looks in "
                              "number, name and address; `sort` is created_at or total, with a "
                              "hyphen before it the other way round.")
                 .query<OrdersQuery>()
                 .answers<web::Page<OrderSummary>>()
                 .handle([&orders](web::Request, OrdersQuery query) {
                   return list(orders, std::move(query));
                 }));
  router.add(web::get("/api/admin/ticketing/orders/export")
                 .access(web::Access::staff)
                 .tag("Orders (staff)")
                 .summary("Orders as CSV")
                 .query<ExportQuery>()
                 .answers_raw(200, "text/csv")
                 .handle([&orders](web::Request request, ExportQuery query) {
                   return export_orders(orders, request, std::move(query));
                 }));
}

void add_actions(web::Router& router, Orders& orders) {
  router.add(
      web::get("/api/admin/ticketing/orders/{id}")
          .access(web::Access::staff)
          .tag("Orders (staff)")
          .summary("Read an order with its timeline and refunds")
          .path<OrderPath>()
          .answers<OrderView>()
          .refuses(404, {"order_not_found"})
          .handle([&orders](web::Request, OrderPath path) { return details(orders, path); }));
  router.add(web::post("/api/admin/ticketing/orders/{id}/cancel")
                 .access(web::Access::staff)
                 .tag("Orders (staff)")
                 .summary("Cancel an order that is not paid")
                 .path<OrderPath>()
                 .answers<StaffOrderAnswer>()
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"order_not_pending", "payment_processing"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderPath path) {
                   return cancel(orders, request, path);
                 }));
  router.add(web::post("/api/admin/ticketing/orders/{id}/resend-email")
                 .access(web::Access::staff)
                 .tag("Orders (staff)")
                 .summary("Mail the confirmation again")
                 .path<OrderPath>()
                 .answers<web::NoContent>(202)
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"order_not_paid"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderPath path) {
                   return resend(orders, request, path);
                 }));
  router.add(web::post("/api/admin/ticketing/orders/{id}/notes")
                 .access(web::Access::staff)
                 .tag("Orders (staff)")
                 .summary("Add a note to the timeline")
                 .path<OrderPath>()
                 .body<NoteBody>()
                 .answers<TimelineEntry>(201)
                 .refuses(404, {"order_not_found"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderPath path, NoteBody body) {
                   return add_note(orders, request, path, std::move(body));
                 }));
}

void add_incident_action(web::Router& router, Orders& orders) {
  router.add(web::post("/api/admin/ticketing/orders/{id}/clear-incident")
                 .access(web::Access::admin)
                 .tag("Orders (staff)")
                 .summary("Say that an incident has been seen to")
                 .description("`incident` is the id of the one that was looked at, or its kind; "
                              "the others stay. `note` says what was done, for the timeline. "
                              "Neither the order's state nor any money changes by this.")
                 .path<OrderPath>()
                 .body<ClearBody>()
                 .answers<StaffOrderAnswer>()
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"no_incident", "incident_changed"})
                 .handle([&orders](web::Request request, OrderPath path, ClearBody body) {
                   return clear_incident(orders, request, path, std::move(body));
                 }));
}

}  // namespace

void add_staff_endpoints(web::Router& router, Orders& orders) {
  add_lists(router, orders);
  add_actions(router, orders);
  add_incident_action(router, orders);
}

}  // namespace usher::orders

// Purpose: what a browser session has, over HTTP: the one answer that a buyer's pages start from.
// Place: orders.
#include "orders/endpoints.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

struct MineQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MineQuery, (), (limit, cursor))

struct MineView {
  std::vector<inventory::HoldView> items;
  std::optional<std::string> next_cursor;
  std::vector<SessionOrderView> orders;
  // False where the request brought no session: one begins with this answer. False again at the
  // next request: the browser keeps no cookies, and nothing can be held for it.
  bool has_session = false;
};
BOOST_DESCRIBE_STRUCT(MineView, (), (items, next_cursor, orders, has_session))

asio::awaitable<Result<web::Reply<MineView>>> mine(Orders& orders, web::Request request,
                                                   MineQuery query) {
  MineView view;
  view.has_session = request.buyer_session().has_value();
  auto session = request.ensure_buyer_session();
  if (!view.has_session) co_return web::ok(std::move(view));
  CO_TRY(auto holds, co_await orders.inventory().holds_of(session));
  const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
  CO_TRY(auto page, web::page_of(std::move(holds), limit, query.cursor,
                                 [](const auto& hold) { return hold.reservation_token; }));
  view.items = std::move(page.items);
  view.next_cursor = std::move(page.next_cursor);
  view.orders = co_await orders.orders_of(std::move(session));
  co_return web::ok(std::move(view));
}

}  // namespace

void add_mine_endpoints(web::Router& router, Orders& orders) {
  router.add(web::get("/api/seat-reservations/mine")
                 .access(web::Access::buyer)
                 .tag("Holds")
                 .summary("What this browser has: active holds and its newest orders")
                 .description("Begins a session where there is none, so that whatever is held "
                              "next is found again, also when its answer is lost.")
                 .query<MineQuery>()
                 .answers<MineView>()
                 .handle([&orders](web::Request request, MineQuery query) {
                   return mine(orders, request, std::move(query));
                 }));
}

}  // namespace usher::orders

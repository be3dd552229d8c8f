#include "base/crypto.hpp"
#include "inventory/boards.hpp"
#include "inventory/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::inventory {
namespace {

struct ReserveBody {
  ShowId show_id;
  SizedList<std::string, 1, 1000> seat_ids;
};
BOOST_DESCRIBE_STRUCT(ReserveBody, (), (show_id, seat_ids))

struct TokenBody {
  std::string reservation_token;
};
BOOST_DESCRIBE_STRUCT(TokenBody, (), (reservation_token))

struct TokenQuery {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(TokenQuery, (), (token))

struct TokenPath {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(TokenPath, (), (token))

using HoldReply = web::Reply<HoldView>;
using Held = Result<HoldReply>;

web::Reply<HoldView> created(HoldView view) {
  auto location = "/api/public/seat-reservations/" + view.reservation_token;
  return web::created(std::move(view), std::move(location));
}

boost::asio::awaitable<Held> hold(Inventory& inventory, HoldPlan plan,
                                  std::optional<jobs::OnceKey> once) {
  CO_TRY(auto view, co_await inventory.hold_seats(std::move(plan), std::move(once)));
  co_return created(std::move(view));
}

boost::asio::awaitable<Held> load_and_hold(Inventory& inventory, ReserveBody body,
                                           SessionKey session, std::optional<jobs::OnceKey> once) {
  CO_TRY(const auto board, co_await inventory.board(body.show_id));
  // A repeated request must find its first answer, so it may not be refused for taken seats here.
  CO_TRY(auto plan, inventory.plan_hold(*board, body.seat_ids, std::move(session), !once));
  co_return co_await hold(inventory, std::move(plan), std::move(once));
}

web::Ready<HoldReply> reserve(Inventory& inventory, web::Request request, ReserveBody body) {
  const auto board = inventory.board_now(body.show_id);
  if (board && !request.idempotency_key()) {
    // Most requests of an on-sale are hopeless: they are refused before a session is made for them.
    auto plan = inventory.plan_hold(*board, body.seat_ids,
                                    request.buyer_session().value_or(SessionKey{}), true);
    if (!plan) return Held(std::unexpected(std::move(plan).error()));
    plan->session = request.ensure_buyer_session();
    return hold(inventory, *std::move(plan), std::nullopt);
  }
  auto session = request.ensure_buyer_session();
  const auto digest = request.content_sha256();
  auto once = jobs::once_key("hold " + to_hex(session), request.idempotency_key(),
                             Bytes(digest.begin(), digest.end()));
  if (!once) return Held(std::unexpected(std::move(once).error()));
  return load_and_hold(inventory, std::move(body), std::move(session), *std::move(once));
}

// A caller without a session owns nothing.
Result<SessionKey> session_of(web::Request request) {
  if (auto session = request.buyer_session()) return *std::move(session);
  return refuse(ErrorKind::not_found, "reservation_not_found",
                "There is no such reservation in this browser.");
}

boost::asio::awaitable<Held> check(Inventory& inventory, web::Request request, std::string token) {
  CO_TRY(auto session, session_of(request));
  CO_TRY(auto view, co_await inventory.find_hold(std::move(token), std::move(session)));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Held> extend(Inventory& inventory, web::Request request, std::string token) {
  CO_TRY(auto session, session_of(request));
  CO_TRY(auto view, co_await inventory.extend_hold(std::move(token), std::move(session)));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Held> release(Inventory& inventory, web::Request request,
                                     std::string token) {
  CO_TRY(auto session, session_of(request));
  CO_TRY(auto view, co_await inventory.release_hold(std::move(token), std::move(session)));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Result<web::Reply<web::NoContent>>> cancel(Inventory& inventory,
                                                                  web::Request request,
                                                                  std::string token) {
  CO_TRY(auto session, session_of(request));
  CO_TRY_OK(co_await inventory.release_hold(std::move(token), std::move(session)));
  co_return web::no_content();
}

}  // namespace

void add_hold_endpoints(web::Router& router, Inventory& inventory) {
  router.add(web::post("/api/seat-reservations/reserve")
                 .tag("Holds")
                 .summary("Hold seats")
                 .description("All seats or none. A session has one hold per show: reserving again "
                              "replaces it and keeps its first expiry.")
                 .body<ReserveBody>()
                 .answers<HoldView>(201)
                 .refuses(404, {"show_not_found"})
                 .refuses(409, {"seats_unavailable", "not_on_sale"})
                 .refuses(422, {"too_many_seats", "duplicate_seat", "seat_not_in_show"})
                 .idempotent()
                 .handle([&inventory](web::Request request, ReserveBody body) {
                   return reserve(inventory, request, std::move(body));
                 }));
  router.add(web::get("/api/seat-reservations/check")
                 .tag("Holds")
                 .summary("Read a hold")
                 .query<TokenQuery>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenQuery query) {
                   return check(inventory, request, std::move(query.token));
                 }));
  router.add(web::post("/api/seat-reservations/extend")
                 .tag("Holds")
                 .summary("Extend a hold once by its hold time")
                 .body<TokenBody>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .refuses(409, {"reservation_expired", "already_extended"})
                 .handle([&inventory](web::Request request, TokenBody body) {
                   return extend(inventory, request, std::move(body.reservation_token));
                 }));
  router.add(web::post("/api/seat-reservations/release")
                 .tag("Holds")
                 .summary("Give the seats of a hold back")
                 .body<TokenBody>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenBody body) {
                   return release(inventory, request, std::move(body.reservation_token));
                 }));
  router.add(web::get("/api/public/seat-reservations/{token}")
                 .tag("Holds")
                 .summary("Read a hold")
                 .path<TokenPath>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenPath path) {
                   return check(inventory, request, std::move(path.token));
                 }));
  router.add(web::delete_("/api/public/seat-reservations/{token}")
                 .tag("Holds")
                 .summary("Give the seats of a hold back")
                 .path<TokenPath>()
                 .answers_nothing()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenPath path) {
                   return cancel(inventory, request, std::move(path.token));
                 }));
}

}  // namespace usher::inventory

#include "base/crypto.hpp"
#include "inventory/allotments.hpp"
#include "inventory/boards.hpp"
#include "inventory/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::inventory {
namespace {

struct ReserveBody {
  ShowId show_id;
  SizedList<std::string, 1, 1000> seat_ids;
  // Opens seats that are set aside; needed each time that they are part of the choice.
  std::optional<std::string> access_code;
  // Solved, where many seats of the show are held from the buyer's network.
  std::optional<std::string> captcha;
};
BOOST_DESCRIBE_STRUCT(ReserveBody, (), (show_id, seat_ids, access_code, captcha))

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

bool is_staff(web::Request request) {
  const auto& who = request.identity();
  return who.signed_in && (who.role == web::Role::staff || who.role == web::Role::admin);
}

// The buyer's code, if there is one. Errors: 422 `access_code_unknown`; 429.
boost::asio::awaitable<Result<BuyerAccess>> access_of(Inventory& inventory,
                                                      std::shared_ptr<SeatBoard> board,
                                                      std::optional<std::string> code,
                                                      std::string network) {
  if (!code) co_return BuyerAccess{};
  CO_TRY(const auto found, co_await inventory.allotments().open(board, *std::move(code), network));
  if (!found) co_return refuse(unknown_code(ErrorKind::invalid));
  co_return BuyerAccess{found->id, *found->code_key};
}

struct Reserving {
  SessionKey session;
  std::string network;
  bool is_loopback = false;
  std::optional<jobs::OnceKey> once{};
  bool by_staff = false;
};

boost::asio::awaitable<Held> load_and_hold(Inventory& inventory, ReserveBody body,
                                           Reserving reserving) {
  CO_TRY(const auto board, co_await inventory.board(body.show_id));
  CO_TRY(auto access,
         co_await access_of(inventory, board, std::move(body.access_code), reserving.network));
  auto& once = reserving.once;
  // A repeated request must find its first answer, so it may not be refused for taken seats here.
  CO_TRY(auto plan, inventory.plan_hold(*board, body.seat_ids, std::move(reserving.session), !once,
                                        reserving.by_staff, std::move(access)));
  const bool solved = body.captcha.has_value();
  if (solved) {
    CO_TRY_OK(co_await inventory.spend_captcha(*std::move(body.captcha), once));
  }
  inventory.count_network(plan, reserving.network, reserving.is_loopback, solved);
  co_return co_await hold(inventory, std::move(plan), std::move(once));
}

web::Ready<HoldReply> reserve(Inventory& inventory, web::Request request, ReserveBody body) {
  const auto board = inventory.board_now(body.show_id);
  if (board && !request.idempotency_key() && !body.access_code && !body.captcha) {
    // Most requests of an on-sale are hopeless: they are refused before a session is made for them.
    auto plan =
        inventory.plan_hold(*board, body.seat_ids, request.buyer_session().value_or(SessionKey{}),
                            true, is_staff(request));
    if (!plan) return Held(std::unexpected(std::move(plan).error()));
    plan->session = request.ensure_buyer_session();
    inventory.count_network(*plan, request.client_network(), request.is_local(), false);
    return hold(inventory, *std::move(plan), std::nullopt);
  }
  Reserving reserving{request.ensure_buyer_session(), request.client_network(), request.is_local()};
  const auto digest = request.content_sha256();
  auto once = jobs::once_key("hold " + to_hex(reserving.session), request.idempotency_key(),
                             Bytes(digest.begin(), digest.end()));
  if (!once) return Held(std::unexpected(std::move(once).error()));
  reserving.once = *std::move(once);
  reserving.by_staff = is_staff(request);
  return load_and_hold(inventory, std::move(body), std::move(reserving));
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
  CO_TRY(auto once, jobs::once_key(request, "extend " + to_hex(session)));
  CO_TRY(auto view,
         co_await inventory.extend_hold(std::move(token), std::move(session), std::move(once)));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Held> release(Inventory& inventory, web::Request request,
                                     std::string token) {
  CO_TRY(auto session, session_of(request));
  CO_TRY(auto once, jobs::once_key(request, "release " + to_hex(session)));
  CO_TRY(auto view,
         co_await inventory.release_hold(std::move(token), std::move(session), std::move(once)));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Result<web::Reply<web::NoContent>>> cancel(Inventory& inventory,
                                                                  web::Request request,
                                                                  std::string token) {
  CO_TRY(auto session, session_of(request));
  CO_TRY_OK(co_await inventory.release_hold(std::move(token), std::move(session)));
  co_return web::no_content();
}

void add_release_endpoints(web::Router& router, Inventory& inventory) {
  router.add(web::post("/api/seat-reservations/release")
                 .access(web::Access::buyer)
                 .tag("Holds")
                 .summary("Give the seats of a hold back")
                 .body<TokenBody>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .idempotent()
                 .handle([&inventory](web::Request request, TokenBody body) {
                   return release(inventory, request, std::move(body.reservation_token));
                 }));
  router.add(web::get("/api/public/seat-reservations/{token}")
                 .access(web::Access::buyer)
                 .tag("Holds")
                 .summary("Read a hold")
                 .path<TokenPath>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenPath path) {
                   return check(inventory, request, std::move(path.token));
                 }));
  router.add(web::delete_("/api/public/seat-reservations/{token}")
                 .access(web::Access::buyer)
                 .tag("Holds")
                 .summary("Give the seats of a hold back")
                 .path<TokenPath>()
                 .answers_nothing()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenPath path) {
                   return cancel(inventory, request, std::move(path.token));
                 }));
}

}  // namespace

void add_hold_endpoints(web::Router& router, Inventory& inventory) {
  router.describe_tag("Holds", "Keeping seats for a buyer for a few minutes, all or none.");
  router.add(
      web::post("/api/seat-reservations/reserve")
          .access(web::Access::anyone)
          .tag("Holds")
          .summary("Hold seats")
          .description("All seats or none. A session has one hold per show: reserving again "
                       "replaces it and keeps its first expiry. Staff may leave a seat "
                       "alone and take a companion seat by itself; buyers are refused as "
                       "the show's ticket configuration says. access_code opens seats "
                       "that are set aside. Where many seats of the show are held from the "
                       "buyer's network already, `captcha` (form hold) is asked for.")
          .body<ReserveBody>()
          .answers<HoldView>(201)
          .refuses(404, {"show_not_found"})
          .refuses(409, {"seats_unavailable", "not_on_sale", "companion_seat", "orphan_seat"})
          .refuses(422, {"too_many_seats", "duplicate_seat", "seat_not_in_show",
                         "access_code_unknown", "captcha_required", "captcha_invalid"})
          .refuses(429, {"too_many_attempts"})
          .idempotent()
          .handle([&inventory](web::Request request, ReserveBody body) {
            return reserve(inventory, request, std::move(body));
          }));
  router.add(web::get("/api/seat-reservations/check")
                 .access(web::Access::buyer)
                 .tag("Holds")
                 .summary("Read a hold")
                 .query<TokenQuery>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .handle([&inventory](web::Request request, TokenQuery query) {
                   return check(inventory, request, std::move(query.token));
                 }));
  router.add(web::post("/api/seat-reservations/extend")
                 .access(web::Access::buyer)
                 .tag("Holds")
                 .summary("Extend a hold once by its hold time")
                 .body<TokenBody>()
                 .answers<HoldView>()
                 .refuses(404, {"reservation_not_found"})
                 .refuses(409, {"reservation_expired", "already_extended"})
                 .idempotent()
                 .handle([&inventory](web::Request request, TokenBody body) {
                   return extend(inventory, request, std::move(body.reservation_token));
                 }));
  add_release_endpoints(router, inventory);
}

}  // namespace usher::inventory

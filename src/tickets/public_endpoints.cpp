#include "tickets/public_endpoints.hpp"

#include "orders/orders.hpp"
#include "tickets/qr_code.hpp"
#include "tickets/raw_document.hpp"
#include "web/endpoint.hpp"

namespace usher::tickets {
namespace asio = boost::asio;
namespace {

struct CodePath {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CodePath, (), (code))

struct LinkPath {
  std::string link;
};
BOOST_DESCRIBE_STRUCT(LinkPath, (), (link))

struct OrderPath {
  OrderId id;
};
BOOST_DESCRIBE_STRUCT(OrderPath, (), (id))

// How a buyer proves that an order is theirs, besides by their session.
struct ProofQuery {
  std::optional<std::string> order_token;
  std::optional<Email> email;
  std::optional<std::string> captcha;
};
BOOST_DESCRIBE_STRUCT(ProofQuery, (), (order_token, email, captcha))

struct PngQuery {
  // Pixels for one module of the code.
  std::optional<Bounded<1, kPngModuleMax>> scale;
};
BOOST_DESCRIBE_STRUCT(PngQuery, (), (scale))

asio::awaitable<Result<web::Reply<SeenTicket>>> find(Tickets& tickets, web::Request request,
                                                     CodePath path) {
  CO_TRY_OK(co_await tickets.allow_code(path.code, request.client_network()));
  CO_TRY(auto view, co_await tickets.find_by_code(std::move(path.code)));
  co_return web::ok(std::move(view));
}

asio::awaitable<Result<web::Raw>> download(Tickets& tickets, web::Request request, CodePath path) {
  CO_TRY_OK(co_await tickets.allow_code(path.code, request.client_network()));
  CO_TRY(auto document, co_await tickets.print_by_code(std::move(path.code)));
  co_return as_attachment(std::move(document));
}

asio::awaitable<Result<web::Raw>> svg(Tickets& tickets, web::Request request, CodePath path) {
  CO_TRY_OK(co_await tickets.allow_code(path.code, request.client_network()));
  CO_TRY(auto document, co_await tickets.svg_by_code(std::move(path.code)));
  co_return as_picture(std::move(document));
}

asio::awaitable<Result<web::Raw>> png(Tickets& tickets, web::Request request, CodePath path,
                                      PngQuery query) {
  CO_TRY_OK(co_await tickets.allow_code(path.code, request.client_network()));
  const int scale = query.scale ? static_cast<int>(query.scale->value) : kPngModuleDefault;
  CO_TRY(auto document, co_await tickets.png_by_code(std::move(path.code), scale));
  co_return as_picture(std::move(document));
}

asio::awaitable<Result<web::Raw>> calendar(Tickets& tickets, web::Request request, CodePath path) {
  CO_TRY_OK(co_await tickets.allow_code(path.code, request.client_network()));
  CO_TRY(auto document,
         co_await tickets.calendar_by_code(std::move(path.code), request.base_url()));
  co_return as_attachment(std::move(document));
}

// Whether the order is the caller's.
asio::awaitable<Status> prove(orders::Orders& orders, web::Request request, OrderPath path,
                              ProofQuery query) {
  if (query.email) {
    CO_TRY_OK(co_await orders.look_up({.order = path.id,
                                       .email = std::move(query.email->value),
                                       .network = request.client_network(),
                                       .captcha = std::move(query.captcha)}));
  } else {
    orders::Proof proof{.session = request.buyer_session(),
                        .order_token = query.order_token.value_or("")};
    CO_TRY_OK(co_await orders.find(path.id, std::move(proof)));
  }
  co_return Status{};
}

asio::awaitable<Result<web::Raw>> download_order(Tickets& tickets, orders::Orders& orders,
                                                 web::Request request, OrderPath path,
                                                 ProofQuery query) {
  CO_TRY_OK(co_await prove(orders, std::move(request), path, std::move(query)));
  CO_TRY(auto document, co_await tickets.print({.ticket = std::nullopt, .order = path.id}));
  co_return as_attachment(std::move(document));
}

asio::awaitable<Result<web::Raw>> calendar_of_order(Tickets& tickets, orders::Orders& orders,
                                                    web::Request request, OrderPath path,
                                                    ProofQuery query) {
  auto base_url = request.base_url();
  CO_TRY_OK(co_await prove(orders, std::move(request), path, std::move(query)));
  CO_TRY(auto document, co_await tickets.calendar_of_order(path.id, {}, std::move(base_url)));
  co_return as_attachment(std::move(document));
}

asio::awaitable<Result<web::Raw>> open_link(Tickets& tickets, LinkPath path) {
  CO_TRY(auto document, co_await tickets.open_address(std::move(path.link)));
  co_return as_attachment(std::move(document));
}

web::NewEndpoint get(std::string pattern, std::string summary) {
  return web::get(std::move(pattern))
      .access(web::Access::buyer)
      .tag("Tickets")
      .summary(std::move(summary));
}

}  // namespace

void add_public_endpoints(web::Router& router, Tickets& tickets, orders::Orders& orders) {
  router.add(get("/api/public/tickets/{code}", "A ticket by its code")
                 .path<CodePath>()
                 .answers<SeenTicket>()
                 .refuses(404, {"ticket_not_found"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&tickets](web::Request request, CodePath path) {
                   return find(tickets, request, std::move(path));
                 }));
  router.add(get("/api/public/tickets/{code}/download", "The ticket as a PDF file")
                 .path<CodePath>()
                 .answers_raw(200, "application/pdf")
                 .refuses(404, {"ticket_not_found"})
                 .refuses(410, {"ticket_void"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&tickets](web::Request request, CodePath path) {
                   return download(tickets, request, std::move(path));
                 }));
  router.add(get("/api/public/tickets/{code}/qr.svg", "The ticket's QR code as SVG")
                 .path<CodePath>()
                 .answers_raw(200, "image/svg+xml")
                 .refuses(404, {"ticket_not_found"})
                 .refuses(410, {"ticket_void"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&tickets](web::Request request, CodePath path) {
                   return svg(tickets, request, std::move(path));
                 }));
  router.add(get("/api/public/tickets/{code}/qr.png", "The ticket's QR code as PNG")
                 .path<CodePath>()
                 .query<PngQuery>()
                 .answers_raw(200, "image/png")
                 .refuses(404, {"ticket_not_found"})
                 .refuses(410, {"ticket_void"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&tickets](web::Request request, CodePath path, PngQuery query) {
                   return png(tickets, request, std::move(path), query);
                 }));
  router.add(get("/api/public/tickets/{code}/calendar.ics", "The show as a calendar entry")
                 .path<CodePath>()
                 .answers_raw(200, "text/calendar")
                 .refuses(404, {"ticket_not_found"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&tickets](web::Request request, CodePath path) {
                   return calendar(tickets, request, std::move(path));
                 }));
  router.add(get("/api/public/ticket-files/{link}", "A file of tickets, by a link of short life")
                 .path<LinkPath>()
                 .answers_raw(200, "application/pdf")
                 .refuses(404, {"link_not_found"})
                 .refuses(410, {"link_expired", "ticket_void"})
                 .handle([&tickets](web::Request, LinkPath path) {
                   return open_link(tickets, std::move(path));
                 }));
  router.add(
      get("/api/public/orders/{id}/tickets.pdf", "All tickets of an order in one PDF file")
          .description("For the buyer: by the session that bought it, by `order_token`, or "
                       "by the `email` of the order.")
          .path<OrderPath>()
          .query<ProofQuery>()
          .answers_raw(200, "application/pdf")
          .refuses(404, {"order_not_found"})
          .refuses(410, {"ticket_void"})
          .refuses(422, {"captcha_required", "captcha_invalid"})
          .refuses(429, {"too_many_attempts"})
          .handle([&tickets, &orders](web::Request request, OrderPath path, ProofQuery query) {
            return download_order(tickets, orders, request, path, std::move(query));
          }));
  router.add(
      get("/api/public/orders/{id}/calendar.ics", "All shows of an order as calendar entries")
          .description("For the buyer: by the session that bought it, by `order_token`, or "
                       "by the `email` of the order.")
          .path<OrderPath>()
          .query<ProofQuery>()
          .answers_raw(200, "text/calendar")
          .refuses(404, {"order_not_found"})
          .refuses(422, {"captcha_required", "captcha_invalid"})
          .refuses(429, {"too_many_attempts"})
          .handle([&tickets, &orders](web::Request request, OrderPath path, ProofQuery query) {
            return calendar_of_order(tickets, orders, request, path, std::move(query));
          }));
}

}  // namespace usher::tickets

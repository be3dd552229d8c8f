#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "orders/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

// More shows in one order than anybody visits.
constexpr std::size_t kHoldsMax = 20;

struct UpsellLine {
  std::string upsell_item_id;
  Bounded<1, 1000> quantity;
};
BOOST_DESCRIBE_STRUCT(UpsellLine, (), (upsell_item_id, quantity))

// One hold with its show, or several holds.
struct CreateOrderBody {
  std::optional<std::string> reservation_token;
  std::optional<ShowId> show_id;
  Given<SizedList<std::string, 1, kHoldsMax>> reservation_tokens;
  Label customer_name;
  Email customer_email;
  std::optional<Phone> customer_phone;
  Given<std::map<std::string, std::string>> ticket_types;
  Given<std::vector<UpsellLine>> upsells;
  std::optional<std::string> discount_code;
  std::optional<std::string> captcha;
  std::optional<std::string> agreed_quote;
};
BOOST_DESCRIBE_STRUCT(CreateOrderBody, (),
                      (reservation_token, show_id, reservation_tokens, customer_name,
                       customer_email, customer_phone, ticket_types, upsells, discount_code,
                       captcha, agreed_quote))

// The same, but that nobody need be named yet.
struct QuoteBody {
  std::optional<std::string> reservation_token;
  std::optional<ShowId> show_id;
  Given<SizedList<std::string, 1, kHoldsMax>> reservation_tokens;
  std::optional<std::string> customer_name;
  std::optional<std::string> customer_email;
  std::optional<std::string> customer_phone;
  Given<std::map<std::string, std::string>> ticket_types;
  Given<std::vector<UpsellLine>> upsells;
  std::optional<std::string> discount_code;
  std::optional<std::string> captcha;
  std::optional<std::string> agreed_quote;
};
BOOST_DESCRIBE_STRUCT(QuoteBody, (),
                      (reservation_token, show_id, reservation_tokens, customer_name,
                       customer_email, customer_phone, ticket_types, upsells, discount_code,
                       captcha, agreed_quote))

struct OrderBody {
  OrderId order_id;
  std::optional<std::string> order_token;
};
BOOST_DESCRIBE_STRUCT(OrderBody, (), (order_id, order_token))

struct ConfirmBody {
  OrderId order_id;
  std::optional<std::string> payment_intent_id;
  std::optional<std::string> order_token;
};
BOOST_DESCRIBE_STRUCT(ConfirmBody, (), (order_id, payment_intent_id, order_token))

struct OrderPath {
  OrderId id;
};
BOOST_DESCRIBE_STRUCT(OrderPath, (), (id))

struct ProofQuery {
  std::optional<std::string> order_token;
  std::optional<Email> email;
  std::optional<std::string> captcha;
};
BOOST_DESCRIBE_STRUCT(ProofQuery, (), (order_token, email, captcha))

struct LookUpQuery {
  std::string order_number;
  Email email;
  std::optional<std::string> captcha;
};
BOOST_DESCRIBE_STRUCT(LookUpQuery, (), (order_number, email, captcha))

struct LinksBody {
  Email email;
  std::optional<std::string> captcha;
};
BOOST_DESCRIBE_STRUCT(LinksBody, (), (email, captcha))

struct OrderAnswer {
  OrderView order;
};
BOOST_DESCRIBE_STRUCT(OrderAnswer, (), (order))

using OrderReply = Result<web::Reply<OrderAnswer>>;

// What the old address reads of a body before it says that it is gone.
constexpr std::size_t kGoneBodyMax = 64 * 1024;

constexpr std::string_view kTokenHeader = "X-Order-Token";
constexpr const char* kProofText =
    "The order is the caller's by its browser session, or by the order token: in the header "
    "X-Order-Token or as `order_token`.";

// A repeated request is heard again only by who proves the same as the first time.
asio::awaitable<Result<Once>> once_of(Orders& orders, web::Request request, OrderId order,
                                      Proof proof) {
  if (!request.idempotency_key()) co_return Once{};
  CO_TRY(auto scope, co_await orders.proved_scope(order, std::move(proof)));
  co_return jobs::once_key(request, std::move(scope));
}

template <class Body>
Status check_extras(const Body& body) {
  if (body.discount_code && !body.discount_code->empty()) {
    auto error =
        refuse_field("/discount_code", "unknown_discount_code", "There is no such discount code.");
    error.error().code = "unknown_discount_code";
    return error;
  }
  if (body.upsells && !body.upsells->empty()) {
    auto error =
        refuse_field("/upsells/0/upsell_item_id", "unknown_upsell_item", "There is no such item.");
    error.error().code = "unknown_upsell_item";
    return error;
  }
  return {};
}

// What is to be ordered: one hold and its show, or several.
template <class Body>
Result<OrderRequest> request_of(Body& body) {
  TRY_OK(check_extras(body));
  OrderRequest wanted;
  const bool several = body.reservation_tokens.has_value();
  if (several && (body.reservation_token || body.show_id)) {
    return refuse_field("/reservation_tokens", "not_both",
                        "Give either reservation_token and show_id, or reservation_tokens.");
  }
  if (!several && !body.reservation_token)
    return refuse_field("/reservation_token", "required", "Is missing.");
  if (!several && !body.show_id) return refuse_field("/show_id", "required", "Is missing.");
  if (several) {
    wanted.reservation_tokens = *std::move(body.reservation_tokens);
  } else {
    wanted.reservation_tokens.push_back(*std::move(body.reservation_token));
    wanted.show = body.show_id;
  }
  if (body.ticket_types) wanted.ticket_types = *std::move(body.ticket_types);
  return wanted;
}

// The language that somebody reads best; "" when they do not say.
std::string first_language(std::string_view accepted) {
  constexpr std::size_t kLongest = 35;
  const auto tag = accepted.substr(0, accepted.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                 "0123456789-"));
  return tag.size() <= kLongest ? std::string(tag) : std::string();
}

asio::awaitable<Result<web::Reply<CreatedView>>> create(Orders& orders, web::Request request,
                                                        CreateOrderBody body) {
  CO_TRY(auto wanted, request_of(body));
  auto session = request.buyer_session();
  if (!session) {
    co_return refuse(ErrorKind::not_found, "reservation_not_found",
                     "There is no such reservation in this browser.");
  }
  CO_TRY(auto once, jobs::once_key(request, "buyer " + to_hex(ByteView(*session))));
  wanted.customer_name = std::move(body.customer_name);
  wanted.customer_email = std::move(body.customer_email);
  wanted.customer_phone = std::move(body.customer_phone);
  wanted.captcha = std::move(body.captcha);
  wanted.agreed_quote = std::move(body.agreed_quote);
  wanted.locale = first_language(request.header("Accept-Language"));
  CO_TRY(auto made,
         co_await orders.create(std::move(wanted), *std::move(session), std::move(once)));
  auto location = "/api/public/orders/" + made.order.id.text();
  co_return web::created(std::move(made), std::move(location));
}

asio::awaitable<Result<web::Reply<QuoteView>>> quote(Orders& orders, web::Request request,
                                                     QuoteBody body) {
  CO_TRY(auto wanted, request_of(body));
  auto session = request.buyer_session();
  if (!session) {
    co_return refuse(ErrorKind::not_found, "reservation_not_found",
                     "There is no such reservation in this browser.");
  }
  CO_TRY(auto view, co_await orders.quote(std::move(wanted), *std::move(session)));
  co_return web::ok(std::move(view));
}

asio::awaitable<Result<web::Reply<IntentView>>> open_intent(Orders& orders, web::Request request,
                                                            OrderBody body) {
  const auto proof = proof_of(request, body.order_token);
  CO_TRY(auto once, co_await once_of(orders, request, body.order_id, proof));
  auto work = orders.open_intent(body.order_id, proof);
  CO_TRY(auto intent, co_await orders.once_around<IntentView>(std::move(once), std::move(work)));
  co_return web::ok(std::move(intent));
}

asio::awaitable<OrderReply> confirm(Orders& orders, web::Request request, ConfirmBody body) {
  const auto proof = proof_of(request, body.order_token);
  CO_TRY(auto once, co_await once_of(orders, request, body.order_id, proof));
  auto work = orders.confirm(body.order_id, body.payment_intent_id.value_or(""), proof);
  CO_TRY(auto order, co_await orders.once_around<OrderView>(std::move(once), std::move(work)));
  co_return web::ok(OrderAnswer{std::move(order)});
}

asio::awaitable<OrderReply> cancel(Orders& orders, web::Request request, OrderBody body) {
  const auto proof = proof_of(request, body.order_token);
  CO_TRY(auto once, co_await once_of(orders, request, body.order_id, proof));
  auto work = orders.cancel(body.order_id, proof, audit::by(request));
  CO_TRY(auto order, co_await orders.once_around<OrderView>(std::move(once), std::move(work)));
  co_return web::ok(OrderAnswer{std::move(order)});
}

// By session or token; else by the address, which counts failures.
asio::awaitable<Result<OrderView>> find_for_buyer(Orders& orders, web::Request request, OrderId id,
                                                  ProofQuery query) {
  auto network = request.client_network();
  auto found = co_await orders.find(id, proof_of(request, query.order_token));
  if (found || !query.email) co_return found;
  LookUp wanted;
  wanted.order = id;
  wanted.email = std::move(query.email->value);
  wanted.network = std::move(network);
  wanted.captcha = std::move(query.captcha);
  co_return co_await orders.look_up(std::move(wanted));
}

asio::awaitable<Result<web::Reply<OrderView>>> show(Orders& orders, web::Request request,
                                                    OrderPath path, ProofQuery query) {
  CO_TRY(auto order, co_await find_for_buyer(orders, request, path.id, std::move(query)));
  const auto version = order.version;
  co_return web::ok(std::move(order)).with_etag(version);
}

// Done after the answer, so that the answer takes as long whether or not there are orders (rule
// 25).
asio::awaitable<void> send_links_quietly(Orders& orders, std::string email) {
  try {
    co_await orders.send_links(std::move(email));
  } catch (const std::exception& failure) {
    log::error("order_links_not_sent", {{"cause", std::string_view(failure.what())}});
  }
}

asio::awaitable<Result<web::Reply<OrderView>>> look_up(Orders& orders, web::Request request,
                                                       LookUpQuery query) {
  LookUp wanted;
  wanted.order_number = std::move(query.order_number);
  wanted.email = std::move(query.email.value);
  wanted.network = request.client_network();
  wanted.captcha = std::move(query.captcha);
  CO_TRY(auto order, co_await orders.look_up(std::move(wanted)));
  co_return web::ok(std::move(order));
}

asio::awaitable<Result<web::Reply<web::NoContent>>> send_links(Orders& orders, web::Request request,
                                                               LinksBody body) {
  CO_TRY_OK(co_await orders.allow_links(request.client_network(), std::move(body.captcha)));
  asio::co_spawn(co_await asio::this_coro::executor,
                 send_links_quietly(orders, std::move(body.email.value)), asio::detached);
  co_return web::accepted();
}

asio::awaitable<Result<web::Reply<web::NoContent>>> resend(Orders& orders, web::Request request,
                                                           OrderPath path, ProofQuery query) {
  auto by = audit::by(request);
  auto proof = proof_of(request, query.order_token);
  if (query.email) {
    CO_TRY_OK(co_await find_for_buyer(orders, request, path.id, std::move(query)));
    proof.looked_up = path.id;
  }
  CO_TRY(auto once, co_await once_of(orders, request, path.id, proof));
  CO_TRY_OK(co_await orders.resend_confirmation(path.id, std::move(proof), std::move(by),
                                                std::move(once)));
  co_return web::accepted();
}

void add_order_endpoints(web::Router& router, Orders& orders) {
  router.add(
      web::post("/api/ticket-orders/create")
          .access(web::Access::buyer)
          .tag("Orders")
          .summary("Make an order from one hold or several")
          .description("Either `reservation_token` with its `show_id`, or `reservation_tokens` of "
                       "any shows that sell in one currency. Totals are computed here. A free "
                       "order is paid at once: `payment_required` "
                       "is false then. Where the same tickets cost something else by now than when "
                       "their seats were held, nothing is ordered: 409 `terms_changed` has the new "
                       "`quote` (an order's currency, totals, fee_lines and items) and the "
                       "`previous` total; sending its `digest` as `agreed_quote` orders at it.")
          .body<CreateOrderBody>()
          .answers<CreatedView>(201)
          .refuses(404, {"reservation_not_found", "show_not_found"})
          .refuses(409,
                   {"reservation_expired", "not_on_sale", "terms_changed", "currency_mismatch"})
          .refuses(503, {"order_numbers_exhausted"})
          .refuses(422, {"unknown_ticket_type", "seat_not_in_reservation", "too_many_seats",
                         "unknown_discount_code", "unknown_upsell_item", "captcha_required",
                         "captcha_invalid", "terms_out_of_range", "total_below_minimum"})
          .idempotent()
          .handle([&orders](web::Request request, CreateOrderBody body) {
            return create(orders, request, std::move(body));
          }));
  router.add(
      web::post("/api/ticket-orders/quote")
          .access(web::Access::buyer)
          .tag("Orders")
          .summary("What an order would cost")
          .description("What `create` would make of the same body: lines, fees, tax by rate and "
                       "totals. Nothing is stored; nobody need be named.")
          .body<QuoteBody>()
          .answers<QuoteView>()
          .refuses(404, {"reservation_not_found", "show_not_found"})
          .refuses(409, {"reservation_expired", "not_on_sale", "currency_mismatch"})
          .refuses(422, {"unknown_ticket_type", "seat_not_in_reservation", "too_many_seats",
                         "unknown_discount_code", "unknown_upsell_item", "terms_out_of_range",
                         "total_below_minimum"})
          .handle([&orders](web::Request request, QuoteBody body) {
            return quote(orders, request, std::move(body));
          }));
}

void add_payment_endpoints(web::Router& router, Orders& orders) {
  router.add(web::post("/api/ticket-orders/payment-intent")
                 .access(web::Access::buyer)
                 .tag("Orders")
                 .summary("Begin to pay an order")
                 .description(kProofText)
                 .body<OrderBody>()
                 .answers<IntentView>()
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"order_not_pending", "not_on_sale", "provider_refused"})
                 .refuses(429, {"too_many_attempts"})
                 .refuses(503, {"provider_unavailable"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderBody body) {
                   return open_intent(orders, request, std::move(body));
                 }));
  router.add(web::post("/api/ticket-orders/confirm")
                 .access(web::Access::buyer)
                 .tag("Orders")
                 .summary("Have a payment checked")
                 .description("Without `payment_intent_id` the payment that can still succeed is "
                              "looked at. While it has not, `payment_status` says how far it is: "
                              "`processing` is settled by itself. The order is the caller's by its "
                              "browser session, or by the order token: in the header X-Order-Token "
                              "or as `order_token`.")
                 .body<ConfirmBody>()
                 .answers<OrderAnswer>()
                 .refuses(404, {"order_not_found", "payment_intent_not_found"})
                 .refuses(409, {"payment_not_complete", "order_not_pending", "provider_refused"})
                 .refuses(429, {"too_many_attempts"})
                 .refuses(503, {"provider_unavailable"})
                 .idempotent()
                 .handle([&orders](web::Request request, ConfirmBody body) {
                   return confirm(orders, request, std::move(body));
                 }));
  router.add(web::post("/api/ticket-orders/cancel")
                 .access(web::Access::buyer)
                 .tag("Orders")
                 .summary("Give up an order that is not paid")
                 .description(kProofText)
                 .body<OrderBody>()
                 .answers<OrderAnswer>()
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"order_not_pending", "payment_processing"})
                 .refuses(503, {"provider_unavailable"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderBody body) {
                   return cancel(orders, request, std::move(body));
                 }));
}

Result<web::Reply<web::NoContent>> gone() {
  return refuse(ErrorKind::gone, "use_ticket_orders_create",
                "Orders are made by POST /api/ticket-orders/create.");
}

void add_reading_endpoints(web::Router& router, Orders& orders) {
  router.add(web::post("/api/public/orders")
                 .access(web::Access::anyone)
                 .tag("Orders")
                 .summary("Gone: use POST /api/ticket-orders/create")
                 .takes_raw({"*/*"}, kGoneBodyMax)
                 .answers_nothing()
                 .refuses(410, {"use_ticket_orders_create"})
                 .handle([](web::Request) { return gone(); }));
  router.add(web::get("/api/public/orders/lookup")
                 .access(web::Access::anyone)
                 .tag("Orders")
                 .summary("Find an order by its number and e-mail address")
                 .description("After many failures about the number or address `captcha` is asked "
                              "for. Without a number: POST.")
                 .query<LookUpQuery>()
                 .answers<OrderView>()
                 .refuses(404, {"order_not_found"})
                 .refuses(422, {"captcha_required", "captcha_invalid"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&orders](web::Request request, LookUpQuery query) {
                   return look_up(orders, request, std::move(query));
                 }));
  router.add(web::post("/api/public/orders/lookup")
                 .access(web::Access::anyone)
                 .tag("Orders")
                 .summary("Have links to all orders of an address mailed to it")
                 .description("The answer is the same whether or not there are orders. An address "
                              "gets at most three such mails a day. Who asks for many has to solve "
                              "a `captcha`.")
                 .body<LinksBody>()
                 .answers<web::NoContent>(202)
                 .refuses(422, {"captcha_required", "captcha_invalid"})
                 .handle([&orders](web::Request request, LinksBody body) {
                   return send_links(orders, request, std::move(body));
                 }));
  router.add(web::get("/api/public/orders/{id}")
                 .access(web::Access::buyer)
                 .tag("Orders")
                 .summary("Read an order")
                 .description("By the browser's session, the order token (`order_token` or header "
                              "X-Order-Token), or the customer's `email`.")
                 .path<OrderPath>()
                 .query<ProofQuery>()
                 .answers<OrderView>()
                 .refuses(404, {"order_not_found"})
                 .refuses(422, {"captcha_required", "captcha_invalid"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&orders](web::Request request, OrderPath path, ProofQuery query) {
                   return show(orders, request, path, std::move(query));
                 }));
  router.add(web::post("/api/public/orders/{id}/resend-email")
                 .access(web::Access::buyer)
                 .tag("Orders")
                 .summary("Mail the confirmation again")
                 .path<OrderPath>()
                 .query<ProofQuery>()
                 .answers<web::NoContent>(202)
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"order_not_paid"})
                 .refuses(422, {"captcha_required", "captcha_invalid"})
                 .refuses(429, {"too_many_attempts"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderPath path, ProofQuery query) {
                   return resend(orders, request, path, std::move(query));
                 }));
}

}  // namespace

Proof proof_of(web::Request request, const std::optional<std::string>& token) {
  Proof proof;
  proof.session = request.buyer_session();
  proof.order_token = token ? *token : std::string(request.header(kTokenHeader));
  return proof;
}

void add_buyer_endpoints(web::Router& router, Orders& orders) {
  add_order_endpoints(router, orders);
  add_payment_endpoints(router, orders);
  add_reading_endpoints(router, orders);
}

void add_endpoints(web::Router& router, Orders& orders) {
  router.describe_tag("Orders", "From a hold to a paid order, and a buyer's way back to it.");
  router.describe_tag("Orders (staff)", "Finding, refunding and noting orders.");
  add_buyer_endpoints(router, orders);
  add_staff_endpoints(router, orders);
  add_refund_endpoints(router, orders);
  add_customer_endpoints(router, orders);
  add_mine_endpoints(router, orders);
}

}  // namespace usher::orders

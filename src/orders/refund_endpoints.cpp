// What staff do about money that goes back, over HTTP.
#include "orders/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kNumberMax = 1'000'000;

struct OrderPath {
  OrderId id;
};
BOOST_DESCRIBE_STRUCT(OrderPath, (), (id))

struct RefundPath {
  OrderId id;
  Bounded<1, kNumberMax> number;
};
BOOST_DESCRIBE_STRUCT(RefundPath, (), (id, number))

struct RefundBody {
  Given<Bounded<1, 1'000'000'000'000'000>> amount;
  Given<SizedList<std::string, 1, 1000>> ticket_ids;
  Label reason;
  bool release_seats = false;
};
BOOST_DESCRIBE_STRUCT(RefundBody, (), (amount, ticket_ids, reason, release_seats))

struct AssignBody {
  SizedList<Bounded<1, kNumberMax>, 1, 100> refunds;
  AssignTo to = AssignTo::goodwill;
  Given<SizedList<std::string, 1, 1000>> ticket_ids;
  bool release_seats = false;
  std::optional<Paragraph> note;
};
BOOST_DESCRIBE_STRUCT(AssignBody, (), (refunds, to, ticket_ids, release_seats, note))

struct ReturnBody {
  Bounded<1, kNumberMax> attempt;
  Label reason;
};
BOOST_DESCRIBE_STRUCT(ReturnBody, (), (attempt, reason))

// `refund` is the newest of the order.
struct RefundAnswer {
  OrderView order;
  std::optional<RefundView> refund;
};
BOOST_DESCRIBE_STRUCT(RefundAnswer, (), (order, refund))

using Answer = asio::awaitable<Result<web::Reply<RefundAnswer>>>;

web::Reply<RefundAnswer> answer_of(OrderView order) {
  RefundAnswer answer{std::move(order), {}};
  if (answer.order.refunds.value && !answer.order.refunds.value->empty())
    answer.refund = answer.order.refunds.value->back();
  return web::ok(std::move(answer));
}

Answer refund(Orders& orders, web::Request request, OrderPath path, RefundBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  RefundRequest wanted;
  if (body.amount) wanted.amount = Money{body.amount->value};
  if (body.ticket_ids) wanted.ticket_ids = *std::move(body.ticket_ids);
  wanted.reason = std::move(body.reason.value);
  wanted.release_seats = body.release_seats;
  CO_TRY(auto order,
         co_await orders.refund(path.id, std::move(wanted), std::move(once), audit::by(request)));
  co_return answer_of(std::move(order));
}

Answer assign(Orders& orders, web::Request request, OrderPath path, AssignBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  const bool needs_tickets = body.to == AssignTo::tickets;
  if (needs_tickets != body.ticket_ids.has_value()) {
    co_return refuse_field("/ticket_ids", needs_tickets ? "required" : "not_allowed",
                           needs_tickets ? "Say which tickets the refund was for."
                                         : "Only a refund for tickets names tickets.");
  }
  Assignment wish;
  for (const auto& number : body.refunds) wish.refunds.push_back(number.value);
  wish.to = body.to;
  if (body.ticket_ids) wish.ticket_ids = *std::move(body.ticket_ids);
  wish.release_seats = body.release_seats;
  if (body.note) wish.note = std::move(body.note->value);
  CO_TRY(auto order, co_await orders.assign_refunds(path.id, std::move(wish), std::move(once),
                                                    audit::by(request)));
  co_return answer_of(std::move(order));
}

Answer retry(Orders& orders, web::Request request, RefundPath path) {
  CO_TRY(auto once, jobs::once_key(request));
  CO_TRY(auto order, co_await orders.retry_refund(path.id, path.number.value, std::move(once),
                                                  audit::by(request)));
  co_return answer_of(std::move(order));
}

Answer reinstate(Orders& orders, web::Request request, RefundPath path) {
  CO_TRY(auto once, jobs::once_key(request));
  CO_TRY(auto order, co_await orders.reinstate(path.id, path.number.value, std::move(once),
                                               audit::by(request)));
  co_return answer_of(std::move(order));
}

Answer return_payment(Orders& orders, web::Request request, OrderPath path, ReturnBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  CO_TRY(auto order,
         co_await orders.return_payment(path.id, body.attempt.value, std::move(body.reason.value),
                                        std::move(once), audit::by(request)));
  co_return answer_of(std::move(order));
}

void add_refund(web::Router& router, Orders& orders) {
  router.add(web::post("/api/admin/ticketing/orders/{id}/refund")
                 .access(web::Access::admin)
                 .tag("Orders (staff)")
                 .summary("Give money back")
                 .description("The whole order, some tickets (by ticket or item id) at their "
                              "captured share, or an amount. Refunded tickets are void at once; "
                              "their seats go back on sale only with `release_seats`, and never "
                              "when somebody has been admitted with them.")
                 .path<OrderPath>()
                 .body<RefundBody>()
                 .answers<RefundAnswer>()
                 .refuses(404, {"order_not_found", "ticket_not_found"})
                 .refuses(409, {"refund_exceeds_payment", "order_not_paid",
                                "ticket_already_refunded", "order_changed"})
                 .refuses(422, {"refund_not_chargeable"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderPath path, RefundBody body) {
                   return refund(orders, request, path, std::move(body));
                 }));
}

void add_assignment(web::Router& router, Orders& orders) {
  router.add(
      web::post("/api/admin/ticketing/orders/{id}/assign-refund")
          .access(web::Access::admin)
          .tag("Orders (staff)")
          .summary("Say what refunds were for that were made at the provider")
          .description("`refunds` are their numbers (those with `origin` provider and `decision` "
                       "nothing). `to` tickets: `ticket_ids` become void; goodwill: no ticket "
                       "does; order: all that are left do. No money moves by this. With "
                       "`release_seats` the seats of void tickets go back on sale, except where "
                       "somebody has been admitted or the show is cancelled.")
          .path<OrderPath>()
          .body<AssignBody>()
          .answers<RefundAnswer>()
          .refuses(404, {"order_not_found", "refund_not_found", "ticket_not_found"})
          .refuses(409, {"refund_not_outside", "refund_decided", "ticket_already_refunded",
                         "order_changed"})
          .idempotent()
          .handle([&orders](web::Request request, OrderPath path, AssignBody body) {
            return assign(orders, request, path, std::move(body));
          }));
}

void add_ways_back(web::Router& router, Orders& orders) {
  router.add(web::post("/api/admin/ticketing/orders/{id}/refunds/{number}/retry")
                 .access(web::Access::admin)
                 .tag("Orders (staff)")
                 .summary("Ask again for a refund that failed")
                 .description("The same amount, for the same tickets, under a number of its own.")
                 .path<RefundPath>()
                 .answers<RefundAnswer>()
                 .refuses(404, {"order_not_found", "refund_not_found"})
                 .refuses(409, {"refund_not_failed", "refund_not_ours", "refund_decided",
                                "refund_exceeds_payment"})
                 .idempotent()
                 .handle([&orders](web::Request request, RefundPath path) {
                   return retry(orders, request, path);
                 }));
  router.add(web::post("/api/admin/ticketing/orders/{id}/refunds/{number}/reinstate")
                 .access(web::Access::admin)
                 .tag("Orders (staff)")
                 .summary("Make the tickets of a refund that failed good again")
                 .description("With their codes as they were, if their seats are free or were kept "
                              "blocked; the confirmation is mailed again.")
                 .path<RefundPath>()
                 .answers<RefundAnswer>()
                 .refuses(404, {"order_not_found", "refund_not_found"})
                 .refuses(409, {"refund_not_failed", "refund_decided", "nothing_to_reinstate",
                                "seats_unavailable", "show_cancelled", "order_changed"})
                 .idempotent()
                 .handle([&orders](web::Request request, RefundPath path) {
                   return reinstate(orders, request, path);
                 }));
  router.add(web::post("/api/admin/ticketing/orders/{id}/return-payment")
                 .access(web::Access::admin)
                 .tag("Orders (staff)")
                 .summary("Give a payment back that pays for nothing")
                 .description("`attempt` is one of the order's `payments`: such as a mismatched "
                              "one, of which another amount was taken than was asked for. All of "
                              "it goes back.")
                 .path<OrderPath>()
                 .body<ReturnBody>()
                 .answers<RefundAnswer>()
                 .refuses(404, {"order_not_found", "payment_not_found"})
                 .refuses(409, {"payment_not_returnable", "refund_exceeds_payment"})
                 .refuses(503, {"provider_unavailable"})
                 .idempotent()
                 .handle([&orders](web::Request request, OrderPath path, ReturnBody body) {
                   return return_payment(orders, request, path, std::move(body));
                 }));
}

}  // namespace

void add_refund_endpoints(web::Router& router, Orders& orders) {
  add_refund(router, orders);
  add_assignment(router, orders);
  add_ways_back(router, orders);
}

}  // namespace usher::orders

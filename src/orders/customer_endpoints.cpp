// Purpose: correcting who an order is for, over HTTP. Place: orders.
#include "orders/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

struct OrderPath {
  OrderId id;
};
BOOST_DESCRIBE_STRUCT(OrderPath, (), (id))

struct CustomerBody {
  std::optional<Label> customer_name;
  std::optional<Email> customer_email;
  Patch<Phone> customer_phone;
  std::optional<std::int64_t> version;  // as If-Match
};
BOOST_DESCRIBE_STRUCT(CustomerBody, (), (customer_name, customer_email, customer_phone, version))

CustomerChange change_of(CustomerBody body, std::optional<std::int64_t> if_match) {
  return {std::move(body.customer_name), std::move(body.customer_email),
          std::move(body.customer_phone), if_match ? if_match : body.version};
}

asio::awaitable<Result<web::Reply<OrderView>>> change(Orders& orders, web::Request request,
                                                      OrderPath path, CustomerBody body,
                                                      Proof proof) {
  CO_TRY(auto order,
         co_await orders.change_customer(path.id, change_of(std::move(body), request.if_match()),
                                         std::move(proof), audit::by(request)));
  const auto version = order.version;
  co_return web::ok(std::move(order)).with_etag(version);
}

}  // namespace

void add_customer_endpoints(web::Router& router, Orders& orders) {
  router.add(web::put("/api/public/orders/{id}")
                 .access(web::Access::buyer)
                 .tag("Orders")
                 .summary("Correct name, e-mail address or telephone number")
                 .description("While the order waits for its payment. The order is the caller's by "
                              "its browser session, or by the order token in the header "
                              "X-Order-Token.")
                 .path<OrderPath>()
                 .body<CustomerBody>()
                 .answers<OrderView>()
                 .refuses(404, {"order_not_found"})
                 .refuses(409, {"order_not_pending"})
                 .takes_if_match()
                 .handle([&orders](web::Request request, OrderPath path, CustomerBody body) {
                   return change(orders, request, path, std::move(body), proof_of(request));
                 }));
  router.add(web::put("/api/admin/ticketing/orders/{id}")
                 .access(web::Access::staff)
                 .tag("Orders (staff)")
                 .summary("Correct name, e-mail address or telephone number")
                 .description("The tickets are the new name's; nothing is mailed by itself.")
                 .path<OrderPath>()
                 .body<CustomerBody>()
                 .answers<OrderView>()
                 .refuses(404, {"order_not_found"})
                 .takes_if_match()
                 .handle([&orders](web::Request request, OrderPath path, CustomerBody body) {
                   return change(orders, request, path, std::move(body), {.staff = true});
                 }));
}

}  // namespace usher::orders

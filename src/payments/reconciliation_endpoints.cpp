#include "base/text.hpp"
#include "payments/endpoints.hpp"
#include "payments/reconciliation.hpp"
#include "web/endpoint.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

struct FindingBody {
  FindingKind kind = FindingKind::unknown_payment;
  Code subject;
};
BOOST_DESCRIBE_STRUCT(FindingBody, (), (kind, subject))

asio::awaitable<Result<web::Reply<ReconciliationView>>> show(Reconciliation& reconciliation) {
  co_return web::ok(co_await reconciliation.view());
}

asio::awaitable<Result<web::Reply<ReconciliationView>>> run_now(Reconciliation& reconciliation) {
  const auto run = co_await reconciliation.run(Reconciliation::kLookBack);
  if (!run.failure.empty()) {
    co_return refuse(ErrorKind::unavailable, "provider_unavailable",
                     "The payment provider does not answer: nothing could be compared.");
  }
  co_return web::ok(co_await reconciliation.view());
}

asio::awaitable<Result<web::Reply<ReconciliationView>>> resolve(Reconciliation& reconciliation,
                                                                web::Request request,
                                                                FindingBody body) {
  CO_TRY_OK(co_await reconciliation.resolve(body.kind, std::move(body.subject.value),
                                            audit::by(request)));
  co_return web::ok(co_await reconciliation.view());
}

}  // namespace

void add_reconciliation_endpoints(web::Router& router, Reconciliation& reconciliation) {
  router.add(web::get("/api/admin/payments/reconciliation")
                 .access(web::Access::admin)
                 .tag("Payment")
                 .summary("See what differs from the provider's books")
                 .description("The last comparison, and every finding that nobody has seen to.")
                 .answers<ReconciliationView>()
                 .handle([&reconciliation](web::Request) { return show(reconciliation); }));
  router.add(web::post("/api/admin/payments/reconciliation")
                 .access(web::Access::admin)
                 .tag("Payment")
                 .summary("Compare with the provider's books now")
                 .description("Repairs what is certain (a payment or refund whose news were lost) "
                              "and lists what is not. It also happens by itself every hour.")
                 .answers<ReconciliationView>(200)
                 .refuses(503, {"provider_unavailable"})
                 .handle([&reconciliation](web::Request) { return run_now(reconciliation); }));
  router.add(web::post("/api/admin/payments/findings/resolve")
                 .access(web::Access::admin)
                 .tag("Payment")
                 .summary("Say that a finding was seen to")
                 .body<FindingBody>()
                 .answers<ReconciliationView>(200)
                 .refuses(404, {"finding_not_found"})
                 .handle([&reconciliation](web::Request request, FindingBody body) {
                   return resolve(reconciliation, request, std::move(body));
                 }));
}

}  // namespace usher::payments

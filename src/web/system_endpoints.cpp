#include "web/system_endpoints.hpp"

#include <mutex>

#include "web/cached_body.hpp"
#include "web/docs_page.hpp"
#include "web/endpoint.hpp"

namespace usher::web {
BOOST_DESCRIBE_STRUCT(ReadinessWarning, (), (code, detail))

namespace {

struct Health {
  std::string status;
};
BOOST_DESCRIBE_STRUCT(Health, (), (status))

struct Readiness {
  std::string status;
  std::vector<ReadinessWarning> warnings;
};
BOOST_DESCRIBE_STRUCT(Readiness, (), (status, warnings))

// Made once, at the first request.
class Once {
 public:
  template <class F>
  const CachedBody& get(F make) {
    std::call_once(flag_, [&] { body_.emplace(make()); });
    return *body_;
  }

 private:
  std::once_flag flag_;
  std::optional<CachedBody> body_;
};

void add_health(Router& router, const SystemParts& parts) {
  router.add(get("/healthz")
                 .access(Access::anyone)
                 .tag("System")
                 .summary("Whether the process lives")
                 .answers<Health>()
                 .handle([](Request) -> Result<Reply<Health>> { return ok(Health{"ok"}); }));
  router.add(get("/readyz")
                 .access(Access::anyone)
                 .tag("System")
                 .summary("Whether requests can be served: the database answers and takes writes")
                 .answers<Readiness>()
                 .refuses(503, {"not_ready"})
                 .handle([ready = parts.ready,
                          warnings = parts.warnings](Request) -> Result<Reply<Readiness>> {
                   if (!ready || ready()) {
                     return ok(Readiness{"ready", warnings ? warnings() : Readiness{}.warnings});
                   }
                   return refuse(ErrorKind::unavailable, "not_ready",
                                 "The database does not answer, or takes no writes.");
                 }));
}

}  // namespace

void add_system_endpoints(Router& router, SystemParts parts) {
  router.describe_tag("System", "Health, metrics and this document.");
  add_health(router, parts);
  router.add(get("/metrics")
                 .access(Access::metrics)
                 .tag("System")
                 .summary("Numbers for Prometheus")
                 .description("For the server's own machine, or with the metrics token.")
                 .answers_raw(200, "text/plain")
                 .handle([metrics = parts.metrics](Request) -> Result<Raw> {
                   return Raw{200, "text/plain; version=0.0.4; charset=utf-8", metrics->text()};
                 }));
  auto document = std::make_shared<Once>();
  router.add(get("/api/openapi.json")
                 .access(Access::anyone)
                 .tag("System")
                 .summary("This document")
                 .answers_raw(200, "application/json")
                 .handle([&router, document, version = parts.version](Request r) -> Result<Raw> {
                   return document
                       ->get([&] {
                         return CachedBody(openapi_document(router, version), "application/json",
                                           "no-cache");
                       })
                       .answer(r);
                 }));
  auto page = std::make_shared<Once>();
  router.add(get("/api/docs")
                 .access(Access::anyone)
                 .tag("System")
                 .summary("The document as a page to browse")
                 .answers_raw(200, "text/html")
                 .handle([page](Request r) -> Result<Raw> {
                   const DocsPage docs = docs_page();
                   Raw raw =
                       page->get([&] {
                             return CachedBody(docs.html, "text/html; charset=utf-8", "no-cache");
                           })
                           .answer(r);
                   raw.headers.emplace_back("Content-Security-Policy", docs.policy);
                   raw.headers.emplace_back("Referrer-Policy", "no-referrer");
                   return raw;
                 }));
}

}  // namespace usher::web

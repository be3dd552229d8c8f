// Recitals over HTTP.
#include "shows/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::shows {
namespace {

struct RecitalPath {
  RecitalId id;
};
BOOST_DESCRIBE_STRUCT(RecitalPath, (), (id))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

Answer<web::Page<Recital>> list(Shows& shows, RecitalQuery query) {
  CO_TRY(auto page, co_await shows.list_recitals(std::move(query)));
  co_return web::ok(std::move(page));
}

Answer<Recital> get(Shows& shows, RecitalPath path) {
  CO_TRY(auto recital, co_await shows.get_recital(path.id));
  const auto version = recital.version;
  co_return web::ok(std::move(recital)).with_etag(version).with_cache_control("no-cache");
}

Answer<Recital> create(Shows& shows, web::Request request, RecitalBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST /api/recitals"));
  CO_TRY(auto recital,
         co_await shows.create_recital(audit::by(request), std::move(once), std::move(body)));
  const auto version = recital.version;
  auto address = "/api/recitals/" + recital.id.text();
  co_return web::created(std::move(recital), std::move(address)).with_etag(version);
}

Answer<Recital> update(Shows& shows, web::Request request, RecitalPath path, RecitalPatch body) {
  CO_TRY(auto recital, co_await shows.update_recital(audit::by(request), path.id,
                                                     request.if_match(), std::move(body)));
  const auto version = recital.version;
  co_return web::ok(std::move(recital)).with_etag(version);
}

Answer<web::NoContent> remove(Shows& shows, web::Request request, RecitalPath path) {
  CO_TRY_OK(co_await shows.remove_recital(audit::by(request), path.id, request.if_match()));
  co_return web::no_content();
}

}  // namespace

void add_recital_endpoints(web::Router& router, Shows& shows) {
  router.describe_tag("Recitals", "What is performed, apart from when and where.");
  router.add(web::get("/api/recitals")
                 .access(web::Access::staff)
                 .tag("Recitals")
                 .summary("List recitals")
                 .description("sort: title, -title, created_at, -created_at.")
                 .query<RecitalQuery>()
                 .answers<web::Page<Recital>>(200)
                 .handle([&shows](web::Request, RecitalQuery query) {
                   return list(shows, std::move(query));
                 }));
  router.add(web::post("/api/recitals")
                 .access(web::Access::admin)
                 .tag("Recitals")
                 .summary("Create a recital")
                 .description("Without a slug, one is made from the title.")
                 .body<RecitalBody>()
                 .answers<Recital>(201)
                 .refuses(409, {"slug_taken"})
                 .idempotent()
                 .handle([&shows](web::Request request, RecitalBody body) {
                   return create(shows, request, std::move(body));
                 }));
  router.add(web::get("/api/recitals/{id}")
                 .access(web::Access::staff)
                 .tag("Recitals")
                 .summary("Read a recital")
                 .path<RecitalPath>()
                 .answers<Recital>(200)
                 .refuses(404, {"recital_not_found"})
                 .handle([&shows](web::Request, RecitalPath path) { return get(shows, path); }));
  router.add(web::put("/api/recitals/{id}")
                 .access(web::Access::admin)
                 .tag("Recitals")
                 .summary("Change a recital")
                 .path<RecitalPath>()
                 .body<RecitalPatch>()
                 .answers<Recital>(200)
                 .refuses(404, {"recital_not_found"})
                 .refuses(409, {"slug_taken"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .handle([&shows](web::Request request, RecitalPath path, RecitalPatch body) {
                   return update(shows, request, path, std::move(body));
                 }));
  router.add(web::delete_("/api/recitals/{id}")
                 .access(web::Access::admin)
                 .tag("Recitals")
                 .summary("Delete a recital without shows")
                 .path<RecitalPath>()
                 .answers_nothing()
                 .refuses(404, {"recital_not_found"})
                 .refuses(409, {"recital_has_shows"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .handle([&shows](web::Request request, RecitalPath path) {
                   return remove(shows, request, path);
                 }));
}

}  // namespace usher::shows

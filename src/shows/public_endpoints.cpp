// What everybody may see.
#include "shows/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::shows {
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct SlugPath {
  std::string slug;
};
BOOST_DESCRIBE_STRUCT(SlugPath, (), (slug))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

Answer<web::Page<PublicRecitalItem>> list_recitals(Shows& shows, PublicQuery query) {
  CO_TRY(auto page, co_await shows.public_recitals(std::move(query)));
  co_return web::ok(std::move(page)).with_cache_control("no-cache");
}

Answer<PublicRecitalPage> get_recital(Shows& shows, SlugPath path) {
  CO_TRY(auto page, co_await shows.public_recital(Slug{std::move(path.slug)}));
  co_return web::ok(std::move(page)).with_cache_control("no-cache");
}

Answer<web::Page<PublicShow>> list_shows(Shows& shows, PublicQuery query) {
  CO_TRY(auto page, co_await shows.public_shows(std::move(query)));
  co_return web::ok(std::move(page)).with_cache_control("no-cache");
}

Answer<PublicShow> get_show(Shows& shows, ShowPath path) {
  CO_TRY(auto show, co_await shows.public_show(path.id));
  co_return web::ok(std::move(show)).with_cache_control("no-cache");
}

}  // namespace

void add_public_endpoints(web::Router& router, Shows& shows) {
  router.describe_tag("Public", "What the shop shows: recitals, shows, settings.");
  router.add(web::get("/api/public/recitals")
                 .access(web::Access::anyone)
                 .tag("Public")
                 .summary("Recitals with shows to come, the next first")
                 .query<PublicQuery>()
                 .answers<web::Page<PublicRecitalItem>>(200)
                 .handle([&shows](web::Request, PublicQuery query) {
                   return list_recitals(shows, std::move(query));
                 }));
  router.add(web::get("/api/public/recitals/{slug}")
                 .access(web::Access::anyone)
                 .tag("Public")
                 .summary("A recital with its shows to come")
                 .path<SlugPath>()
                 .answers<PublicRecitalPage>(200)
                 .refuses(404, {"recital_not_found"})
                 .handle([&shows](web::Request, SlugPath path) {
                   return get_recital(shows, std::move(path));
                 }));
  router.add(web::get("/api/public/recital-shows")
                 .access(web::Access::anyone)
                 .tag("Public")
                 .summary("Shows to come, the next first")
                 .query<PublicQuery>()
                 .answers<web::Page<PublicShow>>(200)
                 .handle([&shows](web::Request, PublicQuery query) {
                   return list_shows(shows, std::move(query));
                 }));
  router.add(web::get("/api/public/recital-shows/{id}")
                 .access(web::Access::anyone)
                 .tag("Public")
                 .summary("A show with its prices")
                 .path<ShowPath>()
                 .answers<PublicShow>(200)
                 .refuses(404, {"show_not_found"})
                 .handle([&shows](web::Request, ShowPath path) { return get_show(shows, path); }));
}

}  // namespace usher::shows

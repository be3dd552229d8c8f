// What everybody may see, and what search engines ask for.
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

// Where the site's address is only what the client says it is, no cache may hand it to others.
void add_cache_control(web::Raw& raw, web::Request request, std::string known) {
  raw.headers.emplace_back("Cache-Control",
                           request.knows_its_address() ? std::move(known) : "no-store");
}

boost::asio::awaitable<Result<web::Raw>> sitemap(Shows& shows, web::Request request) {
  web::Raw raw;
  raw.content_type = "application/xml; charset=utf-8";
  raw.body = co_await shows.sitemap(request.base_url());
  add_cache_control(raw, request, "public, max-age=3600");
  co_return raw;
}

Result<web::Raw> robots(web::Request request) {
  web::Raw raw;
  raw.content_type = "text/plain; charset=utf-8";
  raw.body =
      "User-agent: *\n"
      "Disallow: /admin\n"
      "Disallow: /api/\n"
      "Disallow: /scan\n"
      "Disallow: /public/checkout\n"
      "Sitemap: " +
      request.base_url() + "/sitemap.xml\n";
  add_cache_control(raw, request, "public, max-age=86400");
  return raw;
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
  router.add(web::get("/sitemap.xml")
                 .access(web::Access::anyone)
                 .tag("System")
                 .summary("The public pages, for search engines")
                 .answers_raw(200, "application/xml")
                 .handle([&shows](web::Request request) { return sitemap(shows, request); }));
  router.add(web::get("/robots.txt")
                 .access(web::Access::anyone)
                 .tag("System")
                 .summary("What search engines may read")
                 .answers_raw(200, "text/plain")
                 .handle([](web::Request request) { return robots(request); }));
}

}  // namespace usher::shows

#include "site/site.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/json_binding.hpp"
#include "site/missing_page.hpp"
#include "site/page_policy.hpp"
#include "site/page_routes.hpp"
#include "site/page_words.hpp"
#include "site/pages.hpp"
#include "site/sitemap.hpp"
#include "web/answer.hpp"
#include "web/endpoint.hpp"
#include "web/page_headers.hpp"

namespace usher::site {
namespace {

// For a binary that was built without the UI: the words, and no app.
constexpr std::string_view kBareShell =
    "<!doctype html>\n<html lang=\"en\">\n  <head>\n    <meta charset=\"utf-8\" />\n"
    "    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
    "    <title>Tickets</title>\n  </head>\n  <body>\n    <div id=\"app\">"
    "<!--usher:main--></div>\n    <!--usher:data-->\n  </body>\n</html>\n";

// More shows than this are left to the app to read page by page.
constexpr std::int64_t kShowsInPage = 200;

struct Pages {
  shows::Shows& shows;
  std::string locale;
  std::string_view shell;
};
using Shared = std::shared_ptr<const Pages>;
using Work = boost::asio::awaitable<void>;

std::string_view shell_of_the_shop(std::span<const web::EmbeddedAsset> assets) {
  const auto found = std::ranges::find(assets, "/shop.html", &web::EmbeddedAsset::path);
  return found == assets.end() ? kBareShell : found->bytes;
}

std::string locale_for(const Pages& pages, web::Request request) {
  return page_locale(request.header("accept-language"), pages.locale);
}

void send(const Pages& pages, web::Request request, const PageContent& content, int status = 200) {
  web::Answer& answer = request.answer();
  answer.status = status;
  answer.content_type("text/html; charset=utf-8");
  // Its links hold the site's address: if that is only what the client says, it is for it alone.
  answer.add_header("Cache-Control",
                    request.knows_its_address() ? "no-cache" : "private, no-cache");
  answer.add_header("Vary", "Accept-Language");
  for (const auto& [name, value] : web::page_headers(request)) {
    answer.add_header(name, value);
  }
  answer.body = fill_page(pages.shell, content);
}

template <class T>
void attach(PageContent& content, std::string key, const T& data) {
  content.data_key = std::move(key);
  append_json(content.data_json, data);
}

// A page that is missing, or whose data cannot be read now: the app says which, in its own words.
void send_missing(const Pages& pages, web::Request request) {
  const auto content = missing_page(locale_for(pages, request), request.base_url());
  send(pages, request, content, 404);
}

Work send_shows(Shared pages, web::Request request) {
  shows::PublicQuery query;
  query.limit = {kShowsInPage};
  const auto found = co_await pages->shows.public_shows(std::move(query));
  if (!found) co_return send_missing(*pages, request);
  auto content = shows_page(found->items, locale_for(*pages, request), request.base_url());
  if (!found->next_cursor) attach(content, "shows", found->items);
  send(*pages, request, content);
}

Work send_recital(Shared pages, web::Request request, std::string slug) {
  const auto found = co_await pages->shows.public_recital(Slug{slug});
  if (!found) co_return send_missing(*pages, request);
  auto content = recital_page(*found, locale_for(*pages, request), request.base_url());
  attach(content, "recital:" + slug, *found);
  send(*pages, request, content);
}

Work send_seating(Shared pages, web::Request request, std::string id) {
  const auto found = co_await pages->shows.public_show(ShowId::parse(id));
  if (!found) co_return send_missing(*pages, request);
  auto content = seating_page(*found, locale_for(*pages, request), request.base_url());
  attach(content, "show:" + id, *found);
  send(*pages, request, content);
}

// Where the site's address is only what the client says it is, no cache may hand it to others.
web::Raw for_machines(web::Request request, std::string type, std::string body, std::string keep) {
  web::Raw raw;
  raw.content_type = std::move(type);
  raw.body = std::move(body);
  raw.headers.emplace_back("Cache-Control",
                           request.knows_its_address() ? std::move(keep) : "no-store");
  return raw;
}

boost::asio::awaitable<Result<web::Raw>> send_sitemap(shows::Shows& shows, web::Request request) {
  const auto listed = co_await shows.listed_shows();
  co_return for_machines(request, "application/xml; charset=utf-8",
                         sitemap_xml(listed, request.base_url()), "public, max-age=3600");
}

// The n-th segment of the path, as it came: slugs and ids need no decoding.
std::string segment(web::Request request, std::size_t n) {
  std::string_view path = request.path();
  for (std::size_t i = 0; i <= n && !path.empty(); ++i) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    if (i == n) return std::string(path.substr(0, end));
    path.remove_prefix(end);
  }
  return {};
}

// A page takes any query: links carry what campaigns put into them.
web::Route page(std::string pattern, web::Invoke invoke) {
  web::Route route;
  route.method = web::Method::get;
  route.pattern = std::move(pattern);
  route.stated = web::Access::anyone;
  route.doc.hidden = true;
  route.invoke = std::move(invoke);
  return route;
}

}  // namespace

web::SitePages pages(CardForm card_form) {
  return {.routes = page_routes(),
          .home = "/public/tickets",
          .missing_html = kMissingHtml,
          .headers_of = [card_form](std::string_view path) { return policy_of(path, card_form); }};
}

void add_endpoints(web::Router& router, shows::Shows& shows,
                   std::span<const web::EmbeddedAsset> assets, const std::string& locale) {
  const Shared pages = std::make_shared<const Pages>(shows, locale, shell_of_the_shop(assets));
  router.add(page("/public/tickets",
                  [pages](web::Request request) { return send_shows(pages, request); }));
  router.add(page("/public/tickets/lookup", [pages](web::Request request) {
    const auto content = lookup_page(locale_for(*pages, request), request.base_url());
    send(*pages, request, content);
    return std::nullopt;
  }));
  router.add(page("/public/recitals/{slug}", [pages](web::Request request) {
    return send_recital(pages, request, segment(request, 2));
  }));
  router.add(page("/public/recitals/{show_id}/seating", [pages](web::Request request) {
    return send_seating(pages, request, segment(request, 2));
  }));
  router.add(web::get("/sitemap.xml")
                 .access(web::Access::anyone)
                 .tag("System")
                 .summary("The public pages, for search engines")
                 .answers_raw(200, "application/xml")
                 .handle([&shows](web::Request request) { return send_sitemap(shows, request); }));
  router.add(web::get("/robots.txt")
                 .access(web::Access::anyone)
                 .tag("System")
                 .summary("What search engines may read")
                 .answers_raw(200, "text/plain")
                 .handle([](web::Request request) -> Result<web::Raw> {
                   return for_machines(request, "text/plain; charset=utf-8",
                                       robots_txt(request.base_url()), "public, max-age=86400");
                 }));
}

}  // namespace usher::site

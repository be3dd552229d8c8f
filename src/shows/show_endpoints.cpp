// Shows and their ticket configuration over HTTP.
#include "shows/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::shows {
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

std::string address_of(ShowId show) { return "/api/recital-shows/" + show.text(); }

web::Reply<ShowView> created(ShowView show) {
  const auto version = show.version;
  auto address = address_of(show.id);
  return web::created(std::move(show), std::move(address)).with_etag(version);
}

Answer<web::Page<ShowView>> list(Shows& shows, ShowQuery query) {
  CO_TRY(auto page, co_await shows.list_shows(std::move(query)));
  co_return web::ok(std::move(page));
}

Answer<ShowView> get(Shows& shows, ShowPath path) {
  CO_TRY(auto show, co_await shows.get_show(path.id));
  const auto version = show.version;
  co_return web::ok(std::move(show)).with_etag(version);
}

Answer<ShowView> create(Shows& shows, web::Request request, ShowBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST /api/recital-shows"));
  CO_TRY(auto show,
         co_await shows.create_show(audit::by(request), std::move(once), std::move(body)));
  co_return created(std::move(show));
}

Answer<ShowView> update(Shows& shows, web::Request request, ShowPath path, ShowPatch body) {
  CO_TRY(auto show, co_await shows.update_show(audit::by(request), path.id, request.if_match(),
                                               std::move(body)));
  const auto version = show.version;
  co_return web::ok(std::move(show)).with_etag(version);
}

Answer<web::NoContent> remove(Shows& shows, web::Request request, ShowPath path) {
  CO_TRY_OK(co_await shows.remove_show(audit::by(request), path.id, request.if_match()));
  co_return web::no_content();
}

Answer<ShowView> duplicate(Shows& shows, web::Request request, ShowPath path, DuplicateBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST duplicate"));
  CO_TRY(auto show, co_await shows.duplicate_show(audit::by(request), std::move(once), path.id,
                                                  std::move(body)));
  co_return created(std::move(show));
}

web::Reply<TicketConfigView> versioned(TicketConfigView config) {
  const auto version = config.version;
  return web::ok(std::move(config)).with_etag(version);
}

Answer<TicketConfigView> get_config(Shows& shows, ShowPath path) {
  CO_TRY(auto config, co_await shows.get_ticket_config(path.id));
  co_return versioned(std::move(config));
}

Answer<TicketConfigView> configure(Shows& shows, web::Request request, ShowPath path,
                                   TicketConfigBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST ticket-config"));
  CO_TRY(auto config, co_await shows.configure(audit::by(request), std::move(once), path.id,
                                               request.if_match(), std::move(body)));
  co_return versioned(std::move(config));
}

void add_config(web::Router& router, Shows& shows) {
  router.add(
      web::get("/api/recital-shows/{id}/ticket-config")
          .access(web::Access::staff)
          .tag("Shows")
          .summary("How a show's tickets are sold")
          .path<ShowPath>()
          .answers<TicketConfigView>(200)
          .refuses(404, {"show_not_found"})
          .handle([&shows](web::Request, ShowPath path) { return get_config(shows, path); }));
  router.add(web::post("/api/recital-shows/{id}/ticket-config")
                 .access(web::Access::admin)
                 .tag("Shows")
                 .summary("Set how a show's tickets are sold")
                 .description("What is left out keeps its value; a list replaces the list. Zones "
                              "that are not listed sell at the venue's default price. The amount "
                              "of a fee is in the currency's smallest unit, or a percentage with "
                              "up to three decimals when its kind is percent or "
                              "percent_of_total; so is the tax's percent. `orphan_seats`: warn "
                              "of a choice that leaves one seat alone, or refuse it. "
                              "`accessible_release_at`: from when accessible and companion seats "
                              "sell like all others; null: never. They never cost more than the "
                              "dearest other seat of their section. `warnings` of the answer name "
                              "prices that no card can be charged: below the provider's minimum "
                              "(`below_minimum`), or with a third decimal that is not 0 "
                              "(`too_fine`); orders of them are refused.")
                 .path<ShowPath>()
                 .body<TicketConfigBody>()
                 .answers<TicketConfigView>(200)
                 .refuses(409, {"show_has_orders"})
                 .refuses(422, {"accessible_price_too_high"})
                 .takes_if_match()
                 .idempotent()
                 .refuses(404, {"show_not_found"})
                 .handle([&shows](web::Request request, ShowPath path, TicketConfigBody body) {
                   return configure(shows, request, path, std::move(body));
                 }));
}

void add_copy_and_removal(web::Router& router, Shows& shows) {
  router.add(web::delete_("/api/recital-shows/{id}")
                 .access(web::Access::admin)
                 .tag("Shows")
                 .summary("Delete a show of which nothing was sold")
                 .path<ShowPath>()
                 .answers_nothing()
                 .refuses(409, {"show_has_sold_seats", "show_has_orders", "show_has_tickets"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .refuses(404, {"show_not_found"})
                 .handle([&shows](web::Request request, ShowPath path) {
                   return remove(shows, request, path);
                 }));
  router.add(web::post("/api/recital-shows/{id}/duplicate")
                 .access(web::Access::admin)
                 .tag("Shows")
                 .summary("Make another show like this one at another time")
                 .description("The copy is a draft with the same ticket configuration; doors and "
                              "sale window keep their distance from the start.")
                 .path<ShowPath>()
                 .body<DuplicateBody>()
                 .answers<ShowView>(201)
                 .idempotent()
                 .refuses(404, {"show_not_found"})
                 .handle([&shows](web::Request request, ShowPath path, DuplicateBody body) {
                   return duplicate(shows, request, path, std::move(body));
                 }));
}

}  // namespace

void add_show_endpoints(web::Router& router, Shows& shows) {
  router.describe_tag("Shows", "Performances: when, where, on which terms they are sold.");
  router.add(web::get("/api/recital-shows")
                 .access(web::Access::staff)
                 .tag("Shows")
                 .summary("List shows")
                 .description("sort: starts_at, -starts_at, title, -title.")
                 .query<ShowQuery>()
                 .answers<web::Page<ShowView>>(200)
                 .handle([&shows](web::Request, ShowQuery query) {
                   return list(shows, std::move(query));
                 }));
  router.add(web::post("/api/recital-shows")
                 .access(web::Access::admin)
                 .tag("Shows")
                 .summary("Create a show")
                 .description("starts_at is an instant; instead, starts_at_local is what the wall "
                              "clock of the venue shows. A show is a draft unless status says "
                              "otherwise.")
                 .body<ShowBody>()
                 .answers<ShowView>(201)
                 .idempotent()
                 .handle([&shows](web::Request request, ShowBody body) {
                   return create(shows, request, std::move(body));
                 }));
  router.add(web::get("/api/recital-shows/{id}")
                 .access(web::Access::staff)
                 .tag("Shows")
                 .summary("Read a show")
                 .path<ShowPath>()
                 .answers<ShowView>(200)
                 .refuses(404, {"show_not_found"})
                 .handle([&shows](web::Request, ShowPath path) { return get(shows, path); }));
  router.add(web::put("/api/recital-shows/{id}")
                 .access(web::Access::admin)
                 .tag("Shows")
                 .summary("Change a show")
                 .description("A show that has orders is cancelled by its changes, which tell and "
                              "refund the buyers: `status` cancelled is refused for it, and `see` "
                              "says where to.")
                 .path<ShowPath>()
                 .body<ShowPatch>()
                 .answers<ShowView>(200)
                 .refuses(409, {"invalid_status_change", "show_has_sold_seats", "no_prices",
                                "show_has_orders"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .refuses(404, {"show_not_found"})
                 .handle([&shows](web::Request request, ShowPath path, ShowPatch body) {
                   return update(shows, request, path, std::move(body));
                 }));
  add_copy_and_removal(router, shows);
  add_config(router, shows);
}

}  // namespace usher::shows

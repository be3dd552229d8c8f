// Cancelling and moving shows over HTTP.
#include "orders/show_changes.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct ChangePath {
  ShowId id;
  ShowChangeId change_id;
};
BOOST_DESCRIBE_STRUCT(ChangePath, (), (id, change_id))

struct ChangeBody {
  ChangeKind kind = ChangeKind::cancel;
  bool refund = false;
  std::optional<Paragraph> message;
  Given<Timestamp> starts_at;
  Given<std::string> starts_at_local;
};
BOOST_DESCRIBE_STRUCT(ChangeBody, (), (kind, refund, message, starts_at, starts_at_local))

asio::awaitable<Result<web::Reply<ChangePreview>>> preview(ShowChanges& changes, ShowPath path) {
  CO_TRY(auto found, co_await changes.preview(path.id));
  co_return web::ok(std::move(found));
}

asio::awaitable<Result<web::Reply<web::Page<ChangeView>>>> list(ShowChanges& changes, ShowPath path,
                                                                web::ListQuery query) {
  CO_TRY(auto found, co_await changes.list(path.id));
  CO_TRY_OK(web::sort_list<ChangeView>(
      found, query.sort, {{"created_at", [](const ChangeView& a, const ChangeView& b) {
                             return a.id.value < b.id.value;
                           }}}));
  CO_TRY(auto page, web::page_of(std::move(found), query,
                                 [](const ChangeView& each) { return each.id.text(); }));
  co_return web::ok(std::move(page));
}

asio::awaitable<Result<web::Reply<ChangeView>>> find(ShowChanges& changes, ChangePath path) {
  CO_TRY(auto found, co_await changes.find(path.id, path.change_id));
  co_return web::ok(std::move(found));
}

asio::awaitable<Result<web::Reply<ChangeView>>> begin(ShowChanges& changes, web::Request request,
                                                      ShowPath path, ChangeBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  const bool names_start = body.starts_at || body.starts_at_local;
  if (body.kind == ChangeKind::cancel && names_start) {
    co_return refuse_field(body.starts_at ? "/starts_at" : "/starts_at_local", "not_allowed",
                           "A show that is cancelled has no new start.");
  }
  ChangeWish wish{body.kind, body.refund, body.message ? std::move(body.message->value) : "",
                  body.starts_at, std::move(body.starts_at_local)};
  CO_TRY(auto change, co_await changes.begin(path.id, std::move(wish), request.if_match(),
                                             std::move(once), audit::by(request)));
  auto address = "/api/recital-shows/" + path.id.text() + "/changes/" + change.id.text();
  co_return web::created(std::move(change), std::move(address));
}

}  // namespace

void add_show_change_endpoints(web::Router& router, ShowChanges& changes) {
  router.add(
      web::get("/api/recital-shows/{id}/changes/preview")
          .access(web::Access::admin)
          .tag("Shows")
          .summary("Whom and how much cancelling or moving a show would concern")
          .path<ShowPath>()
          .answers<ChangePreview>()
          .refuses(404, {"show_not_found"})
          .handle([&changes](web::Request, ShowPath path) { return preview(changes, path); }));
  router.add(web::get("/api/recital-shows/{id}/changes")
                 .access(web::Access::staff)
                 .tag("Shows")
                 .summary("How often a show was cancelled or moved, the newest first")
                 .description("sort: created_at, -created_at.")
                 .path<ShowPath>()
                 .query<web::ListQuery>()
                 .answers<web::Page<ChangeView>>()
                 .refuses(404, {"show_not_found"})
                 .handle([&changes](web::Request, ShowPath path, web::ListQuery query) {
                   return list(changes, path, std::move(query));
                 }));
  router.add(
      web::get("/api/recital-shows/{id}/changes/{change_id}")
          .access(web::Access::staff)
          .tag("Shows")
          .summary("How far a cancellation or a move has come")
          .path<ChangePath>()
          .answers<ChangeView>()
          .refuses(404, {"show_change_not_found"})
          .handle([&changes](web::Request, ChangePath path) { return find(changes, path); }));
  router.add(
      web::post("/api/recital-shows/{id}/changes")
          .access(web::Access::admin)
          .tag("Shows")
          .summary("Cancel or move a show, refund or keep, and tell everybody")
          .description("The show changes at once. Every order is then told once, with `message` in "
                       "the organiser's words, and with `refund` given back whole, in the "
                       "background; the answer's address says how far that has come. A move needs "
                       "`starts_at` or `starts_at_local`; doors and the end of the sale move "
                       "along. A cancelled show returns no seats to the sale.")
          .path<ShowPath>()
          .body<ChangeBody>()
          .answers<ChangeView>(201)
          .refuses(404, {"show_not_found"})
          .refuses(409, {"show_change_running", "show_cancelled", "invalid_status_change"})
          .refuses(412, {"version_conflict"})
          .takes_if_match()
          .idempotent()
          .handle([&changes](web::Request request, ShowPath path, ChangeBody body) {
            return begin(changes, request, path, std::move(body));
          }));
}

}  // namespace usher::orders

// Allotments over HTTP: staff set seats aside, buyers open them by a code.
#include "inventory/allotments.hpp"
#include "inventory/boards.hpp"
#include "inventory/endpoints.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::inventory {
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct AllotmentPath {
  ShowId id;
  AllotmentId allotment_id;
};
BOOST_DESCRIBE_STRUCT(AllotmentPath, (), (id, allotment_id))

struct CodeBody {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CodeBody, (), (code))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

web::Reply<AllotmentView> versioned(AllotmentView view) {
  const auto version = view.version;
  return web::ok(std::move(view)).with_etag(version);
}

Answer<web::Page<AllotmentView>> list(Inventory& inventory, ShowId show, web::ListQuery query) {
  CO_TRY(auto items, co_await inventory.allotments().list(show));
  CO_TRY_OK(web::sort_list<AllotmentView>(
      items, query.sort,
      {{"name",
        [](const AllotmentView& a, const AllotmentView& b) { return a.name.value < b.name.value; }},
       {"created_at",
        [](const AllotmentView& a, const AllotmentView& b) { return a.id.value < b.id.value; }}}));
  CO_TRY(auto page, web::page_of(std::move(items), query,
                                 [](const AllotmentView& each) { return each.id.text(); }));
  co_return web::ok(std::move(page));
}

Answer<AllotmentView> get(Inventory& inventory, AllotmentPath path) {
  CO_TRY(auto view, co_await inventory.allotments().find(path.id, path.allotment_id));
  co_return versioned(std::move(view));
}

Answer<AllotmentView> create(Inventory& inventory, web::Request request, ShowId show,
                             AllotmentBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST allotments"));
  CO_TRY(auto view, co_await inventory.allotments().create(show, std::move(body), std::move(once),
                                                           audit::by(request)));
  const auto version = view.version;
  auto address = "/api/recital-shows/" + show.text() + "/allotments/" + view.id.text();
  co_return web::created(std::move(view), std::move(address)).with_etag(version);
}

Answer<AllotmentView> update(Inventory& inventory, web::Request request, AllotmentPath path,
                             AllotmentPatch body) {
  CO_TRY(auto view,
         co_await inventory.allotments().update(path.id, path.allotment_id, request.if_match(),
                                                std::move(body), audit::by(request)));
  co_return versioned(std::move(view));
}

Answer<web::NoContent> remove(Inventory& inventory, web::Request request, AllotmentPath path) {
  CO_TRY_OK(co_await inventory.allotments().remove(path.id, path.allotment_id, request.if_match(),
                                                   audit::by(request)));
  co_return web::no_content();
}

Answer<AllotmentView> release(Inventory& inventory, web::Request request, AllotmentPath path) {
  CO_TRY(auto once, jobs::once_key(request, "POST allotment release"));
  CO_TRY(auto view, co_await inventory.allotments().release(path.id, path.allotment_id,
                                                            audit::by(request), std::move(once)));
  co_return versioned(std::move(view));
}

Answer<AllottedSeatsView> allotted_seats(Inventory& inventory, ShowId show) {
  CO_TRY(const auto board, co_await inventory.board(show));
  const auto layout = board->layout();
  const auto numbers = board->numbers();
  AllottedSeatsView view{numbers.sequence, numbers.layout_version, {}};
  for (const auto& allotment : *board->allotments()) view.allotments.push_back({allotment.id, {}});
  for (const auto& seat : board->views()) {
    const auto found = std::ranges::find(view.allotments, seat.allotment, &SeatsOfAllotment::id);
    if (found != view.allotments.end()) found->seat_ids.push_back(layout->seats[seat.index].id);
  }
  co_return web::ok(std::move(view));
}

Answer<OpenedView> open(Inventory& inventory, const Clock& clock, std::string network, ShowId show,
                        CodeBody body) {
  CO_TRY(const auto board, co_await inventory.public_board(show));
  CO_TRY(const auto found,
         co_await inventory.allotments().open(board, std::move(body.code), std::move(network)));
  if (!found) co_return refuse(unknown_code(ErrorKind::not_found));
  OpenedAllotment opened{found->name, found->color, found->max_tickets, {}};
  if (!found->open_at(clock.now())) co_return web::ok(OpenedView{{std::move(opened)}});
  const auto layout = board->layout();
  // Those in somebody's basket too: they may come back while the buyer looks at the chart.
  for (const auto& seat : board->views()) {
    const bool unsold = seat.status == SeatStatus::house || seat.status == SeatStatus::reserved;
    if (seat.allotment == found->id && unsold)
      opened.seat_ids.push_back(layout->seats[seat.index].id);
  }
  co_return web::ok(OpenedView{{std::move(opened)}});
}

void add_allotted_seats(web::Router& router, Inventory& inventory) {
  router.add(web::get("/api/recital-shows/{id}/seats/allotments")
                 .access(web::Access::staff)
                 .tag("Allotments")
                 .summary("Which seats are set aside for whom, for the whole house")
                 .path<ShowPath>()
                 .answers<AllottedSeatsView>()
                 .refuses(404, {"show_not_found"})
                 .handle([&inventory](web::Request, ShowPath path) {
                   return allotted_seats(inventory, path.id);
                 }));
}

void add_one(web::Router& router, Inventory& inventory) {
  router.add(
      web::get("/api/recital-shows/{id}/allotments/{allotment_id}")
          .access(web::Access::staff)
          .tag("Allotments")
          .summary("Read an allotment")
          .path<AllotmentPath>()
          .answers<AllotmentView>()
          .refuses(404, {"show_not_found", "allotment_not_found"})
          .handle([&inventory](web::Request, AllotmentPath path) { return get(inventory, path); }));
  router.add(
      web::put("/api/recital-shows/{id}/allotments/{allotment_id}")
          .access(web::Access::admin)
          .tag("Allotments")
          .summary("Change an allotment")
          .description("What is left out keeps its value; null takes the code, the limit or "
                       "the time away. Once it is released only its figures are left.")
          .path<AllotmentPath>()
          .body<AllotmentPatch>()
          .answers<AllotmentView>()
          .refuses(404, {"show_not_found", "allotment_not_found"})
          .refuses(409, {"access_code_taken"})
          .refuses(412, {"version_conflict"})
          .takes_if_match()
          .handle([&inventory](web::Request request, AllotmentPath path, AllotmentPatch body) {
            return update(inventory, request, path, std::move(body));
          }));
  router.add(web::delete_("/api/recital-shows/{id}/allotments/{allotment_id}")
                 .access(web::Access::admin)
                 .tag("Allotments")
                 .summary("Delete an allotment; its unsold seats are on sale again")
                 .path<AllotmentPath>()
                 .answers_nothing()
                 .refuses(404, {"allotment_not_found"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .handle([&inventory](web::Request request, AllotmentPath path) {
                   return remove(inventory, request, path);
                 }));
  router.add(web::post("/api/recital-shows/{id}/allotments/{allotment_id}/release")
                 .access(web::Access::admin)
                 .tag("Allotments")
                 .summary("Put the unsold seats of an allotment on sale for everybody")
                 .description("It stays for the figures. Releasing again changes nothing.")
                 .path<AllotmentPath>()
                 .answers<AllotmentView>()
                 .refuses(404, {"show_not_found", "allotment_not_found"})
                 .idempotent()
                 .handle([&inventory](web::Request request, AllotmentPath path) {
                   return release(inventory, request, path);
                 }));
}

}  // namespace

void add_allotment_endpoints(web::Router& router, Inventory& inventory, const Clock& clock) {
  router.describe_tag("Allotments", "Seats that are set aside, opened by a code until released.");
  router.add(
      web::get("/api/recital-shows/{id}/allotments")
          .access(web::Access::staff)
          .tag("Allotments")
          .summary("List the allotments of a show")
          .description("sort: name, created_at, with a hyphen before it the other way round.")
          .path<ShowPath>()
          .query<web::ListQuery>()
          .answers<web::Page<AllotmentView>>()
          .refuses(404, {"show_not_found"})
          .handle([&inventory](web::Request, ShowPath path, web::ListQuery query) {
            return list(inventory, path.id, std::move(query));
          }));
  router.add(web::post("/api/recital-shows/{id}/allotments")
                 .access(web::Access::admin)
                 .tag("Allotments")
                 .summary("Set seats aside")
                 .description("Until they are released, by hand or at releases_at, buyers get them "
                              "only with the access code; without one nobody does.")
                 .path<ShowPath>()
                 .body<AllotmentBody>()
                 .answers<AllotmentView>(201)
                 .refuses(404, {"show_not_found"})
                 .refuses(409, {"access_code_taken", "seat_taken", "too_many_allotments"})
                 .refuses(422, {"seat_not_in_show"})
                 .idempotent()
                 .handle([&inventory](web::Request request, ShowPath path, AllotmentBody body) {
                   return create(inventory, request, path.id, std::move(body));
                 }));
  add_one(router, inventory);
  add_allotted_seats(router, inventory);
  router.add(
      web::post("/api/public/recital-shows/{id}/access-code")
          .access(web::Access::anyone)
          .tag("Seating chart")
          .summary("Ask which seats a code opens")
          .description("The seats are set aside and not sold; the chart's state says which of "
                       "them are in a basket now. None are left in the answer "
                       "when they were released to everybody. Three wrong codes for a show "
                       "block the address for a while.")
          .path<ShowPath>()
          .body<CodeBody>()
          .answers<OpenedView>()
          .refuses(404, {"show_not_found", "access_code_unknown"})
          .refuses(429, {"too_many_attempts"})
          .handle([&inventory, &clock](web::Request request, ShowPath path, CodeBody body) {
            return open(inventory, clock, request.client_network(), path.id, std::move(body));
          }));
}

}  // namespace usher::inventory

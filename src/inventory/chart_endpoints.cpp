#include "base/json_binding.hpp"
#include "inventory/boards.hpp"
#include "inventory/endpoints.hpp"
#include "web/cached_body.hpp"
#include "web/endpoint.hpp"

namespace usher::inventory {
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct SeatMapQuery {
  std::optional<std::int64_t> v;
};
BOOST_DESCRIBE_STRUCT(SeatMapQuery, (), (v))

// Who makes a show ready looks at its chart before anybody else may.
bool sees_drafts(web::Request request) {
  const auto& who = request.identity();
  return who.signed_in && (who.role == web::Role::staff || who.role == web::Role::admin);
}

boost::asio::awaitable<Result<std::shared_ptr<SeatBoard>>> board_for(Inventory& inventory,
                                                                     web::Request request,
                                                                     ShowId show) {
  if (sees_drafts(request)) co_return co_await inventory.board(show);
  co_return co_await inventory.public_board(show);
}

boost::asio::awaitable<Result<web::Raw>> seat_map(Inventory& inventory, web::Request request,
                                                  ShowId show, SeatMapQuery query) {
  CO_TRY(const auto board, co_await board_for(inventory, request, show));
  const auto body = board->seat_map();
  auto raw = body->answer(request);
  // Under its version the layout never changes; without one, ask again.
  const bool draft = board->terms()->show.status == shows::ShowStatus::draft;
  if (!draft && query.v == board->numbers().layout_version) {
    for (auto& [name, value] : raw.headers) {
      if (name == "Cache-Control") value = "public, max-age=31536000, immutable";
    }
  }
  co_return raw;
}

boost::asio::awaitable<Result<web::Raw>> load_state(Inventory& inventory, const Clock& clock,
                                                    web::Request request, ShowId show) {
  CO_TRY(const auto board, co_await board_for(inventory, request, show));
  co_return board->state_body(clock.monotonic())->answer(request);
}

web::Ready<web::Raw> state(Inventory& inventory, const Clock& clock, web::Request request,
                           ShowId show) {
  const auto board = inventory.public_board_now(show);
  if (!board) return load_state(inventory, clock, request, show);
  return Result<web::Raw>(board->state_body(clock.monotonic())->answer(request));
}

boost::asio::awaitable<Result<web::StreamSource>> stream(Inventory& inventory, web::Request request,
                                                         ShowId show) {
  auto last_event = request.last_event_id();
  CO_TRY(const auto board, co_await board_for(inventory, request, show));
  co_return web::StreamSource{
      .open =
          [board, last_event](std::shared_ptr<web::EventStream> client) {
            board->subscribe(std::move(client), last_event);
          },
      .closed = [board](web::EventStream& client) { board->unsubscribe(client); }};
}

}  // namespace

void add_chart_endpoints(web::Router& router, Inventory& inventory, const Clock& clock) {
  router.describe_tag("Seating chart", "A show's layout and live seat states, for buyers.");
  router.add(web::get("/api/public/recital-shows/{id}/seat-map")
                 .access(web::Access::anyone)
                 .tag("Seating chart")
                 .summary("The layout of the seats")
                 .description("Never changes under its version: with ?v=<layout_version> it may be "
                              "kept for ever. A draft is there for staff only.")
                 .path<ShowPath>()
                 .query<SeatMapQuery>()
                 .answers_raw(200, "application/json")
                 .refuses(404, {"show_not_found"})
                 .handle([&inventory](web::Request request, ShowPath path, SeatMapQuery query) {
                   return seat_map(inventory, request, path.id, query);
                 }));
  router.add(
      web::get("/api/public/recital-shows/{id}/seats/state")
          .access(web::Access::anyone)
          .tag("Seating chart")
          .summary("The state of all seats, one letter each, and the number it is true at")
          .description("`states` has the seats in the order of the seat map. `prices`, where "
                       "seats cost something else than their zone, lists [place in that "
                       "order, price, price with all fees].")
          .path<ShowPath>()
          .answers_raw(200, "application/json")
          .refuses(404, {"show_not_found"})
          .handle([&inventory, &clock](web::Request request, ShowPath path) {
            return state(inventory, clock, request, path.id);
          }));
  router.add(
      web::get("/api/public/recital-shows/{id}/seats/stream")
          .access(web::Access::anyone)
          .tag("Seating chart")
          .summary("Changes of seats as they happen")
          .description("`snapshot` first, then `seats` events whose `previous` is the number "
                       "of the event before. Resumes by Last-Event-ID.")
          .path<ShowPath>()
          .answers_stream()
          .refuses(404, {"show_not_found"})
          .handle([&inventory](web::Request request, ShowPath path) {
            return stream(inventory, request, path.id);
          }));
}

}  // namespace usher::inventory

#include <charconv>

#include "inventory/allotments.hpp"
#include "inventory/best_available.hpp"
#include "inventory/boards.hpp"
#include "inventory/endpoints.hpp"
#include "inventory/seat_views.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::inventory {
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct ShowSeatPath {
  ShowId id;
  std::string seat_id;
};
BOOST_DESCRIBE_STRUCT(ShowSeatPath, (), (id, seat_id))

struct GenerateBody {
  std::optional<VenueId> venue_id;
};
BOOST_DESCRIBE_STRUCT(GenerateBody, (), (venue_id))

struct SeatUpdateBody {
  SeatStatus status = SeatStatus::available;
  Patch<Money> price;
  std::optional<std::int64_t> version;  // as If-Match
};
BOOST_DESCRIBE_STRUCT(SeatUpdateBody, (), (status, price, version))

struct SeatsQuery {
  std::optional<SeatStatus> status;
  std::optional<SectionId> section_id;
  std::optional<PriceZoneId> price_zone_id;
  std::optional<Money> max_price;
  std::optional<bool> accessible;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SeatsQuery, (),
                      (status, section_id, price_zone_id, max_price, accessible, limit, cursor))

struct StaffSeatsQuery : SeatsQuery {
  std::optional<AllotmentId> allotment_id;
  std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(StaffSeatsQuery, (SeatsQuery), (allotment_id, sort))

struct SuggestedQuery {
  std::optional<Bounded<1, kSuggestionMax>> count;
  std::optional<PriceZoneId> price_zone_id;
  std::optional<SectionId> section_id;
  std::optional<Money> max_price;
  std::optional<std::string> accessible;
  // So many others besides the best, to choose between.
  std::optional<Bounded<0, 5>> alternatives;
};
BOOST_DESCRIBE_STRUCT(SuggestedQuery, (),
                      (count, price_zone_id, section_id, max_price, accessible, alternatives))

struct BuyerSuggestedQuery : SuggestedQuery {
  // Seats that it opens are suggested before those of everybody.
  std::optional<std::string> access_code;
};
BOOST_DESCRIBE_STRUCT(BuyerSuggestedQuery, (SuggestedQuery), (access_code))

using SeatPage = web::Page<ShowSeatView>;

bool matches(const Layout& layout, const SeatView& seat, const SeatsQuery& query) {
  const SeatInfo& info = layout.seats[seat.index];
  if (query.status && seat.status != *query.status) return false;
  if (query.section_id && layout.sections[info.section].id != *query.section_id) return false;
  if (query.price_zone_id && (info.zone < 0 || layout.zones[static_cast<std::size_t>(info.zone)] !=
                                                   *query.price_zone_id)) {
    return false;
  }
  if (query.max_price && (!seat.price || *seat.price > *query.max_price)) return false;
  return !query.accessible || info.accessible == *query.accessible;
}

// The cursor is the id of the last seat of the page before: it stays right when states change.
Result<SeatPage> list_page(const SeatBoard& board, const StaffSeatsQuery& query, For whom) {
  TRY_OK(web::check_sort(query.sort, "position"));
  const auto layout = board.layout();
  const auto terms = board.terms();
  std::size_t from = 0;
  if (query.cursor) {
    const auto last = layout->find(*query.cursor);
    if (!last) return web::refuse_cursor();
    from = *last + 1U;
  }
  const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value : web::kPageDefault);
  SeatPage page;
  std::int64_t total = 0;
  for (const auto& seat : board.views()) {
    if (!matches(*layout, seat, query)) continue;
    if (query.allotment_id && seat.allotment != query.allotment_id) continue;
    ++total;
    if (seat.index < from) continue;
    if (page.items.size() < limit) {
      page.items.push_back(seat_view(*layout, seat, whom));
      add_fees(page.items.back(), *terms);
    } else if (!page.next_cursor) {
      page.next_cursor = page.items.back().id.text();
    }
  }
  page.total.value = total;
  return page;
}

boost::asio::awaitable<Result<web::Reply<SeatPage>>> list_seats(Inventory& inventory, ShowId show,
                                                                StaffSeatsQuery query) {
  CO_TRY(const auto board, co_await inventory.board(show));
  CO_TRY(auto page, list_page(*board, query, For::staff));
  CO_TRY(page.items, co_await inventory.with_versions(show, std::move(page.items)));
  co_return web::ok(std::move(page));
}

boost::asio::awaitable<Result<web::Reply<SeatPage>>> list_public_seats(Inventory& inventory,
                                                                       ShowId show,
                                                                       SeatsQuery query) {
  CO_TRY(const auto board, co_await inventory.public_board(show));
  CO_TRY(auto page, list_page(*board, {std::move(query), {}, {}}, For::everybody));
  co_return web::ok(std::move(page));
}

// "true" asks for one wheelchair place, a number for so many.
Result<std::uint32_t> accessible_count(const std::optional<std::string>& text) {
  if (!text || *text == "false" || *text == "0") return 0U;
  if (*text == "true") return 1U;
  std::uint32_t count = 0;
  const auto end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, count);
  if (read.ec != std::errc{} || read.ptr != end || count > kSuggestionMax) {
    return refuse_field("/accessible", "invalid_format",
                        "Say true, false or how many accessible seats are needed.");
  }
  return count;
}

Result<SeatWish> wish_of(const SeatBoard& board, const SuggestedQuery& query, Timestamp now) {
  const auto layout = board.layout();
  SeatWish wish;
  wish.count = query.count ? static_cast<std::uint32_t>(query.count->value) : 2U;
  TRY(wish.accessible, accessible_count(query.accessible));
  wish.accessible = std::min(wish.accessible, wish.count);
  wish.released = board.terms()->config.accessible_released(now);
  if (query.price_zone_id) {
    const auto zone = std::ranges::find(layout->zones, *query.price_zone_id);
    // No zone has the number -2, so an unknown zone finds nothing.
    wish.zone =
        zone == layout->zones.end() ? -2 : static_cast<std::int32_t>(zone - layout->zones.begin());
  }
  if (query.section_id) {
    const auto section = std::ranges::find(layout->sections, *query.section_id, &LayoutSection::id);
    wish.section = section == layout->sections.end()
                       ? -2
                       : static_cast<std::int32_t>(section - layout->sections.begin());
  }
  if (query.max_price) wish.max_price_minor = query.max_price->minor;
  wish.takes_nearer = board.terms()->config.orphan_seats != shows::OrphanSeats::refuse;
  return wish;
}

// What a code opens comes first, unless it does not open so many seats; both are never mixed,
// since they are not of one run (rule 46).
std::vector<Suggestion> suggestions(const SeatBoard& board, const SeatWish& wish,
                                    std::uint32_t more, Timestamp now,
                                    const std::optional<Allotment>& opened) {
  if (opened && opened->open_at(now) && wish.count <= opened->max_tickets.value_or(wish.count)) {
    auto found = board.suggestions(wish, more, now, opened->id);
    if (!found.empty()) return found;
  }
  return board.suggestions(wish, more, now);
}

Result<SuggestionView> suggest(const SeatBoard& board, const SuggestedQuery& query, Timestamp now,
                               For whom, const std::optional<Allotment>& opened = {}) {
  TRY(const auto wish, wish_of(board, query, now));
  const auto more = query.alternatives ? static_cast<std::uint32_t>(query.alternatives->value) : 0U;
  const auto found = suggestions(board, wish, more, now, opened);
  if (found.empty()) {
    return refuse(ErrorKind::not_found, "no_suggestion",
                  "There are not so many free seats of this kind.");
  }
  const Suggestion& best = found.front();
  SuggestionView view{seat_views(board, best.seats, whom), best.score, best.adjacent, {}};
  if (more > 0) {
    auto& others = view.alternatives.value.emplace();
    for (const auto& other : std::span(found).subspan(1)) {
      others.push_back({seat_views(board, other.seats, whom), other.score, other.adjacent});
    }
  }
  return view;
}

boost::asio::awaitable<Result<web::Reply<SuggestionView>>> suggested(Inventory& inventory,
                                                                     const Clock& clock,
                                                                     ShowId show,
                                                                     SuggestedQuery query) {
  CO_TRY(const auto board, co_await inventory.board(show));
  CO_TRY(auto view, suggest(*board, query, clock.now(), For::staff));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Result<web::Reply<SuggestionView>>> suggested_to_public(
    Inventory& inventory, const Clock& clock, std::string network, ShowId show,
    BuyerSuggestedQuery query) {
  CO_TRY(const auto board, co_await inventory.public_board(show));
  std::optional<Allotment> opened;
  if (query.access_code) {
    CO_TRY(opened, co_await inventory.allotments().open(board, *query.access_code, network));
    if (!opened) co_return refuse(unknown_code(ErrorKind::invalid));
  }
  CO_TRY(auto view, suggest(*board, query, clock.now(), For::everybody, opened));
  co_return web::ok(std::move(view));
}

boost::asio::awaitable<Result<web::Reply<StatisticsView>>> show_statistics(Inventory& inventory,
                                                                           ShowId show) {
  CO_TRY(const auto board, co_await inventory.board(show));
  co_return web::ok(statistics(*board));
}

boost::asio::awaitable<Result<web::Reply<GeneratedView>>> generate(Inventory& inventory,
                                                                   web::Request request,
                                                                   ShowId show, GenerateBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST seats/generate"));
  CO_TRY(auto view, co_await inventory.generate_seats(show, body.venue_id, audit::by(request),
                                                      std::move(once)));
  co_return web::ok(std::move(view));
}

web::Reply<ShowSeatView> versioned(ShowSeatView seat) {
  const auto version = *seat.version.value;
  return web::ok(std::move(seat)).with_etag(version);
}

boost::asio::awaitable<Result<web::Reply<ShowSeatView>>> find(Inventory& inventory,
                                                              ShowSeatPath path) {
  CO_TRY(auto view, co_await inventory.find_seat(path.id, std::move(path.seat_id)));
  co_return versioned(std::move(view));
}

boost::asio::awaitable<Result<web::Reply<ShowSeatView>>> update(Inventory& inventory,
                                                                web::Request request,
                                                                ShowSeatPath path,
                                                                SeatUpdateBody body) {
  const auto if_match = request.if_match();
  SeatUpdate change{body.status, std::move(body.price), if_match ? if_match : body.version};
  CO_TRY(auto view, co_await inventory.update_seat(path.id, std::move(path.seat_id),
                                                   std::move(change), audit::by(request)));
  co_return versioned(std::move(view));
}

boost::asio::awaitable<Result<web::Reply<SeatsChangedView>>> change_seats(Inventory& inventory,
                                                                          web::Request request,
                                                                          ShowId show,
                                                                          SeatsPatch body) {
  CO_TRY(auto view, co_await inventory.change_seats(show, std::move(body), audit::by(request)));
  co_return web::ok(std::move(view));
}

void add_staff_endpoints(web::Router& router, Inventory& inventory, const Clock& clock) {
  router.add(web::post("/api/recital-shows/{id}/seats/generate")
                 .access(web::Access::admin)
                 .tag("Show seats")
                 .summary("Make the show's seats those of its venue")
                 .description("Sold and held seats stay as they are. Nothing is changed when a "
                              "free seat would get the label that one of them keeps: 409 "
                              "seat_label_taken names these in `duplicates`.")
                 .path<ShowPath>()
                 .body<GenerateBody>()
                 .body_optional()
                 .answers<GeneratedView>()
                 .refuses(404, {"show_not_found"})
                 .refuses(409, {"venue_mismatch", "seat_label_taken", "too_many_places"})
                 .refuses(422, {"accessible_price_too_high"})
                 .idempotent()
                 .handle([&inventory](web::Request request, ShowPath path, GenerateBody body) {
                   return generate(inventory, request, path.id, body);
                 }));
  router.add(web::get("/api/recital-shows/{id}/seats")
                 .access(web::Access::staff)
                 .tag("Show seats")
                 .summary("List the seats of a show")
                 .path<ShowPath>()
                 .query<StaffSeatsQuery>()
                 .answers<SeatPage>()
                 .refuses(404, {"show_not_found"})
                 .handle([&inventory](web::Request, ShowPath path, StaffSeatsQuery query) {
                   return list_seats(inventory, path.id, std::move(query));
                 }));
  router.add(web::get("/api/recital-shows/{id}/seats/available")
                 .access(web::Access::staff)
                 .tag("Show seats")
                 .summary("List the free seats of a show")
                 .path<ShowPath>()
                 .query<StaffSeatsQuery>()
                 .answers<SeatPage>()
                 .refuses(404, {"show_not_found"})
                 .handle([&inventory](web::Request, ShowPath path, StaffSeatsQuery query) {
                   query.status = SeatStatus::available;
                   return list_seats(inventory, path.id, std::move(query));
                 }));
  router.add(web::get("/api/recital-shows/{id}/seats/statistics")
                 .access(web::Access::staff)
                 .tag("Show seats")
                 .summary("Count seats by status, section and zone")
                 .path<ShowPath>()
                 .answers<StatisticsView>()
                 .refuses(404, {"show_not_found"})
                 .handle([&inventory](web::Request, ShowPath path) {
                   return show_statistics(inventory, path.id);
                 }));
  router.add(web::get("/api/recital-shows/{id}/seats/suggested")
                 .access(web::Access::staff)
                 .tag("Show seats")
                 .summary("Suggest the best free seats together")
                 .path<ShowPath>()
                 .query<SuggestedQuery>()
                 .answers<SuggestionView>()
                 .refuses(404, {"show_not_found", "no_suggestion"})
                 .handle([&inventory, &clock](web::Request, ShowPath path, SuggestedQuery query) {
                   return suggested(inventory, clock, path.id, std::move(query));
                 }));
}

void add_changing_endpoints(web::Router& router, Inventory& inventory) {
  router.add(web::put("/api/recital-shows/{id}/seats")
                 .access(web::Access::staff)
                 .tag("Show seats")
                 .summary("Change many seats at once")
                 .description("Block them, keep them for the house, put them into an allotment or "
                              "take them out (null), give them a price of their own. Seats that "
                              "are sold or held stay what they are and are named in skipped.")
                 .path<ShowPath>()
                 .body<SeatsPatch>()
                 .answers<SeatsChangedView>()
                 .refuses(404, {"show_not_found", "allotment_not_found"})
                 .refuses(409, {"allotment_released"})
                 .refuses(422, {"seat_not_in_show", "accessible_price_too_high"})
                 .handle([&inventory](web::Request request, ShowPath path, SeatsPatch body) {
                   return change_seats(inventory, request, path.id, std::move(body));
                 }));
  router.add(web::get("/api/recital-shows/{id}/seats/{seat_id}")
                 .access(web::Access::staff)
                 .tag("Show seats")
                 .summary("Read one seat of a show")
                 .path<ShowSeatPath>()
                 .answers<ShowSeatView>()
                 .refuses(404, {"show_not_found", "seat_not_found"})
                 .handle([&inventory](web::Request, ShowSeatPath path) {
                   return find(inventory, std::move(path));
                 }));
  router.add(
      web::put("/api/recital-shows/{id}/seats/{seat_id}")
          .access(web::Access::staff)
          .tag("Show seats")
          .summary("Block a seat, keep it for the house, give it a price of its own")
          .path<ShowSeatPath>()
          .body<SeatUpdateBody>()
          .answers<ShowSeatView>()
          .refuses(404, {"show_not_found", "seat_not_found"})
          .refuses(409, {"seat_taken"})
          .takes_if_match()
          .refuses(422, {"accessible_price_too_high"})
          .handle([&inventory](web::Request request, ShowSeatPath path, SeatUpdateBody body) {
            return update(inventory, request, std::move(path), std::move(body));
          }));
}

}  // namespace

void add_seat_endpoints(web::Router& router, Inventory& inventory, const Clock& clock) {
  router.describe_tag("Show seats", "A show's seats, their prices and states, for staff.");
  add_staff_endpoints(router, inventory, clock);
  add_changing_endpoints(router, inventory);
  router.add(web::get("/api/public/recital-shows/{id}/seats")
                 .access(web::Access::anyone)
                 .tag("Seating chart")
                 .summary("List the seats of a show")
                 .path<ShowPath>()
                 .query<SeatsQuery>()
                 .answers<SeatPage>()
                 .refuses(404, {"show_not_found"})
                 .handle([&inventory](web::Request, ShowPath path, SeatsQuery query) {
                   return list_public_seats(inventory, path.id, std::move(query));
                 }));
  router.add(web::get("/api/public/recital-shows/{id}/seats/suggested")
                 .access(web::Access::anyone)
                 .tag("Seating chart")
                 .summary("Suggest the best free seats together")
                 .path<ShowPath>()
                 .query<BuyerSuggestedQuery>()
                 .answers<SuggestionView>()
                 .refuses(404, {"show_not_found", "no_suggestion"})
                 .refuses(422, {"access_code_unknown"})
                 .refuses(429, {"too_many_attempts"})
                 .handle([&inventory, &clock](web::Request request, ShowPath path,
                                              BuyerSuggestedQuery query) {
                   return suggested_to_public(inventory, clock, request.client_network(), path.id,
                                              std::move(query));
                 }));
}

}  // namespace usher::inventory

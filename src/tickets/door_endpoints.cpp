#include "tickets/door_endpoints.hpp"

#include "web/endpoint.hpp"

namespace usher::tickets {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kBatchMax = 500;
constexpr std::size_t kBatchBytesMax = std::size_t{1} << 20;

struct ListQuery {
  ShowId show_id;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (show_id))

struct OfflineScanBody {
  Code scan_id;
  SeenText code;
  std::optional<Direction> direction;
  ScanResult result = ScanResult::admitted;
  Timestamp scanned_at;
  std::optional<OptionalLabel> gate;
};
BOOST_DESCRIBE_STRUCT(OfflineScanBody, (), (scan_id, code, direction, result, scanned_at, gate))

struct BatchBody {
  ShowId show_id;
  SizedList<OfflineScanBody, 1, kBatchMax> scans;
};
BOOST_DESCRIBE_STRUCT(BatchBody, (), (show_id, scans))

struct ConflictQuery {
  std::optional<ShowId> show_id;
  // Also those that somebody has seen to.
  std::optional<bool> seen;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ConflictQuery, (), (show_id, seen, limit, cursor))

struct ConflictPath {
  ScanId id;
};
BOOST_DESCRIBE_STRUCT(ConflictPath, (), (id))

asio::awaitable<Result<web::Reply<ScanList>>> scan_list(Tickets& tickets, ListQuery query) {
  CO_TRY(auto list, co_await tickets.scan_list(query.show_id));
  co_return web::ok(std::move(list));
}

// Each direction has its own answers.
Status check_batch(const BatchBody& body) {
  for (std::size_t i = 0; i < body.scans.size(); ++i) {
    const auto& scan = body.scans[i];
    const bool leaves = scan.direction.value_or(Direction::entry) == Direction::exit;
    const bool about_entry = scan.result == ScanResult::admitted ||
                             scan.result == ScanResult::already_used ||
                             scan.result == ScanResult::too_early;
    const bool about_exit =
        scan.result == ScanResult::left || scan.result == ScanResult::not_inside;
    if (leaves ? about_entry : about_exit) {
      return refuse_field("/scans/" + std::to_string(i) + "/result", "not_one_of",
                          "Is not an answer for this direction.");
    }
  }
  return {};
}

asio::awaitable<Result<web::Reply<MergedScans>>> merge(Tickets& tickets, web::Request request,
                                                       BatchBody body) {
  CO_TRY_OK(check_batch(body));
  std::vector<OfflineScan> scans;
  scans.reserve(body.scans.size());
  for (auto& scan : body.scans) {
    scans.push_back({.scan_id = std::move(scan.scan_id.value),
                     .code = std::move(scan.code.value),
                     .direction = scan.direction.value_or(Direction::entry),
                     .result = scan.result,
                     .scanned_at = scan.scanned_at,
                     .gate = scan.gate ? std::move(scan.gate->value) : std::string()});
  }
  CO_TRY(auto merged,
         co_await tickets.merge(body.show_id, std::move(scans), request.identity().user));
  co_return web::ok(std::move(merged));
}

asio::awaitable<Result<web::Reply<web::Page<Conflict>>>> conflicts(Tickets& tickets,
                                                                   ConflictQuery query) {
  ScanId after;
  if (query.cursor) {
    after = ScanId::parse(*query.cursor);
    if (!after) {
      co_return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
    }
  }
  auto found = co_await tickets.conflicts(query.show_id, query.seen.value_or(false), after,
                                          query.limit ? query.limit->value : 50);
  web::Page<Conflict> page;
  if (found.more) page.next_cursor = found.items.back().id.text();
  page.items = std::move(found.items);
  co_return web::ok(std::move(page));
}

asio::awaitable<Result<web::Reply<Conflict>>> mark_seen(Tickets& tickets, web::Request request,
                                                        ConflictPath path) {
  CO_TRY(auto conflict,
         co_await tickets.mark_seen(path.id, request.identity().user, audit::by(request)));
  co_return web::ok(std::move(conflict));
}

void add_conflict_endpoints(web::Router& router, Tickets& tickets) {
  router.add(web::get("/api/tickets/conflicts")
                 .tag("Entry")
                 .summary("Scans that staff should look at")
                 .description("What did not fit together when scans without the network were "
                              "merged; `seen=true` lists also what somebody has seen to.")
                 .query<ConflictQuery>()
                 .answers<web::Page<Conflict>>()
                 .handle([&tickets](web::Request, ConflictQuery query) {
                   return conflicts(tickets, std::move(query));
                 }));
  router.add(web::post("/api/tickets/conflicts/{id}/seen")
                 .tag("Entry")
                 .summary("Say that somebody has seen to a conflict")
                 .path<ConflictPath>()
                 .answers<Conflict>(200)
                 .refuses(404, {"conflict_not_found"})
                 .handle([&tickets](web::Request request, ConflictPath path) {
                   return mark_seen(tickets, request, path);
                 }));
}

}  // namespace

void add_door_endpoints(web::Router& router, Tickets& tickets) {
  router.add(
      web::get("/api/tickets/scan-list")
          .tag("Entry")
          .summary("What a scanner needs to decide without the network")
          .description("Every ticket of the show with its state and seat, and nobody's "
                       "name. Codes are checked with the verification keys.")
          .query<ListQuery>()
          .answers<ScanList>()
          .refuses(404, {"show_not_found"})
          .handle([&tickets](web::Request, ListQuery query) { return scan_list(tickets, query); }));
  router.add(web::post("/api/tickets/scans")
                 .tag("Entry")
                 .summary("Merge scans that were decided without the network")
                 .description(
                     "Whoever was let through has gone through, whatever the server thinks of the "
                     "ticket; what does not fit comes back as `conflict` and is listed for staff. "
                     "The same scans in any order and any number of times come to the same.")
                 .body<BatchBody>()
                 .body_limit(kBatchBytesMax)
                 .answers<MergedScans>(200)
                 .refuses(404, {"show_not_found"})
                 .handle([&tickets](web::Request request, BatchBody body) {
                   return merge(tickets, request, std::move(body));
                 }));
  add_conflict_endpoints(router, tickets);
}

}  // namespace usher::tickets

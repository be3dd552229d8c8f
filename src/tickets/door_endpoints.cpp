#include "tickets/door_endpoints.hpp"

#include <charconv>

#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::tickets {
namespace asio = boost::asio;
namespace {

constexpr std::int64_t kPageDefault = 50;
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
  std::optional<ConflictKind> kind;
  std::optional<std::string> gate;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(ConflictQuery, (), (show_id, seen, kind, gate, limit, cursor, sort))

struct SeenBody {
  std::optional<Paragraph> note;
};
BOOST_DESCRIBE_STRUCT(SeenBody, (), (note))

struct LogQuery {
  ShowId show_id;
  std::optional<std::string> gate;
  std::optional<ScanResult> result;
  std::optional<bool> passed;
  std::optional<bool> offline;
  std::optional<std::string> q;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(LogQuery, (),
                      (show_id, gate, result, passed, offline, q, limit, cursor, sort))

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
  CO_TRY_OK(web::check_sort(query.sort, "-scanned_at"));
  ScanId after;
  if (query.cursor) {
    after = ScanId::parse(*query.cursor);
    if (!after) {
      co_return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
    }
  }
  ConflictFilter filter{query.show_id, query.seen.value_or(false), query.kind,
                        std::move(query.gate)};
  auto found = co_await tickets.conflicts(std::move(filter), after,
                                          query.limit ? query.limit->value : kPageDefault);
  web::Page<Conflict> page;
  if (found.more) page.next_cursor = found.items.back().id.text();
  page.items = std::move(found.items);
  page.total.value = found.total;
  co_return web::ok(std::move(page));
}

asio::awaitable<Result<web::Reply<Conflict>>> mark_seen(Tickets& tickets, web::Request request,
                                                        ConflictPath path, SeenBody body) {
  std::string note = body.note ? std::move(body.note->value) : std::string();
  CO_TRY(auto conflict, co_await tickets.mark_seen(path.id, request.identity().user,
                                                   std::move(note), audit::by(request)));
  co_return web::ok(std::move(conflict));
}

std::string cursor_of(const LoggedScan& scan) {
  return std::to_string(scan.scanned_at.ms) + "-" + scan.id.text();
}

Result<std::optional<ScanPlace>> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::nullopt;
  const auto dash = cursor->find('-');
  if (dash != std::string::npos) {
    ScanPlace place;
    const char* const end = cursor->data() + dash;
    const auto [stop, fault] = std::from_chars(cursor->data(), end, place.at.ms);
    place.id = ScanId::parse(std::string_view(*cursor).substr(dash + 1));
    if (fault == std::errc{} && stop == end && place.id) return place;
  }
  return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
}

asio::awaitable<Result<web::Reply<web::Page<LoggedScan>>>> scan_log(Tickets& tickets,
                                                                    LogQuery query) {
  CO_TRY_OK(web::check_sort(query.sort, "-scanned_at"));
  CO_TRY(const auto place, place_of(query.cursor));
  ScanFilter filter{query.show_id, std::move(query.gate), query.result,
                    query.passed,  query.offline,         std::move(query.q)};
  CO_TRY(auto found, co_await tickets.scan_log(std::move(filter), place,
                                               query.limit ? query.limit->value : kPageDefault));
  web::Page<LoggedScan> page;
  if (found.more) page.next_cursor = cursor_of(found.items.back());
  page.items = std::move(found.items);
  page.total.value = found.total;
  co_return web::ok(std::move(page));
}

void add_conflict_endpoints(web::Router& router, Tickets& tickets) {
  router.add(web::get("/api/tickets/conflicts")
                 .access(web::Access::scanner)
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
                 .access(web::Access::staff)
                 .tag("Entry")
                 .summary("Say that somebody has seen to a conflict")
                 .description("`note` says what was done about it.")
                 .path<ConflictPath>()
                 .body<SeenBody>()
                 .answers<Conflict>(200)
                 .refuses(404, {"conflict_not_found"})
                 .refuses(409, {"conflict_already_seen"})
                 .handle([&tickets](web::Request request, ConflictPath path, SeenBody body) {
                   return mark_seen(tickets, request, path, std::move(body));
                 }));
  router.add(web::get("/api/tickets/scans")
                 .access(web::Access::staff)
                 .tag("Entry")
                 .summary("Every scan at a show's doors, the latest first")
                 .description("`passed` asks for who went through, or who did not; `offline` for "
                              "what a scanner decided without the network; `q` looks in name, "
                              "address and numbers.")
                 .query<LogQuery>()
                 .answers<web::Page<LoggedScan>>()
                 .refuses(404, {"show_not_found"})
                 .handle([&tickets](web::Request, LogQuery query) {
                   return scan_log(tickets, std::move(query));
                 }));
}

}  // namespace

void add_door_endpoints(web::Router& router, Tickets& tickets) {
  router.add(
      web::get("/api/tickets/scan-list")
          .access(web::Access::scanner)
          .tag("Entry")
          .summary("What a scanner needs to decide without the network")
          .description("Every ticket of the show with its state and seat, and nobody's "
                       "name. Codes are checked with the verification keys.")
          .query<ListQuery>()
          .answers<ScanList>()
          .refuses(404, {"show_not_found"})
          .handle([&tickets](web::Request, ListQuery query) { return scan_list(tickets, query); }));
  router.add(web::post("/api/tickets/scans")
                 .access(web::Access::scanner)
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

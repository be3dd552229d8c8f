#include "tickets/endpoints.hpp"

#include "tickets/door_endpoints.hpp"
#include "tickets/public_endpoints.hpp"
#include "tickets/raw_document.hpp"
#include "tickets/repository.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::tickets {
namespace asio = boost::asio;
namespace {

// 1–127 bytes: what AES-256 encryption of PDF files takes.
struct FilePassword {
  static constexpr std::size_t kBytesMax = 127;
  std::string value;
  static std::expected<FilePassword, TextFault> parse(std::string_view text) {
    if (text.empty()) return std::unexpected(TextFault{"too_short", "Must not be empty."});
    if (text.size() > kBytesMax) {
      return std::unexpected(TextFault{"too_long", "Must be at most 127 bytes long."});
    }
    if (text.find('\0') != std::string_view::npos) {
      return std::unexpected(TextFault{"invalid_format", "Must not contain a NUL character."});
    }
    return FilePassword{std::string(text)};
  }
  static TextSchema schema() { return {.min_length = 1, .max_length = kBytesMax}; }
};

struct TicketPath {
  TicketId id;
};
BOOST_DESCRIBE_STRUCT(TicketPath, (), (id))

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct ListQuery {
  std::optional<std::string> q;
  std::optional<ShowId> show_id;
  std::optional<TicketStatus> status;
  std::optional<std::string> sort;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (q, show_id, status, sort, limit, cursor))

struct LookQuery {
  SeenText code;
  std::optional<ShowId> show_id;
  std::optional<Direction> direction;
};
BOOST_DESCRIBE_STRUCT(LookQuery, (), (code, show_id, direction))

struct ScanBody {
  SeenText code;
  ShowId show_id;
  std::optional<OptionalLabel> gate;
  // Of no effect: what the server judges happens now. It counts in POST /api/tickets/scans.
  std::optional<Timestamp> scanned_at;
  std::optional<Code> scan_id;
  std::optional<Direction> direction;
  // Whether the code is the number that is printed on the ticket. Numbers can be guessed and open
  // nothing by themselves: whoever stands at the door says so, and looks at the holder's name.
  std::optional<bool> by_number;
  // Whether who comes before the doors open is asked about or let in; absent: as the settings say.
  std::optional<EarlyScans> early;
};
BOOST_DESCRIBE_STRUCT(ScanBody, (),
                      (code, show_id, gate, scanned_at, scan_id, direction, by_number, early))

struct PrintBody {
  std::optional<TicketId> ticket_id;
  std::optional<OrderId> order_id;
  std::optional<FilePassword> password;
};
BOOST_DESCRIBE_STRUCT(PrintBody, (), (ticket_id, order_id, password))

struct ResendBody {
  TicketId ticket_id;
};
BOOST_DESCRIBE_STRUCT(ResendBody, (), (ticket_id))

struct FileView {
  std::string url;
  Timestamp expires_at;
  std::string file_name;
  std::int64_t tickets = 0;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (url, expires_at, file_name, tickets))

asio::awaitable<Result<web::Reply<web::Page<StaffTicket>>>> list(Tickets& tickets,
                                                                 ListQuery query) {
  TicketFilter filter{query.q, query.show_id, query.status, TicketSort::newest};
  const std::string sort = query.sort.value_or("-issued_at");
  if (sort == "issued_at") {
    filter.sort = TicketSort::oldest;
  } else if (sort != "-issued_at") {
    co_return refuse_field("/sort", "not_one_of", "Must be one of issued_at, -issued_at.");
  }
  TicketId after;
  if (query.cursor) {
    after = TicketId::parse(*query.cursor);
    if (!after) {
      co_return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
    }
  }
  const std::int64_t limit = query.limit ? query.limit->value : 50;
  auto found = co_await tickets.list(std::move(filter), after, limit);
  web::Page<StaffTicket> page;
  if (found.more) page.next_cursor = found.items.back().id.text();
  page.total.value = found.total;
  page.items = std::move(found.items);
  co_return web::ok(std::move(page));
}

asio::awaitable<Result<web::Reply<StaffTicket>>> find(Tickets& tickets, TicketPath path) {
  CO_TRY(auto ticket, co_await tickets.find(path.id));
  co_return web::ok(std::move(ticket));
}

asio::awaitable<Result<web::Raw>> download(Tickets& tickets, TicketPath path) {
  CO_TRY(auto document, co_await tickets.print(TicketSet{path.id, std::nullopt}));
  co_return as_attachment(std::move(document));
}

asio::awaitable<Result<web::Reply<FileView>>> make_file(Tickets& tickets, web::Request request,
                                                        TicketSet which,
                                                        std::optional<FilePassword> password) {
  std::optional<std::string> secret;
  if (password) secret = std::move(password->value);
  CO_TRY(auto address, co_await tickets.print_to_address(which, std::move(secret)));
  co_return web::ok(FileView{request.base_url() + address.path, address.expires_at,
                             std::move(address.file_name), address.tickets});
}

asio::awaitable<Result<web::Reply<FileView>>> generate(Tickets& tickets, web::Request request,
                                                       PrintBody body) {
  if (body.ticket_id.has_value() == body.order_id.has_value()) {
    co_return refuse_field("", "required", "Exactly one of ticket_id and order_id is needed.");
  }
  co_return co_await make_file(tickets, request, TicketSet{body.ticket_id, body.order_id},
                               std::move(body.password));
}

asio::awaitable<Result<web::Reply<ResentMail>>> resend(Tickets& tickets, web::Request request,
                                                       ResendBody body) {
  CO_TRY(auto once, jobs::once_key(request));
  CO_TRY(auto mail, co_await tickets.resend(body.ticket_id, std::move(once), audit::by(request)));
  co_return web::ok(std::move(mail));
}

asio::awaitable<Result<web::Reply<Verification>>> look(Tickets& tickets, LookQuery query) {
  co_return web::ok(co_await tickets.look_at(std::move(query.code.value), query.show_id,
                                             query.direction.value_or(Direction::entry)));
}

asio::awaitable<Result<web::Reply<Verification>>> scan(Tickets& tickets, web::Request request,
                                                       ScanBody body) {
  Scan scan{.code = std::move(body.code.value),
            .show = body.show_id,
            .gate = body.gate ? std::move(body.gate->value) : std::string(),
            .scan_id = std::nullopt,
            .scanned_by = request.identity().user,
            .direction = body.direction.value_or(Direction::entry)};
  scan.by_number = body.by_number.value_or(false);
  scan.early = body.early;
  if (body.scan_id) scan.scan_id = std::move(body.scan_id->value);
  CO_TRY(auto answer, co_await tickets.admit(std::move(scan)));
  co_return web::ok(std::move(answer));
}

asio::awaitable<Result<web::Reply<StaffTicket>>> undo(Tickets& tickets, web::Request request,
                                                      TicketPath path) {
  CO_TRY(auto ticket,
         co_await tickets.undo_scan(path.id, request.identity().user, audit::by(request)));
  co_return web::ok(std::move(ticket));
}

asio::awaitable<Result<web::Reply<Admissions>>> admissions(Tickets& tickets, ShowPath path) {
  CO_TRY(auto counts, co_await tickets.admissions(path.id));
  co_return web::ok(std::move(counts));
}

asio::awaitable<Result<web::Reply<web::Page<VerificationKey>>>> keys(Tickets& tickets,
                                                                     web::ListQuery query) {
  auto found = co_await tickets.verification_keys();
  CO_TRY_OK(web::sort_list<VerificationKey>(
      found.items, query.sort,
      {{"created_at",
        [](const VerificationKey& a, const VerificationKey& b) { return a.key < b.key; }}}));
  CO_TRY(auto page, web::page_of(std::move(found.items), query, [](const VerificationKey& each) {
           return std::to_string(each.key);
         }));
  co_return web::ok(std::move(page));
}

asio::awaitable<Result<web::Reply<VerificationKeys>>> rotate(Tickets& tickets,
                                                             web::Request request) {
  CO_TRY(auto once, jobs::once_key(request));
  CO_TRY(auto made, co_await tickets.rotate_key(std::move(once), audit::by(request)));
  co_return web::created(std::move(made), "/api/tickets/verification-keys");
}

void add_ticket_endpoints(web::Router& router, Tickets& tickets) {
  router.add(web::get("/api/tickets")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("Tickets, newest first")
                 .description("`q` finds names, addresses and numbers of tickets and orders, "
                              "without regard to case and accents.")
                 .query<ListQuery>()
                 .answers<web::Page<StaffTicket>>()
                 .handle([&tickets](web::Request, ListQuery query) {
                   return list(tickets, std::move(query));
                 }));
  router.add(
      web::get("/api/tickets/{id}")
          .access(web::Access::staff)
          .tag("Tickets")
          .summary("A ticket")
          .path<TicketPath>()
          .answers<StaffTicket>()
          .refuses(404, {"ticket_not_found"})
          .handle([&tickets](web::Request, TicketPath path) { return find(tickets, path); }));
  router.add(
      web::get("/api/tickets/{id}/download")
          .access(web::Access::staff)
          .tag("Tickets")
          .summary("A ticket as a PDF file")
          .path<TicketPath>()
          .answers_raw(200, "application/pdf")
          .refuses(404, {"ticket_not_found"})
          .refuses(410, {"ticket_void"})
          .handle([&tickets](web::Request, TicketPath path) { return download(tickets, path); }));
  router.add(web::get("/api/tickets/{id}/pdf-url")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("A link of short life to a ticket's PDF file")
                 .path<TicketPath>()
                 .answers<FileView>()
                 .refuses(404, {"ticket_not_found"})
                 .refuses(410, {"ticket_void"})
                 .refuses(503, {"file_store_full"})
                 .handle([&tickets](web::Request request, TicketPath path) {
                   return make_file(tickets, request, TicketSet{path.id, std::nullopt},
                                    std::nullopt);
                 }));
  router.add(web::post("/api/tickets/generate-pdf")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("Draw the PDF file of a ticket or of a whole order")
                 .description("Exactly one of `ticket_id` and `order_id`. With `password` the file "
                              "is encrypted with AES-256. The answer has a link of short life.")
                 .body<PrintBody>()
                 .answers<FileView>(200)
                 .refuses(404, {"ticket_not_found", "order_not_found"})
                 .refuses(410, {"ticket_void"})
                 .refuses(503, {"file_store_full"})
                 .handle([&tickets](web::Request request, PrintBody body) {
                   return generate(tickets, request, std::move(body));
                 }));
  router.add(web::post("/api/tickets/resend-email")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("Mail the tickets of this ticket's order once more")
                 .body<ResendBody>()
                 .answers<ResentMail>(200)
                 .refuses(404, {"ticket_not_found"})
                 .refuses(409, {"ticket_void"})
                 .idempotent()
                 .handle([&tickets](web::Request request, ResendBody body) {
                   return resend(tickets, request, body);
                 }));
}

void add_entry_endpoints(web::Router& router, Tickets& tickets) {
  router.add(web::get("/api/tickets/verify")
                 .access(web::Access::scanner)
                 .tag("Entry")
                 .summary("What a scan would say; changes nothing")
                 .query<LookQuery>()
                 .answers<Verification>()
                 .handle([&tickets](web::Request, LookQuery query) {
                   return look(tickets, std::move(query));
                 }));
  router.add(web::post("/api/tickets/verify")
                 .access(web::Access::scanner)
                 .tag("Entry")
                 .summary("Let the holder of a ticket in, once")
                 .description("Judged in this order, at the server's time: not_found, void, "
                              "wrong_show, already_used, too_early, admitted. `early` ask answers "
                              "too_early before the doors open (`opens_at`: early_scan_margin_min "
                              "before doors_at, or twelve hours before the show), `early` admit "
                              "lets in all the same, with a `scan_id` of its own; without it "
                              "refuse_early_scans decides. With `direction` exit: not_found, "
                              "wrong_show, not_inside, left; who has left is admitted again. A "
                              "request with a `scan_id` that was seen before gets its first answer "
                              "again. No answer has a ticket's code, and one for another show has "
                              "no `ticket`.")
                 .body<ScanBody>()
                 .answers<Verification>(200)
                 .refuses(422, {"scan_id_reused"})
                 .handle([&tickets](web::Request request, ScanBody body) {
                   return scan(tickets, request, std::move(body));
                 }));
  router.add(web::post("/api/tickets/{id}/undo-scan")
                 .access(web::Access::staff)
                 .tag("Entry")
                 .summary("Take an admission back")
                 .path<TicketPath>()
                 .answers<StaffTicket>(200)
                 .refuses(404, {"ticket_not_found"})
                 .refuses(409, {"ticket_not_used"})
                 .handle([&tickets](web::Request request, TicketPath path) {
                   return undo(tickets, request, path);
                 }));
  router.add(
      web::get("/api/recital-shows/{id}/admissions")
          .access(web::Access::scanner)
          .tag("Entry")
          .summary("How many are in, by gate")
          .path<ShowPath>()
          .answers<Admissions>()
          .refuses(404, {"show_not_found"})
          .handle([&tickets](web::Request, ShowPath path) { return admissions(tickets, path); }));
  router.add(web::get("/api/tickets/verification-keys")
                 .access(web::Access::scanner)
                 .tag("Entry")
                 .summary("The public keys with which a scanner checks codes by itself")
                 .query<web::ListQuery>()
                 .answers<web::Page<VerificationKey>>()
                 .handle([&tickets](web::Request, web::ListQuery query) {
                   return keys(tickets, std::move(query));
                 }));
  router.add(web::post("/api/tickets/verification-keys")
                 .access(web::Access::admin)
                 .tag("Entry")
                 .summary("Sign new tickets with a new key; no ticket is voided")
                 .answers<VerificationKeys>(201)
                 .refuses(409, {"too_many_keys"})
                 .idempotent()
                 .handle([&tickets](web::Request request) { return rotate(tickets, request); }));
}

}  // namespace

void add_endpoints(web::Router& router, Tickets& tickets, orders::Orders& orders) {
  router.describe_tag("Entry", "Verifying tickets at the door; each admits once.");
  router.describe_tag("Tickets", "Tickets as pages, PDF, QR codes and calendar entries.");
  add_public_endpoints(router, tickets, orders);
  add_ticket_endpoints(router, tickets);
  add_entry_endpoints(router, tickets);
  add_door_endpoints(router, tickets);
}

}  // namespace usher::tickets

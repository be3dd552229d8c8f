// What is printed for a whole house, over HTTP.
#include "tickets/sheets.hpp"
#include "web/endpoint.hpp"

namespace usher::tickets {
namespace asio = boost::asio;
namespace {

struct ShowPath {
  ShowId id;
};
BOOST_DESCRIBE_STRUCT(ShowPath, (), (id))

struct VenuePath {
  VenueId id;
};
BOOST_DESCRIBE_STRUCT(VenuePath, (), (id))

struct TicketsQuery {
  std::optional<Label> section;
};
BOOST_DESCRIBE_STRUCT(TicketsQuery, (), (section))

struct LabelsQuery {
  std::optional<LabelSheet> sheet;
  std::optional<Label> section;
  std::optional<bool> outlines;
};
BOOST_DESCRIBE_STRUCT(LabelsQuery, (), (sheet, section, outlines))

LabelWish wish_of(LabelsQuery query) {
  LabelWish wish;
  if (query.sheet) wish.sheet = *query.sheet;
  if (query.section) wish.section = std::move(query.section->value);
  wish.outlines = query.outlines.value_or(false);
  return wish;
}

web::Raw as_file(Document document) {
  web::Raw raw{200, std::move(document.media_type)};
  raw.body = std::move(document.bytes);
  raw.headers.emplace_back("Content-Disposition", web::attachment(document.file_name));
  raw.headers.emplace_back("Cache-Control", "private, no-store");
  return raw;
}

asio::awaitable<Result<web::Raw>> print_tickets(Sheets& sheets, ShowPath path, TicketsQuery query) {
  std::optional<std::string> section;
  if (query.section) section = std::move(query.section->value);
  CO_TRY(auto document, co_await sheets.tickets_of_show(path.id, std::move(section)));
  co_return as_file(std::move(document));
}

asio::awaitable<Result<web::Raw>> label_show(Sheets& sheets, ShowPath path, LabelsQuery query) {
  CO_TRY(auto document, co_await sheets.labels_of_show(path.id, wish_of(std::move(query))));
  co_return as_file(std::move(document));
}

asio::awaitable<Result<web::Raw>> label_venue(Sheets& sheets, VenuePath path, LabelsQuery query) {
  CO_TRY(auto document, co_await sheets.labels_of_venue(path.id, wish_of(std::move(query))));
  co_return as_file(std::move(document));
}

constexpr std::string_view kLabelHelp =
    "`sheet` is the number on the packet of labels (avery_l7160): those of L are A4, the others US "
    "Letter. `section` (by name) prints only its seats; `outlines` draws a line around each label, "
    "to try it out on plain paper.";

}  // namespace

void add_sheet_endpoints(web::Router& router, Sheets& sheets) {
  router.add(web::get("/api/recital-shows/{id}/tickets.pdf")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("All tickets of a show in one file, in the order of its seats")
                 .path<ShowPath>()
                 .query<TicketsQuery>()
                 .answers_raw(200, "application/pdf")
                 .refuses(404, {"show_not_found"})
                 .refuses(409, {"no_tickets"})
                 .handle([&sheets](web::Request, ShowPath path, TicketsQuery query) {
                   return print_tickets(sheets, path, std::move(query));
                 }));
  router.add(web::get("/api/recital-shows/{id}/seat-labels.pdf")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("Labels for the seats of a show")
                 .description(std::string(kLabelHelp))
                 .path<ShowPath>()
                 .query<LabelsQuery>()
                 .answers_raw(200, "application/pdf")
                 .refuses(404, {"show_not_found"})
                 .refuses(409, {"no_seats"})
                 .handle([&sheets](web::Request, ShowPath path, LabelsQuery query) {
                   return label_show(sheets, path, std::move(query));
                 }));
  router.add(web::get("/api/venues/{id}/seat-labels.pdf")
                 .access(web::Access::staff)
                 .tag("Tickets")
                 .summary("Labels for the seats of a venue")
                 .description(std::string(kLabelHelp))
                 .path<VenuePath>()
                 .query<LabelsQuery>()
                 .answers_raw(200, "application/pdf")
                 .refuses(404, {"venue_not_found"})
                 .refuses(409, {"no_seats"})
                 .handle([&sheets](web::Request, VenuePath path, LabelsQuery query) {
                   return label_venue(sheets, path, std::move(query));
                 }));
}

}  // namespace usher::tickets

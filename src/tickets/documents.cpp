// Documents: tickets as files, pictures and calendar entries.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json_binding.hpp"
#include "shows/shows.hpp"
#include "tickets/calendar.hpp"
#include "tickets/file_store.hpp"
#include "tickets/key_ring.hpp"
#include "tickets/links.hpp"
#include "tickets/pdf_password.hpp"
#include "tickets/qr_code.hpp"
#include "tickets/repository.hpp"
#include "tickets/ticket_pdf.hpp"
#include "tickets/tickets.hpp"
#include "tickets/words.hpp"
#include "venues/venues.hpp"

namespace usher::tickets {
namespace {

constexpr std::string_view kPdf = "application/pdf";
constexpr std::string_view kCalendar = "text/calendar; charset=utf-8";

std::string joined(std::initializer_list<std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string address_of(const venues::Venue& venue) {
  return joined({venue.address.value, venue.city.value,
                 joined({venue.state.value, venue.zip.value}, " "), venue.country.value},
                ", ");
}

// A name that says what is in the file, on every system.
std::string file_name(const std::vector<PrintedTicket>& tickets) {
  const auto& first = tickets.front();
  const auto& number = tickets.size() == 1 ? first.ticket_number : first.order_number;
  return slug_from(first.recital_title) + "-" + number + ".pdf";
}

Digest content_name(const std::vector<PrintedTicket>& tickets) {
  return sha256(std::string(kPageVersion) + to_json_text(tickets));
}

Error ticket_void() {
  return {ErrorKind::gone, "ticket_void",
          "This ticket is no longer good: it was refunded or replaced."};
}

// Where and when a ticket lets in.
struct Place {
  shows::ShowInfo show;
  venues::Venue venue;
};

Result<std::map<ShowId, Place>> places_of(store::Queries& q, const std::vector<Ticket>& tickets) {
  std::map<ShowId, Place> places;
  for (const auto& ticket : tickets) {
    if (places.contains(ticket.show_id)) continue;
    TRY(auto show, shows::get_show(q, ticket.show_id));
    auto venue = venues::find_venue(q, show.venue_id).value_or(venues::Venue{});
    places.emplace(ticket.show_id, Place{std::move(show), std::move(venue)});
  }
  return places;
}

CalendarEntry calendar_entry(const Ticket& ticket, const shows::ShowInfo& show, Timestamp now,
                             const Words& words) {
  CalendarEntry entry;
  entry.uid = ticket.id.text() + "@tickets.usher";
  entry.title = show.recital_title == show.title || show.title.empty()
                    ? show.recital_title
                    : show.recital_title + ": " + show.title;
  entry.location = joined({show.venue_name, show.venue_address, show.venue_city}, ", ");
  entry.description = joined(
      {joined(
           {ticket.section,
            ticket.row_name.empty() ? "" : words.say("in_row", {{"row", ticket.row_name}}),
            ticket.seat_number.empty() ? "" : words.say("in_seat", {{"seat", ticket.seat_number}})},
           ", "),
       words.say("ticket_number", {{"number", ticket.ticket_number}}),
       show.doors_at
           ? words.say("doors_open",
                       {{"time", to_local_string(*show.doors_at, show.time_zone).substr(11, 5)}})
           : ""},
      "\n");
  entry.starts_at = show.starts_at;
  entry.stamp = now;
  entry.sequence = show.version;
  entry.cancelled = show.status == shows::ShowStatus::cancelled;
  return entry;
}

}  // namespace

Result<std::vector<PrintedTicket>> Tickets::printed(store::Queries& q,
                                                    const TicketSet& which) const {
  OrderId order;
  if (which.ticket) {
    const auto ticket = find_ticket(q, *which.ticket);
    if (!ticket)
      return refuse(ErrorKind::not_found, "ticket_not_found", "There is no such ticket.");
    if (!ticket->living()) return refuse(ticket_void());
    order = ticket->order_id;
  } else {
    order = which.order.value_or(OrderId{});
  }
  auto tickets = find_tickets_of(q, order);
  if (tickets.empty()) {
    return refuse(ErrorKind::not_found, "order_not_found", "There is no order with tickets here.");
  }
  std::erase_if(tickets, [](const Ticket& ticket) { return !ticket.living(); });
  if (tickets.empty()) return refuse(ticket_void());
  TRY(const auto places, places_of(q, tickets));
  // Evening after evening.
  std::ranges::sort(tickets, {}, [&](const Ticket& ticket) {
    return std::tuple(places.at(ticket.show_id).show.starts_at, ticket.show_id, ticket.id);
  });
  std::vector<PrintedTicket> pages;
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    if (which.ticket && tickets[i].id != *which.ticket) continue;
    const auto& place = places.at(tickets[i].show_id);
    pages.push_back(page_of(q, tickets[i], place.show, place.venue));
    pages.back().number = static_cast<std::int64_t>(i + 1);
    pages.back().of = std::ssize(tickets);
  }
  return pages;
}

PrintedTicket Tickets::page_of(store::Queries& q, const Ticket& ticket, const shows::ShowInfo& show,
                               const venues::Venue& venue) const {
  return {.recital_title = show.recital_title,
          .show_title = show.title,
          .venue_name = show.venue_name,
          .venue_address = address_of(venue),
          .venue_country = venue.country.value,
          .starts_at = show.starts_at,
          .doors_at = show.doors_at,
          .time_zone = show.time_zone,
          .section = ticket.section,
          .row_name = ticket.row_name,
          .seat_number = ticket.seat_number,
          .seat_type = ticket.seat_type,
          .ticket_type = ticket.ticket_type,
          .holder_name = ticket.holder_name,
          .order_number = ticket.order_number,
          .ticket_number = ticket.ticket_number,
          .price = ticket.price,
          .currency = ticket.currency,
          .issued_at = ticket.issued_at,
          .code = code_of(q, ticket),
          .language = std::string(language_of(ticket.locale, options_.locale))};
}

std::vector<PrintedTicket> Tickets::pages_of_show(store::Queries& q, const shows::ShowInfo& show,
                                                  std::int64_t limit) const {
  auto tickets = list_tickets(q, {.show = show.id, .sort = TicketSort::oldest}, {}, limit);
  std::erase_if(tickets, [](const Ticket& ticket) { return !ticket.living(); });
  const auto venue = venues::find_venue(q, show.venue_id).value_or(venues::Venue{});
  std::map<OrderId, std::vector<std::size_t>> of_order;
  std::vector<PrintedTicket> pages;
  for (const auto& ticket : tickets) {
    of_order[ticket.order_id].push_back(pages.size());
    pages.push_back(page_of(q, ticket, show, venue));
  }
  for (const auto& [order, places] : of_order) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      pages[places[i]].number = static_cast<std::int64_t>(i + 1);
      pages[places[i]].of = std::ssize(places);
    }
  }
  return pages;
}

// Whatever opened the way to a ticket, the database shows its order and nothing else.
boost::asio::awaitable<Result<std::vector<PrintedTicket>>> Tickets::pages_of(TicketSet which) {
  OrderId order = which.order.value_or(OrderId{});
  if (which.ticket) {
    const auto ticket = co_await store_.read(
        store::Viewer::of_ticket(*which.ticket),
        [id = *which.ticket](store::Queries& q) { return find_ticket(q, id); });
    if (!ticket)
      co_return refuse(ErrorKind::not_found, "ticket_not_found", "There is no such ticket.");
    order = ticket->order_id;
  }
  co_return co_await store_.read(store::Viewer::of_order(order),
                                 [this, which](store::Queries& q) { return printed(q, which); });
}

boost::asio::awaitable<Document> Tickets::draw(std::vector<PrintedTicket> tickets) {
  Document document{file_name(tickets), std::string(kPdf), {}};
  const std::string name = to_hex(content_name(tickets));
  if (auto kept = co_await files_->read(name)) {
    document.bytes = *std::move(kept);
    co_return document;
  }
  document.bytes =
      co_await workers_.run([tickets = std::move(tickets)] { return render_tickets(tickets); });
  co_await files_->write(name, document.bytes);
  co_return document;
}

boost::asio::awaitable<Result<Document>> Tickets::print(TicketSet which) {
  CO_TRY(auto tickets, co_await pages_of(which));
  co_return co_await draw(std::move(tickets));
}

boost::asio::awaitable<Result<Document>> Tickets::print_by_code(std::string code) {
  CO_TRY(const auto ticket, co_await store_.read(viewer_of(code), [this, code](store::Queries& q) {
    return get_living(q, code);
  }));
  CO_TRY(auto tickets, co_await pages_of(TicketSet{ticket.id, std::nullopt}));
  co_return co_await draw(std::move(tickets));
}

const Words& Tickets::words_of(const Ticket& ticket) const {
  return words_in(language_of(ticket.locale, options_.locale));
}

boost::asio::awaitable<Result<Document>> Tickets::svg_by_code(std::string code) {
  CO_TRY(const auto ticket, co_await store_.read(viewer_of(code), [this, code](store::Queries& q) {
    return get_living(q, code);
  }));
  std::string exact =
      co_await store_.read(store::Viewer::of_ticket(ticket.id),
                           [this, ticket](store::Queries& q) { return code_of(q, ticket); });
  std::string label = words_of(ticket).say("code_of", {{"number", ticket.ticket_number}});
  co_return co_await workers_.run([exact, label = std::move(label), number = ticket.ticket_number] {
    return Document{number + ".svg", "image/svg+xml", to_svg(make_qr_code(exact), label)};
  });
}

boost::asio::awaitable<Result<Document>> Tickets::png_by_code(std::string code, int module_px) {
  CO_TRY(const auto ticket, co_await store_.read(viewer_of(code), [this, code](store::Queries& q) {
    return get_living(q, code);
  }));
  std::string exact =
      co_await store_.read(store::Viewer::of_ticket(ticket.id),
                           [this, ticket](store::Queries& q) { return code_of(q, ticket); });
  co_return co_await workers_.run([exact, module_px, number = ticket.ticket_number] {
    return Document{number + ".png", "image/png", to_png(make_qr_code(exact), module_px)};
  });
}

boost::asio::awaitable<Result<Document>> Tickets::calendar_by_code(std::string code,
                                                                   std::string base_url) {
  CO_TRY(auto entry, co_await store_.read(
                         viewer_of(code), [this, code](store::Queries& q) -> Result<CalendarEntry> {
                           const auto ticket = ticket_of(q, code);
                           if (!ticket) {
                             return refuse(ErrorKind::not_found, "ticket_not_found",
                                           "There is no such ticket.");
                           }
                           TRY(const auto show, shows::get_show(q, ticket->show_id));
                           CalendarEntry made =
                               calendar_entry(*ticket, show, q.now(), words_of(*ticket));
                           if (!ticket->living()) made.cancelled = true;
                           made.url = "/public/tickets/" + code_of(q, *ticket);
                           return made;
                         }));
  entry.url = base_url + entry.url;
  co_return Document{"show.ics", std::string(kCalendar), to_icalendar({&entry, 1})};
}

// An entry has the name of the first ticket of its show that lets in: a later one takes its place.
boost::asio::awaitable<Result<Document>> Tickets::calendar_of_order(OrderId order,
                                                                    std::vector<ShowId> shows,
                                                                    std::string base_url) {
  CO_TRY(
      const auto entries,
      co_await store_.read(
          store::Viewer::of_order(order),
          [this, order, shows, base_url](store::Queries& q) -> Result<std::vector<CalendarEntry>> {
            auto tickets = find_tickets_of(q, order);
            std::ranges::sort(tickets, {}, [](const Ticket& ticket) {
              return std::pair(!ticket.living(), ticket.id);
            });
            std::map<ShowId, CalendarEntry> made;
            for (const auto& ticket : tickets) {
              const bool meant =
                  shows.empty() || std::ranges::find(shows, ticket.show_id) != shows.end();
              if (!meant || made.contains(ticket.show_id)) continue;
              TRY(const auto show, shows::get_show(q, ticket.show_id));
              auto entry = calendar_entry(ticket, show, q.now(), words_of(ticket));
              if (!ticket.living()) entry.cancelled = true;
              entry.url = base_url + "/public/tickets/" + code_of(q, ticket);
              made.emplace(ticket.show_id, std::move(entry));
            }
            std::vector<CalendarEntry> sorted;
            for (auto& [show, entry] : made) sorted.push_back(std::move(entry));
            std::ranges::sort(sorted, {}, [](const CalendarEntry& entry) {
              return std::tie(entry.starts_at, entry.uid);
            });
            return sorted;
          }));
  if (entries.empty()) {
    co_return refuse(ErrorKind::not_found, "order_not_found",
                     "There is no order with tickets here.");
  }
  co_return Document{entries.size() == 1 ? "show.ics" : "shows.ics", std::string(kCalendar),
                     to_icalendar(entries)};
}

// Made from the oldest signing key, which stays as long as the database: links of all nodes open
// on all nodes, and nothing else has to be kept secret.
boost::asio::awaitable<Digest> Tickets::link_key() {
  co_return co_await store_.read([this](store::Queries& q) {
    const auto key = keys_->find(q, 1);
    USHER_ASSERT(key.has_value());
    return hmac_sha256(key->seed, "usher ticket file links");
  });
}

boost::asio::awaitable<Result<FileAddress>> Tickets::print_to_address(
    TicketSet which, std::optional<std::string> password) {
  CO_TRY(auto tickets, co_await pages_of(which));
  FileAddress address{.path = {},
                      .expires_at = clock_.now() + kLinkLifetime,
                      .file_name = file_name(tickets),
                      .tickets = std::ssize(tickets)};
  FileLink link{.kind = which.ticket ? FileLink::Kind::ticket : FileLink::Kind::order,
                .id = which.ticket ? which.ticket->value : which.order.value_or(OrderId{}).value,
                .file = {},
                .expires_at = address.expires_at};
  const Document plain = co_await draw(std::move(tickets));
  if (password) {
    link.kind = FileLink::Kind::file;
    random_.fill(link.file);
    std::string locked =
        co_await workers_.run([bytes = plain.bytes, secret = *std::move(password)] {
          return encrypt_pdf(bytes, secret);
        });
    if (!co_await files_->write(to_hex(link.file), std::move(locked))) {
      co_return refuse(ErrorKind::unavailable, "file_store_full",
                       "The file could not be kept. Nothing else was lost; try again later.");
    }
  }
  const Digest key = co_await link_key();
  address.path = "/api/public/ticket-files/" + write_link(link, key);
  co_return address;
}

boost::asio::awaitable<Result<Document>> Tickets::open_address(std::string text) {
  const Digest key = co_await link_key();
  const auto link = read_link(text, key);
  if (!link) {
    co_return refuse(ErrorKind::not_found, "link_not_found", "This link does not open anything.");
  }
  if (clock_.now() >= link->expires_at) {
    co_return refuse(ErrorKind::gone, "link_expired", "This link has expired. Ask for a new one.");
  }
  if (link->kind == FileLink::Kind::ticket) {
    co_return co_await print(TicketSet{TicketId{link->id}, std::nullopt});
  }
  if (link->kind == FileLink::Kind::order) {
    co_return co_await print(TicketSet{std::nullopt, OrderId{link->id}});
  }
  CO_TRY_OK(co_await store_.read(
      [this, id = link->id](store::Queries& q) -> Result<std::vector<PrintedTicket>> {
        // A ticket that was refunded since is not handed out either; an order's file may be.
        if (find_ticket(q, TicketId{id})) return printed(q, TicketSet{TicketId{id}, std::nullopt});
        return printed(q, TicketSet{std::nullopt, OrderId{id}});
      }));
  auto bytes = co_await files_->read(to_hex(link->file));
  if (!bytes) {
    co_return refuse(ErrorKind::gone, "link_expired", "This file is gone. Ask for a new one.");
  }
  co_return Document{"tickets.pdf", std::string(kPdf), *std::move(bytes)};
}

}  // namespace usher::tickets

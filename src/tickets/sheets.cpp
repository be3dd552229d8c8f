#include "tickets/sheets.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "shows/shows.hpp"
#include "tickets/ticket_pdf.hpp"
#include "venues/venues.hpp"

namespace usher::tickets {
namespace asio = boost::asio;
namespace {

constexpr std::string_view kPdf = "application/pdf";

// By the section's place in the house, then row and number as people count (rule 34).
void sort_by_seat(std::vector<PrintedTicket>& pages, const std::vector<venues::Section>& sections) {
  std::map<std::string, std::int64_t> places;
  for (const auto& section : sections) places.emplace(section.name.value, section.position);
  const auto key = [&](const PrintedTicket& page) {
    const auto place = places.find(page.section);
    return std::tuple(place == places.end() ? std::ssize(places) : place->second,
                      natural_sort_key(page.section), natural_sort_key(page.row_name),
                      natural_sort_key(page.seat_number));
  };
  std::ranges::sort(pages, {}, key);
}

std::unexpected<Error> too_many(std::string code, std::string what) {
  return refuse_field("/section", std::move(code),
                      "These are too many " + what + " for one file. Choose a section.");
}

}  // namespace

asio::awaitable<Result<Document>> Sheets::tickets_of_show(ShowId show,
                                                          std::optional<std::string> section) {
  using Pages = Result<std::vector<PrintedTicket>>;
  CO_TRY(auto pages, co_await store_.read(
                         store::Viewer::staff(), [this, show, section](store::Queries& q) -> Pages {
                           TRY(const auto info, shows::get_show(q, show));
                           // One more than a file can hold tells that it is too many, whatever was
                           // refunded.
                           constexpr std::int64_t kReadMax = 100'000;
                           auto all = tickets_.pages_of_show(q, info, kReadMax);
                           if (section)
                             std::erase_if(
                                 all, [&](const auto& page) { return page.section != *section; });
                           if (std::ssize(all) > kTicketsInFileMax)
                             return too_many("too_many_tickets", "tickets");
                           sort_by_seat(all, venues::list_sections(q, info.venue_id));
                           return all;
                         }));
  if (pages.empty()) {
    co_return refuse(ErrorKind::conflict, "no_tickets",
                     "There are no tickets to print here: nothing has been sold yet.");
  }
  Document document{slug_from(pages.front().recital_title) + "-tickets.pdf", std::string(kPdf), {}};
  document.bytes =
      co_await workers_.run([pages = std::move(pages)] { return render_tickets(pages); });
  co_return document;
}

asio::awaitable<Result<Document>> Sheets::draw(std::vector<SeatLabel> labels, std::string title,
                                               LabelWish wish) {
  if (wish.section)
    std::erase_if(labels, [&](const SeatLabel& label) { return label.section != *wish.section; });
  if (labels.empty()) {
    co_return refuse(ErrorKind::conflict, "no_seats", "There are no seats to make labels of.");
  }
  if (labels.size() > kLabelsInFileMax) co_return too_many("too_many_labels", "labels");
  Document document{slug_from(title) + "-seat-labels.pdf", std::string(kPdf), {}};
  const auto now =
      co_await store_.read(store::Viewer::anyone(), [](store::Queries& q) { return q.now(); });
  document.bytes = co_await workers_.run(
      [labels = std::move(labels), pages = LabelPages{wish.sheet, title, now, wish.outlines}] {
        return render_seat_labels(labels, pages);
      });
  co_return document;
}

asio::awaitable<Result<Document>> Sheets::labels_of_show(ShowId show, LabelWish wish) {
  CO_TRY(auto title, co_await store_.read(store::Viewer::staff(),
                                          [show](store::Queries& q) -> Result<std::string> {
                                            TRY(const auto info, shows::get_show(q, show));
                                            return info.title;
                                          }));
  CO_TRY(auto labels, co_await seats_.seats(show));
  co_return co_await draw(std::move(labels), std::move(title), std::move(wish));
}

asio::awaitable<Result<Document>> Sheets::labels_of_venue(VenueId venue, LabelWish wish) {
  std::string title;
  auto labels = co_await store_.read(
      store::Viewer::staff(),
      [venue](store::Queries& q) -> Result<std::pair<std::string, std::vector<SeatLabel>>> {
        const auto found = venues::find_venue(q, venue);
        if (!found)
          return refuse(ErrorKind::not_found, "venue_not_found", "There is no such venue.");
        std::map<SectionId, std::string> sections;
        for (const auto& section : venues::list_sections(q, venue))
          sections.emplace(section.id, section.name.value);
        std::vector<SeatLabel> seats;
        for (const auto& seat : venues::list_seats(q, venue))
          seats.push_back({sections[seat.section_id], seat.row_name.value, seat.seat_number.value});
        return std::pair(found->name.value, std::move(seats));
      });
  if (!labels) co_return std::unexpected(labels.error());
  co_return co_await draw(std::move(labels->second), std::move(labels->first), std::move(wish));
}

}  // namespace usher::tickets

#include "app/demo/season.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/demo/halls.hpp"
#include "base/assert.hpp"
#include "base/crypto.hpp"
#include "inventory/seat_board.hpp"

namespace usher::app {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr std::string_view kZone = "America/New_York";
constexpr std::string_view kCard = "4242424242424242";

audit::Entry by() { return {.actor = "command"}; }

template <class T>
T text(std::string_view value) {
  auto parsed = T::parse(value);
  USHER_ASSERT(parsed.has_value());
  return *std::move(parsed);
}

struct Evening {
  std::string_view title;
  int days = 0;           // from today
  std::string_view time;  // on the venue's wall clock
  int sold_percent = 0;
};

struct Production {
  std::string_view title;
  std::string_view slug;
  std::string_view description;
  bool in_theatre = true;
  std::vector<Evening> evenings;
};

const std::vector<Production>& season() {
  static const std::vector<Production> productions{
      {"The Nutcracker",
       "the-nutcracker",
       "Clara's midnight adventure, danced by the whole school: mice and soldiers, snow and "
       "sweets, "
       "with an orchestra in the pit.\n\nTwo hours, one intermission. All ages.",
       true,
       {{"Opening night", 17, "19:30", 46},
        {"Matinee", 18, "14:00", 31},
        {"Closing night", 18, "19:30", 58}}},
      {"Spring Gala",
       "spring-gala",
       "One evening, twelve short pieces: from classical variations to tap and hip-hop, by dancers "
       "from six to eighteen.",
       true,
       {{"Gala", 96, "19:00", 12}}},
      {"Studio Showcase",
       "studio-showcase",
       "New work by our own choreographers, close enough to hear the floor. The evening ends with "
       "a "
       "talk on stage.",
       false,
       {{"Friday showcase", 31, "18:30", 40}, {"Saturday showcase", 32, "18:30", 22}}}};
  return productions;
}

awaitable<Result<venues::VenueView>> make_venue(venues::Venues& door, std::string name,
                                                std::string city, venues::SeatMapBody map) {
  venues::VenueBody body;
  body.name = text<Label>(name);
  body.city = text<OptionalLabel>(city);
  body.address = text<OptionalLabel>("1 Stage Door Lane");
  body.state = text<OptionalLabel>("NY");
  body.country = text<OptionalLabel>("US");
  body.time_zone = text<TimeZoneName>(kZone);
  body.capacity.emplace().value = static_cast<std::int64_t>(map.seats->size());
  CO_TRY(const auto venue, co_await door.create(by(), std::nullopt, std::move(body)));
  CO_TRY(const auto empty, co_await door.get_map(venue.id));
  CO_TRY_OK(co_await door.save_map(by(), std::nullopt, venue.id, empty.version, std::move(map)));
  co_return co_await door.get(venue.id);
}

std::string local_time(Timestamp today, const Evening& evening) {
  const auto day = today + std::chrono::days(evening.days);
  return to_local_string(day, text<TimeZoneName>(kZone)).substr(0, 10) + "T" +
         std::string(evening.time) + ":00";
}

awaitable<Result<ShowId>> make_show(DemoParts parts, RecitalId recital, VenueId venue,
                                    Evening evening) {
  shows::ShowBody body;
  body.recital_id = recital;
  body.venue_id = venue;
  body.title = text<Label>(evening.title);
  body.starts_at_local = local_time(parts.clock.now(), evening);
  body.status = shows::ShowStatus::on_sale;
  CO_TRY(const auto show, co_await parts.shows.create_show(by(), std::nullopt, std::move(body)));
  shows::TicketConfigBody config;
  config.fees.emplace();
  config.fees->push_back({text<Label>("Theatre restoration"), pricing::FeeKind::per_ticket, 150});
  CO_TRY_OK(co_await parts.shows.configure(by(), std::nullopt, show.id, {}, std::move(config)));
  CO_TRY_OK(co_await parts.inventory.generate_seats(show.id, std::nullopt, by()));
  co_return show.id;
}

// A party of one to six picks its seats like people do: mostly the best ones, now and then a
// cheaper place.
awaitable<Result<inventory::HoldView>> hold_some(DemoParts parts, ShowId show,
                                                 inventory::SessionKey session) {
  CO_TRY(const auto board, co_await parts.inventory.board(show));
  inventory::SeatWish wish;
  wish.count = 1 + static_cast<std::uint32_t>(parts.random.below(5));
  const auto layout = board->layout();
  if (parts.random.below(3) != 0) {
    // A seat drawn by lot names the section, so that large ones are chosen more often.
    const auto drawn = parts.random.below(layout->seats.size());
    wish.section = layout->seats[drawn].section;
  }
  const auto found = board->suggest(wish, parts.clock.now());
  if (!found) co_return refuse(ErrorKind::not_found, "no_suggestion", "Nothing of this kind.");
  std::vector<std::string> seats;
  for (const auto index : found->seats) seats.push_back(layout->seats[index].id.text());
  CO_TRY(auto plan, parts.inventory.plan_hold(*board, seats, std::move(session), true));
  co_return co_await parts.inventory.hold_seats(std::move(plan), std::nullopt);
}

awaitable<Result<std::int64_t>> buy_some(DemoParts parts, ShowId show, std::int64_t guest) {
  const auto session = parts.random.bytes(16);
  CO_TRY(const auto hold, co_await hold_some(parts, show, session));
  orders::OrderRequest request;
  request.reservation_tokens = {hold.reservation_token};
  request.show = show;
  request.customer_name = text<Label>(fmt::format("Guest {}", guest));
  request.customer_email = text<Email>(fmt::format("guest{}@example.com", guest));
  CO_TRY(const auto made, co_await parts.orders.create(std::move(request), session, std::nullopt));
  const orders::Proof proof{.session = session};
  CO_TRY(const auto intent, co_await parts.orders.open_intent(made.order.id, proof));
  CO_TRY_OK(co_await parts.payments.confirm(intent.payment_intent_id, intent.client_secret,
                                            {std::string(kCard), false}));
  CO_TRY_OK(co_await parts.orders.confirm(made.order.id, intent.payment_intent_id, proof));
  co_return static_cast<std::int64_t>(hold.seats.size());
}

// Guests are numbered on from show to show.
constexpr std::int64_t kGuestsPerShow = 1000;

// Sells up to the wished share; leaves a few seats in somebody's basket.
awaitable<Result<std::int64_t>> sell_show(DemoParts parts, ShowId show, int percent,
                                          std::int64_t guest) {
  CO_TRY(const auto board, co_await parts.inventory.board(show));
  const auto wanted = static_cast<std::int64_t>(board->layout()->seats.size()) * percent / 100;
  std::int64_t sold = 0;
  int refusals = 0;
  while (sold < wanted && refusals < 50) {
    const auto bought = co_await buy_some(parts, show, ++guest);
    if (bought)
      sold += *bought;
    else
      ++refusals;
  }
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(co_await hold_some(parts, show, parts.random.bytes(16)));
  }
  co_return sold;
}

}  // namespace

awaitable<Result<DemoReport>> fill_demo(DemoParts parts) {
  CO_TRY(const auto existing, co_await parts.venues.list({}));
  if (!existing.items.empty()) {
    co_return refuse(ErrorKind::conflict, "not_empty",
                     "The database has venues already; the demo fills an empty one only.");
  }
  CO_TRY(const auto theatre,
         co_await make_venue(parts.venues, "Riverside Theatre", "Riverside", theatre_map()));
  CO_TRY(const auto studio,
         co_await make_venue(parts.venues, "Studio Hall", "Riverside", studio_map()));
  DemoReport report{.venues = 2, .seats = theatre.seat_count + studio.seat_count};
  for (const auto& production : season()) {
    shows::RecitalBody body;
    body.title = text<Label>(production.title);
    body.slug = text<Slug>(production.slug);
    body.description = text<Paragraph>(production.description);
    CO_TRY(const auto recital,
           co_await parts.shows.create_recital(by(), std::nullopt, std::move(body)));
    for (const auto& evening : production.evenings) {
      const auto venue = production.in_theatre ? theatre.id : studio.id;
      CO_TRY(const auto show, co_await make_show(parts, recital.id, venue, evening));
      CO_TRY(const auto sold,
             co_await sell_show(parts, show, evening.sold_percent, report.shows * kGuestsPerShow));
      ++report.shows;
      report.tickets += sold;
    }
  }
  co_return report;
}

}  // namespace usher::app

#include "app/mail_content.hpp"

#include <fmt/format.h>
#include <unicode/datefmt.h>
#include <unicode/numfmt.h>
#include <unicode/simpletz.h>

#include <algorithm>

#include "base/escape.hpp"
#include "base/json_binding.hpp"
#include "base/time_zone.hpp"
#include "notifications/mail_text.hpp"
#include "notifications/templates.hpp"
#include "notifications/unsubscribe.hpp"
#include "orders/repository.hpp"
#include "shows/shows.hpp"

namespace usher::app {
namespace {

using notifications::MessageKind;

std::unexpected<Error> pointless(std::string why) {
  return refuse(ErrorKind::gone, "mail_pointless", std::move(why));
}

icu::Locale place_of(const std::string& locale) {
  UErrorCode status = U_ZERO_ERROR;
  auto place = icu::Locale::forLanguageTag(locale, status);
  return U_FAILURE(status) ? icu::Locale::getEnglish() : place;
}

std::string narrow(const icu::UnicodeString& wide) {
  std::string text;
  wide.toUTF8String(text);
  return text;
}

// "$96.10", "96,10 €"; the plain form should ICU not know how.
std::string money_text(Money amount, const Currency& currency, const std::string& locale) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::NumberFormat> format(
      icu::NumberFormat::createCurrencyInstance(place_of(locale), status));
  std::string plain = format_money(amount, currency);  // "96.10 USD"
  if (U_FAILURE(status) || !format) return plain;
  format->setCurrency(icu::UnicodeString::fromUTF8(currency.code).getBuffer(), status);
  const std::string digits = plain.substr(0, plain.find(' '));
  const icu::Formattable number(icu::StringPiece(digits), status);
  icu::UnicodeString wide;
  format->format(number, wide, status);
  return U_FAILURE(status) ? plain : narrow(wide);
}

// "18:45"
std::string clock_text(Timestamp at, const TimeZoneName& zone, const std::string& locale) {
  const std::unique_ptr<icu::DateFormat> format(
      icu::DateFormat::createTimeInstance(icu::DateFormat::kShort, place_of(locale)));
  if (!format) return to_local_string(at, zone).substr(11, 5);
  const auto offset = Duration(utc_offset(at, zone)).count();
  format->adoptTimeZone(new icu::SimpleTimeZone(static_cast<std::int32_t>(offset), "venue"));
  icu::UnicodeString wide;
  format->format(static_cast<UDate>(at.ms), wide);
  return narrow(wide);
}

// How the reader writes numbers and dates: as they said, where it goes with the mail's language.
std::string format_locale(const std::string& wanted, const std::string& house,
                          std::string_view language) {
  for (const auto& locale : {wanted, house}) {
    if (!locale.empty() && notifications::mail_language(locale, "") == language &&
        locale.starts_with(language)) {
      return locale;
    }
  }
  return std::string(language);
}

bool lets_in(const orders::TicketView& ticket) {
  return ticket.status == "valid" || ticket.status == "used";
}

// Most mail servers take ten megabytes, and in a mail a file grows by more than a third.
constexpr std::size_t kAttachedMax = 7'000'000;

// What a mail server said of an attempt before. Source: RFC 5321, 4.2.3; RFC 3463, 3.4.
bool is_too_large(std::string_view last_error) {
  return last_error.starts_with("mail_refused: 552") ||
         last_error.starts_with("mail_refused: 413") || last_error.contains(" 5.3.4 ");
}

using FoundOrder = std::pair<orders::OrderOfAddress, shows::ShowInfo>;

// All that one mail can hold with some sense, the newest first.
std::vector<FoundOrder> orders_of(store::Queries& q, const std::string& address) {
  constexpr std::int64_t kInOneMail = 200;
  std::vector<FoundOrder> found;
  for (auto& order : orders::orders_of_address(q, address, kInOneMail)) {
    const auto shows = orders::shows_of(order.keys);
    if (shows.empty()) continue;
    if (auto show = shows::find_show(q, shows.front())) found.emplace_back(order, *std::move(show));
  }
  return found;
}

// The show that the message is about, or else all that the order is of, by their evenings.
std::vector<ShowId> shows_meant(const orders::OrderView& order, const notifications::Facts& facts) {
  if (facts.show_id) return {*facts.show_id};
  std::vector<ShowId> shows;
  for (const auto& show : order.shows) shows.push_back(show.id);
  return shows;
}

// What a mail is about, of one snapshot.
struct Read {
  std::vector<shows::ShowInfo> shows{};
  bool reminders = true;
  Timestamp now;
  std::vector<FoundOrder> orders{};
};

Read read_about(store::Queries& q, const std::vector<ShowId>& shows, const std::string& recipient,
                bool finds_orders) {
  Read found{{}, notifications::wants_reminders(q, recipient), q.now()};
  for (const auto id : shows)
    if (auto show = shows::find_show(q, id)) found.shows.push_back(*std::move(show));
  if (finds_orders) found.orders = orders_of(q, recipient);
  return found;
}

bool carries_tickets(MessageKind kind) {
  return kind == MessageKind::order_confirmation || kind == MessageKind::show_moved;
}

}  // namespace

std::string OrderMailContent::order_url(OrderId id) const {
  return fmt::format("{}/public/checkout/tickets/confirmation/{}?order_token={}", parts_.house.url,
                     id.text(), parts_.orders.tokens().token_of(id));
}

void OrderMailContent::add_order(notifications::MailData& data, const orders::OrderView& order,
                                 const std::string& locale) const {
  const auto money = [&](Money amount) { return money_text(amount, order.currency, locale); };
  const auto unless_zero = [&](Money amount) { return amount.minor == 0 ? "" : money(amount); };
  auto& out = data.order;
  out.number = order.order_number;
  out.url = order_url(order.id);
  out.customer_name = order.customer_name;
  out.subtotal = money(order.subtotal);
  out.discount = unless_zero(order.discount);
  for (const auto& fee : order.fee_lines) out.fees.push_back({fee.name, money(fee.amount)});
  out.tax = unless_zero(order.tax);
  out.tax_inclusive = order.tax_inclusive;
  out.total = money(order.total);
  out.free = order.total.minor == 0;
  out.refunded = unless_zero(order.refunded);
}

void OrderMailContent::add_tickets(notifications::MailData& data, const orders::OrderView& order,
                                   const std::vector<shows::ShowInfo>& shows,
                                   const std::string& locale) const {
  for (const auto& show : shows) add_tickets_of(data, order, show, shows.size() > 1, locale);
  if (!data.tickets.empty()) data.ticket_count = std::to_string(data.tickets.size());
  data.several_tickets = data.tickets.size() > 1;
}

void OrderMailContent::add_tickets_of(notifications::MailData& data, const orders::OrderView& order,
                                      const shows::ShowInfo& show, bool named,
                                      const std::string& locale) const {
  for (const auto& ticket : order.tickets) {
    if (!lets_in(ticket) || ticket.show.id != show.id) continue;
    const auto item = std::ranges::find(order.items, ticket.line_id, &orders::ItemView::id);
    const bool typed = item != order.items.end() && item->ticket_type;
    data.tickets.push_back(
        {.number = ticket.ticket_number,
         .section = ticket.section,
         .row = ticket.row_name,
         .seat = ticket.seat_number,
         .type = typed ? *item->ticket_type : "",
         .price = money_text(ticket.price, ticket.currency, locale),
         .url = fmt::format("{}/public/tickets/{}", data.house.url, ticket.code),
         .show = named ? fmt::format("{} · {}", show.recital_title,
                                     format_for_people(show.starts_at, show.time_zone, locale))
                       : ""});
    named = false;
  }
}

void OrderMailContent::add_show(notifications::MailShow& out, const shows::ShowInfo& show,
                                const notifications::MailHouse& house,
                                const notifications::Facts& facts,
                                const std::string& locale) const {
  out.title = show.recital_title;
  if (show.title != show.recital_title) out.subtitle = show.title;
  out.when = format_for_people(show.starts_at, show.time_zone, locale);
  if (show.doors_at) out.doors = clock_text(*show.doors_at, show.time_zone, locale);
  out.venue = show.venue_name;
  out.address = show.venue_address;
  if (!show.venue_city.empty()) out.address += (out.address.empty() ? "" : ", ") + show.venue_city;
  out.map_url = "https://www.openstreetmap.org/search?query=" + percent_encode(out.address);
  out.url = fmt::format("{}/public/recitals/{}", house.url, show.recital_slug);
  if (facts.was_starts_at && *facts.was_starts_at != show.starts_at)
    out.was_when = format_for_people(*facts.was_starts_at, show.time_zone, locale);
  if (facts.was_venue_name && *facts.was_venue_name != show.venue_name)
    out.was_venue = *facts.was_venue_name;
}

boost::asio::awaitable<Result<OrderMailContent::Files>> OrderMailContent::attachments_of(
    MessageKind kind, orders::OrderView order, std::vector<ShowId> shows,
    bool refused_for_size) const {
  Files files;
  const auto living = std::ranges::find_if(order.tickets, lets_in);
  if (carries_tickets(kind) && living != order.tickets.end()) {
    CO_TRY(auto pdf, co_await parts_.tickets.print({.order = order.id}));
    files.too_large = refused_for_size || pdf.bytes.size() > kAttachedMax;
    if (!files.too_large) {
      files.attachments.push_back(
          {std::move(pdf.file_name), std::move(pdf.media_type), std::move(pdf.bytes)});
    }
  }
  const bool over = kind == MessageKind::show_cancelled && !order.tickets.empty();
  const bool dated = carries_tickets(kind) && living != order.tickets.end();
  if (!over && !dated) co_return files;
  CO_TRY(auto entry,
         co_await parts_.tickets.calendar_of_order(order.id, std::move(shows), parts_.house.url));
  files.attachments.push_back(
      {std::move(entry.file_name), std::move(entry.media_type), std::move(entry.bytes)});
  co_return files;
}

// All orders of the address, for whom looks for one.
void OrderMailContent::add_found(notifications::MailData& data,
                                 const std::vector<FoundOrder>& orders,
                                 const std::string& locale) const {
  for (const auto& [order, show] : orders) {
    data.orders.push_back({.number = order.order_number,
                           .title = show.recital_title,
                           .when = format_for_people(show.starts_at, show.time_zone, locale),
                           .url = order_url(order.id)});
  }
  data.several_orders = data.orders.size() > 1;
}

boost::asio::awaitable<Result<notifications::MailContent>> OrderMailContent::content_of(
    notifications::StoredMessage message) {
  auto order = co_await parts_.orders.details(message.order_id ? *message.order_id : OrderId{});
  if (!order && order.error().kind == ErrorKind::not_found)
    co_return pointless("The order is not there any more.");
  if (!order) co_return std::unexpected(std::move(order).error());
  const bool finds = message.kind == MessageKind::order_lookup_link;
  const auto facts =
      read_json_text<notifications::Facts>(message.facts).value_or(notifications::Facts{});
  const auto read =
      co_await parts_.store.read([ids = shows_meant(*order, facts), to = message.recipient, finds](
                                     store::Queries& q) { return read_about(q, ids, to, finds); });
  if (read.shows.empty()) co_return pointless("The show is not there any more.");

  notifications::MailContent content;
  auto& data = content.data;
  // Staff read in the house's language, and open the order where they work.
  const bool to_staff = message.kind == MessageKind::payment_disputed;
  const std::string wanted = to_staff ? parts_.locale : order->locale;
  data.language = notifications::mail_language(wanted, parts_.locale);
  const std::string locale = format_locale(wanted, parts_.locale, data.language);
  data.house = parts_.house;
  const auto& show = read.shows.front();
  add_show(data.show, show, data.house, facts, locale);
  for (std::size_t i = 1; i < read.shows.size(); ++i)
    add_show(data.more_shows.emplace_back(), read.shows[i], data.house, {}, locale);
  add_order(data, *order, locale);
  if (to_staff) {
    data.order.url = fmt::format("{}/admin/ticketing/orders/{}", data.house.url, order->id.text());
  } else {
    add_tickets(data, *order, read.shows, locale);
  }
  add_found(data, read.orders, locale);
  const bool refund = message.kind == MessageKind::order_refunded;
  const bool returned = message.kind == MessageKind::payment_returned;
  const Money amount = facts.amount.value_or(refund     ? order->refunded
                                             : returned ? order->total
                                                        : Money{});
  if (amount.minor != 0) data.amount = money_text(amount, order->currency, locale);
  data.note = facts.note.value_or("");
  data.unsubscribe_url =
      data.house.url + notifications::unsubscribe_path(message.id, parts_.unsubscribe_secret);

  if (message.kind == MessageKind::show_reminder) {
    const bool over = show.starts_at <= read.now || show.status == shows::ShowStatus::cancelled ||
                      data.tickets.empty();
    if (over) co_return pointless("There is nothing to be reminded of any more.");
    if (!read.reminders) co_return pointless("They want no reminders.");
  }
  CO_TRY(auto files, co_await attachments_of(message.kind, *order, shows_meant(*order, facts),
                                             is_too_large(message.last_error)));
  content.attachments = std::move(files.attachments);
  data.files_too_large = files.too_large;
  if (files.too_large) content.remark = "mail_without_files: They are too large for a mail.";
  co_return content;
}

}  // namespace usher::app

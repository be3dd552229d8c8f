// Purpose: tickets on paper: one page each, one file for an order. Place: tickets, pure.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/money.hpp"
#include "base/time_zone.hpp"

namespace usher::tickets {

// Everything that a page says, and nothing else: the same content gives the same page.
struct PrintedTicket {
  std::string recital_title;
  std::string show_title;
  std::string venue_name;
  std::string venue_address;  // one line
  std::string venue_country;  // decides the paper
  Timestamp starts_at;
  std::optional<Timestamp> doors_at{};
  TimeZoneName time_zone{};
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;    // "standard" is not worth a word
  std::string ticket_type;  // "Adult"; "" when the show has none
  std::string holder_name;
  std::string order_number;
  std::string ticket_number;
  Money price;
  Currency currency;
  Timestamp issued_at;
  std::string code;
  std::int64_t number = 1;  // "Ticket 1 of 2"
  std::int64_t of = 1;
  std::string language = "en";  // of the words, as language_of() says
};
BOOST_DESCRIBE_STRUCT(PrintedTicket, (),
                      (recital_title, show_title, venue_name, venue_address, venue_country,
                       starts_at, doors_at, time_zone, section, row_name, seat_number, seat_type,
                       ticket_type, holder_name, order_number, ticket_number, price, currency,
                       issued_at, code, number, of, language))

// Part of the name under which a finished file is kept: grows when the look of a page changes.
inline constexpr std::string_view kPageVersion = "2";

// A PDF file. Blocks for some milliseconds (the first one for longer: fonts are loaded): run it on
// the worker pool. `tickets` has at least one.
std::string render_tickets(std::span<const PrintedTicket> tickets);

}  // namespace usher::tickets

// Purpose: what the templates of mails can say; its members are the names of the variables.
// Place: notifications, part of types.hpp. Texts are ready for people to read: in their language,
// amounts with the currency, times as the clock on the venue's wall shows them.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <vector>

namespace usher::notifications {

struct MailHouse {
  std::string name;  // who writes
  std::string url;   // the shop
};
BOOST_DESCRIBE_STRUCT(MailHouse, (), (name, url))

struct MailShow {
  std::string title;      // "The Nutcracker"
  std::string subtitle;   // the name of the evening, where it has one of its own
  std::string when;       // "Thursday, December 24, 2026 at 7:30 PM EST"
  std::string doors;      // "Doors open at 18:45" without the words; "" when nobody said
  std::string venue;      // "Grand Hall"
  std::string address;    // "1 Main Street, Springfield"
  std::string map_url;    // leads to a map of the address
  std::string url;        // the show in the shop
  std::string was_when;   // show_moved: the time that no longer holds; "" when it does
  std::string was_venue;  // show_moved: the place that no longer holds; "" when it does
};
BOOST_DESCRIBE_STRUCT(MailShow, (),
                      (title, subtitle, when, doors, venue, address, map_url, url, was_when,
                       was_venue))

// One line of the receipt.
struct MailLine {
  std::string name;
  std::string amount;
};
BOOST_DESCRIBE_STRUCT(MailLine, (), (name, amount))

struct MailOrder {
  std::string number;
  std::string url;  // opens the order without signing in
  std::string customer_name;
  std::string subtotal;
  std::string discount;  // "" when there is none
  std::vector<MailLine> fees;
  std::string tax;  // "" when there is none
  bool tax_inclusive = false;
  std::string total;
  bool free = false;
  std::string refunded;  // in all, so far; "" when nothing
};
BOOST_DESCRIBE_STRUCT(MailOrder, (),
                      (number, url, customer_name, subtotal, discount, fees, tax, tax_inclusive,
                       total, free, refunded))

// order_lookup_link: one of all orders of the address.
struct MailFoundOrder {
  std::string number;
  std::string title;  // of the show
  std::string when;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(MailFoundOrder, (), (number, title, when, url))

// Labels as sold.
struct MailTicket {
  std::string number;
  std::string section;
  std::string row;
  std::string seat;
  std::string type;  // "Child"; "" for the plain one
  std::string price;
  std::string url;   // the ticket with its code, on a phone
  std::string show;  // of several shows: which, before the first of its tickets; else ""
};
BOOST_DESCRIBE_STRUCT(MailTicket, (), (number, section, row, seat, type, price, url, show))

struct MailData {
  std::string language;  // "en"
  MailHouse house;
  MailShow show;                     // what the mail is about; of several shows the first
  std::vector<MailShow> more_shows;  // the others, in the order of their evenings
  MailOrder order;
  std::vector<MailTicket> tickets;  // those that let in
  std::string ticket_count;         // "2"; "" for none
  bool several_tickets = false;
  bool files_too_large = false;        // for a mail: the order's page has them
  std::vector<MailFoundOrder> orders;  // order_lookup_link: of the address, the newest first
  bool several_orders = false;
  std::string amount;           // order_refunded, payment_returned: what comes back
  std::string note;             // show_*: what staff say about it
  std::string unsubscribe_url;  // show_reminder: ends reminders
};
BOOST_DESCRIBE_STRUCT(MailData, (),
                      (language, house, show, more_shows, order, tickets, ticket_count,
                       several_tickets, files_too_large, orders, several_orders, amount, note,
                       unsubscribe_url))

// A made-up evening that fills every variable: for previews, test mails and to check names.
MailData sample_mail_data(const std::string& language, const MailHouse& house);

}  // namespace usher::notifications

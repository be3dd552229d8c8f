#include "notifications/mail_data.hpp"

namespace usher::notifications {

MailData sample_mail_data(const std::string& language, const MailHouse& house) {
  const bool spanish = language == "es";
  MailData data;
  data.language = language;
  data.house = house;
  data.show = {.title = spanish ? "El cascanueces" : "The Nutcracker",
               .subtitle = spanish ? "Función de gala" : "Gala evening",
               .when = spanish ? "jueves, 24 de diciembre de 2026, 19:30 CET"
                               : "Thursday, December 24, 2026 at 7:30 PM EST",
               .doors = spanish ? "18:45" : "6:45 PM",
               .venue = spanish ? "Teatro Principal" : "Grand Hall",
               .address = spanish ? "Plaza Mayor 1, Sevilla" : "1 Main Street, Springfield",
               .map_url = "https://www.openstreetmap.org/search?query=1%20Main%20Street",
               .url = house.url + "/public/tickets",
               .was_when = spanish ? "martes, 22 de diciembre de 2026, 19:30 CET"
                                   : "Tuesday, December 22, 2026 at 7:30 PM EST",
               .was_venue = spanish ? "Teatro Pequeño" : "Little Hall"};
  data.more_shows.push_back(data.show);
  data.more_shows.back().title = spanish ? "El lago de los cisnes" : "Swan Lake";
  data.more_shows.back().when = spanish ? "sábado, 26 de diciembre de 2026, 19:30 CET"
                                        : "Saturday, December 26, 2026 at 7:30 PM EST";
  data.order = {.number = "ORD-20261124-K7QM4X",
                .url = house.url + "/public/tickets/lookup",
                .customer_name = spanish ? "Zoë Peña" : "Zoë O'Hara",
                .subtotal = spanish ? "90,00 €" : "$90.00",
                .discount = spanish ? "5,00 €" : "$5.00",
                .fees = {{spanish ? "Gastos de gestión" : "Service", spanish ? "4,00 €" : "$4.00"}},
                .tax = spanish ? "7,10 €" : "$7.10",
                .tax_inclusive = false,
                .total = spanish ? "96,10 €" : "$96.10",
                .free = false,
                .refunded = spanish ? "45,00 €" : "$45.00"};
  for (const auto* seat : {"11", "12"}) {
    data.tickets.push_back({.number = std::string("TKT-20261124-4H8Z") + seat,
                            .section = spanish ? "Platea" : "Stalls",
                            .row = "F",
                            .seat = seat,
                            .type = spanish ? "Reducida" : "Reduced",
                            .price = spanish ? "45,00 €" : "$45.00",
                            .url = house.url + "/public/tickets/lookup",
                            .show = {}});
  }
  data.tickets.front().show = data.show.title + " · " + data.show.when;
  data.ticket_count = "2";
  data.several_tickets = true;
  for (const auto* number : {"ORD-20261124-K7QM4X", "ORD-20261020-9RTV2D"}) {
    data.orders.push_back({.number = number,
                           .title = data.show.title,
                           .when = data.show.when,
                           .url = house.url + "/public/tickets/lookup"});
  }
  data.several_orders = true;
  data.amount = spanish ? "45,00 €" : "$45.00";
  data.note = spanish ? "El escenario necesita una reparación. Lo sentimos."
                      : "The stage needs a repair. We are sorry.";
  data.unsubscribe_url = house.url + "/public/tickets";
  return data;
}

}  // namespace usher::notifications

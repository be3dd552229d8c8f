// Our files, read by other programs: pdftotext, pdftoppm, zbarimg, qpdf.
#include "tickets/ticket_pdf.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "programs.hpp"
#include "tickets/pdf_password.hpp"

namespace usher::tickets {
namespace {

PrintedTicket some_ticket(const std::string& holder = "Zoë Łukasiewicz-Ångström") {
  PrintedTicket ticket;
  ticket.recital_title = "The Nutcracker";
  ticket.show_title = "Saturday evening";
  ticket.venue_name = "Riverside Theatre";
  ticket.venue_address = "12 Quay Street, Providence, RI 02903";
  ticket.venue_country = "US";
  ticket.starts_at = *parse_rfc3339("2026-12-25T00:30:00Z");
  ticket.time_zone = {"America/New_York"};
  ticket.section = "Orchestra";
  ticket.row_name = "C";
  ticket.seat_number = "12";
  ticket.seat_type = "standard";
  ticket.ticket_type = "Adult";
  ticket.holder_name = holder;
  ticket.order_number = "ORD-20261124-7KQ2MX";
  ticket.ticket_number = "TKT-20261124-4H8ZPA";
  ticket.price = {4500};
  ticket.currency = {"USD"};
  ticket.issued_at = *parse_rfc3339("2026-11-24T18:00:00Z");
  ticket.code = std::string(158, 'A') + "B";
  return ticket;
}

struct TicketPdf : ::testing::Test {
  usher::testing::TempDir dir;
  std::string pdf = dir.file("ticket.pdf");

  void render(const std::vector<PrintedTicket>& tickets) {
    write_file(pdf, render_tickets(tickets));
  }
};

TEST_F(TicketPdf, says_everything_that_a_ticket_must_say) {
  render({some_ticket()});
  const std::string text = pdf_text(pdf);
  for (const char* expected :
       {"The Nutcracker", "Saturday evening", "Riverside Theatre", "12 Quay Street",
        "Thursday, December 24, 2026", "7:30 PM EST", "Orchestra", "row C, seat 12",
        "Zoë Łukasiewicz-Ångström", "ORD-20261124-7KQ2MX", "TKT-20261124-4H8ZPA", "45.00 USD"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << " in\n" << text;
  }
}

TEST_F(TicketPdf, draws_emoji_of_names_as_the_pictures_they_are) {
  const auto pictures = [this] {
    return std::ranges::count(run_program("pdfimages -list '" + pdf + "'").output, '\n');
  };
  render({some_ticket("Zoë")});
  const auto plain = pictures();
  render({some_ticket("Zoë 🎭 🩰")});
  EXPECT_GE(pictures(), plain + 2);
}

TEST_F(TicketPdf, speaks_the_language_of_its_buyer) {
  PrintedTicket ticket = some_ticket();
  ticket.language = "es";
  ticket.venue_country = "España";
  ticket.time_zone = {"Europe/Madrid"};
  ticket.doors_at = *parse_rfc3339("2026-12-25T00:00:00Z");
  ticket.seat_type = "companion";
  ticket.of = 2;
  render({ticket});
  const std::string text = pdf_text(pdf);
  for (const char* expected :
       {"Viernes, 25 de diciembre de 2026", "01:30 CET", "Sección", "Fila", "Asiento",
        "fila C, asiento 12", "Una persona", "Titular de la entrada", "Precio", "45,00 USD",
        "Pedido", "En la puerta", "Apertura de puertas: 01:00", "Muestre el código",
        "la plaza de un acompañante", "Entrada 1 de 2", "Emitida el 2026-11-24"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << " in\n" << text;
  }
  for (const char* english : {"Section", "Row", "Seat", "Admit", "holder", "Price", "Order",
                              "At the door", "Doors", "Show the", "Keep", "Ticket", "Issued"}) {
    EXPECT_EQ(text.find(english), std::string::npos) << english << " in\n" << text;
  }
  const auto facts = run_program("pdfinfo '" + pdf + "'").output;
  EXPECT_NE(facts.find("Entradas: The Nutcracker"), std::string::npos) << facts;
}

TEST_F(TicketPdf, says_morning_and_evening_in_spanish_where_clocks_have_twelve_hours) {
  PrintedTicket ticket = some_ticket();
  ticket.language = "es";
  render({ticket});
  const std::string text = pdf_text(pdf);
  EXPECT_NE(text.find("Jueves, 24 de diciembre de 2026"), std::string::npos) << text;
  EXPECT_NE(text.find("7:30 p. m. EST"), std::string::npos) << text;
}

TEST_F(TicketPdf, keeps_names_of_any_script_as_text) {
  for (const char* name : {"Søren Żółć Škoda", "Дмитрий Шостакович", "محمد الفاتح", "山田 太郎",
                           "דוד בן־גוריון", "Nguyễn Thị Minh Khai", "Αλέξανδρος", "김민준"}) {
    render({some_ticket(name)});
    EXPECT_NE(pdf_text(pdf).find(name), std::string::npos) << name << " in\n" << pdf_text(pdf);
  }
}

TEST_F(TicketPdf, shows_a_mark_for_what_no_file_may_contain) {
  auto ticket = some_ticket("Zoë\uFFFE \U0001FFFF\uFDD0 B");
  ticket.recital_title = "The\uFFFF Nutcracker";
  render({ticket});
  EXPECT_NE(pdf_text(pdf).find("The\uFFFD Nutcracker"), std::string::npos) << pdf_text(pdf);
}

TEST_F(TicketPdf, has_a_code_that_is_read_from_the_printed_page) {
  render({some_ticket()});
  for (const char* dpi : {"100", "150", "300"}) {
    ASSERT_EQ(run_program(std::string("pdftoppm -r ") + dpi + " -png '" + pdf + "' '" +
                          dir.file("page") + "'")
                  .exit_code,
              0);
    EXPECT_EQ(scanned(dir.file("page-1.png")), some_ticket().code + "\n") << dpi << " dpi";
  }
}

TEST_F(TicketPdf, puts_each_ticket_of_an_order_on_a_page_of_its_own) {
  auto tickets = std::vector<PrintedTicket>(3, some_ticket());
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    tickets[i].seat_number = std::to_string(40 + i);
    tickets[i].number = static_cast<std::int64_t>(i + 1);
    tickets[i].of = 3;
  }
  render(tickets);
  EXPECT_NE(run_program("qpdf --show-npages '" + pdf + "'").output.find('3'), std::string::npos);
  for (int page = 1; page <= 3; ++page) {
    const std::string number = std::to_string(page);
    const std::string text = pdf_text(pdf, "-f " + number + " -l " + number);
    EXPECT_NE(text.find("seat 4" + std::to_string(page - 1)), std::string::npos) << text;
    EXPECT_NE(text.find("Ticket " + number + " of 3"), std::string::npos) << text;
  }
}

TEST_F(TicketPdf, takes_the_paper_of_the_country) {
  const auto page_size = [this] { return run_program("pdfinfo '" + pdf + "'").output; };
  render({some_ticket()});
  EXPECT_NE(page_size().find("612 x 792"), std::string::npos) << page_size();
  PrintedTicket german = some_ticket();
  german.venue_country = "Germany";
  german.time_zone = {"Europe/Berlin"};
  render({german});
  EXPECT_NE(page_size().find("595 x 842"), std::string::npos) << page_size();
  EXPECT_NE(pdf_text(pdf).find("Friday, 25 December 2026"), std::string::npos);
  EXPECT_NE(pdf_text(pdf).find("01:30 CET"), std::string::npos);
}

TEST_F(TicketPdf, stays_one_page_with_the_longest_texts_there_can_be) {
  PrintedTicket ticket = some_ticket(std::string(200, 'W'));
  ticket.recital_title = std::string(200, 'M');
  ticket.show_title = std::string(200, 'W');
  ticket.venue_name = std::string(200, 'W');
  ticket.venue_address = std::string(400, 'W');
  ticket.section = std::string(200, 'W');
  ticket.row_name = std::string(200, 'W');
  ticket.seat_number = std::string(200, 'W');
  ticket.ticket_type = std::string(200, 'W');
  render({ticket});
  EXPECT_EQ(run_program("qpdf --check '" + pdf + "'").exit_code, 0);
  EXPECT_NE(run_program("qpdf --show-npages '" + pdf + "'").output.find('1'), std::string::npos);
}

TEST_F(TicketPdf, is_a_sound_file_and_the_same_for_the_same_ticket) {
  render({some_ticket()});
  EXPECT_EQ(run_program("qpdf --check '" + pdf + "'").exit_code, 0);
  EXPECT_EQ(render_tickets(std::vector{some_ticket()}), read_file(pdf));
}

TEST_F(TicketPdf, opens_with_its_password_only) {
  const std::string secret = dir.file("secret.pdf");
  write_file(secret, encrypt_pdf(render_tickets(std::vector{some_ticket()}), "pâss wörd"));
  EXPECT_EQ(pdf_text(secret), "");
  EXPECT_EQ(pdf_text(secret, "-upw wrong"), "");
  EXPECT_NE(run_program("qpdf --password='pâss wörd' --show-encryption '" + secret + "'")
                .output.find("AESv3"),
            std::string::npos);
  const std::string open = dir.file("open.pdf");
  EXPECT_EQ(run_program("qpdf --password='pâss wörd' --decrypt '" + secret + "' '" + open + "'")
                .exit_code,
            0);
  EXPECT_NE(pdf_text(open).find("Zoë Łukasiewicz-Ångström"), std::string::npos);
}

TEST_F(TicketPdf, is_drawn_by_several_threads_at_once) {
  const std::string expected = render_tickets(std::vector{some_ticket()});
  std::vector<std::thread> threads;
  std::atomic<int> different{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        if (render_tickets(std::vector{some_ticket()}) != expected) ++different;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

}  // namespace
}  // namespace usher::tickets

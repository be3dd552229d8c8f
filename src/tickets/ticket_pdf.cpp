#include "tickets/ticket_pdf.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "tickets/fonts.hpp"
#include "tickets/pdf_canvas.hpp"
#include "tickets/qr_code.hpp"
#include "tickets/words.hpp"

namespace usher::tickets {
namespace {

// The look of ui.md.
constexpr Rgb kPaper = rgb(0xfbf9f6);
constexpr Rgb kWhite = rgb(0xffffff);
constexpr Rgb kInk = rgb(0x17131c);
constexpr Rgb kMute = rgb(0x625b6b);
constexpr Rgb kLine = rgb(0xe4dfe6);
constexpr Rgb kEdge = rgb(0x8d8496);
constexpr Rgb kVelvet = rgb(0x6b1d5e);
constexpr Rgb kVelvetFold = rgb(0x782669);
constexpr Rgb kVelvetText = rgb(0xf1dcec);
constexpr Rgb kAmber = rgb(0xf2b84b);

struct Paper {
  double width;
  double height;
};
constexpr Paper kA4{595, 842};
constexpr Paper kLetter{612, 792};

constexpr double kMargin = 40;
constexpr double kCardTop = 44;
constexpr double kCardHeight = 316;
constexpr double kCardRadius = 16;
constexpr double kStubWidth = 200;
constexpr double kNotch = 9;
constexpr double kCurtainHeight = 128;
constexpr double kPadding = 24;
constexpr double kQrSide = 164;

bool american(const PrintedTicket& ticket) {
  const std::string country = fold_case(ticket.venue_country);
  if (country.empty()) return ticket.time_zone.value.starts_with("America/");
  constexpr std::array<std::string_view, 9> kCountries{
      "us",     "usa", "united states", "united states of america", "ca", "can",
      "canada", "mx",  "mexico"};
  return std::ranges::find(kCountries, country) != kCountries.end();
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + count, value);
  return value;
}

// "Thursday, 24 December 2026", as the venue's calendar says.
std::string date_text(const PrintedTicket& ticket) {
  const Words& words = words_in(ticket.language);
  const std::string local = to_local_string(ticket.starts_at, ticket.time_zone);
  const int year = digits(local, 0, 4);
  const auto month = static_cast<unsigned>(digits(local, 5, 2));
  const auto day = static_cast<unsigned>(digits(local, 8, 2));
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  const std::chrono::weekday weekday{std::chrono::sys_days{date}};
  return words.say(american(ticket) ? "date_month_first" : "date",
                   {{"weekday", words.nth("days", weekday.c_encoding())},
                    {"month", words.nth("months", month - 1)},
                    {"day", std::to_string(day)},
                    {"year", std::to_string(year)}});
}

// "19:30" or "7:30 PM", as the venue's clock says.
std::string time_text(Timestamp at, const PrintedTicket& ticket) {
  const std::string local = to_local_string(at, ticket.time_zone);
  if (!american(ticket)) return local.substr(11, 5);
  const int hour = digits(local, 11, 2);
  const int shown = hour % 12 == 0 ? 12 : hour % 12;
  return fmt::format("{}:{} {}", shown, local.substr(14, 2),
                     words_in(ticket.language).say(hour < 12 ? "morning" : "afternoon"));
}

std::string start_text(const PrintedTicket& ticket) {
  return time_text(ticket.starts_at, ticket) + " " +
         zone_abbreviation(ticket.starts_at, ticket.time_zone);
}

TextStyle text_style(double size, Rgb color, bool bold = false, Align align = Align::start) {
  return {.family = kTextFamily, .size = size, .bold = bold, .color = color, .align = align};
}
TextStyle display_style(double size, Rgb color, Align align = Align::start) {
  return {.family = kDisplayFamily,
          .size = size,
          .bold = true,
          .color = color,
          .align = align,
          .line_height = 1.0};
}

// One ticket on one page.
class TicketPage {
 public:
  TicketPage(PdfCanvas& canvas, const PrintedTicket& ticket)
      : canvas_(canvas),
        ticket_(ticket),
        words_(words_in(ticket.language)),
        paper_(american(ticket) ? kLetter : kA4) {
    card_ = {kMargin, kCardTop, paper_.width - 2 * kMargin, kCardHeight};
    stub_ = {card_.right() - kStubWidth, card_.y, kStubWidth, card_.height};
    main_ = {card_.x, card_.y, card_.width - kStubWidth, card_.height};
  }

  void draw() {
    canvas_.begin_page(paper_.width, paper_.height);
    draw_card();
    draw_curtain();
    draw_where();
    draw_stub();
    draw_notes(draw_details() + 26);
    canvas_.end_page();
  }

 private:
  void card_path();
  void draw_card();
  void draw_curtain();
  void draw_seats_pattern(const Box& curtain);
  void draw_when(double x, double y);
  void draw_where();
  void draw_seat(const Box& area);
  void draw_stub();
  void draw_qr(double x, double y);
  double draw_details();
  void draw_notes(double y);
  double labelled(const Box& box, std::string_view label, std::string_view value, double size);

  PdfCanvas& canvas_;
  const PrintedTicket& ticket_;
  const Words& words_;
  Paper paper_;
  Box card_;
  Box main_;
  Box stub_;
};

// The ticket's outline: round corners, and a bite at each end of the line where it is torn.
void TicketPage::card_path() {
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_t* cr = canvas_.cairo();
  cairo_new_path(cr);
  cairo_arc(cr, card_.x + kCardRadius, card_.y + kCardRadius, kCardRadius, 2 * kQuarter,
            3 * kQuarter);
  cairo_arc_negative(cr, stub_.x, card_.y, kNotch, 2 * kQuarter, 0);
  cairo_arc(cr, card_.right() - kCardRadius, card_.y + kCardRadius, kCardRadius, 3 * kQuarter,
            4 * kQuarter);
  cairo_arc(cr, card_.right() - kCardRadius, card_.bottom() - kCardRadius, kCardRadius, 0,
            kQuarter);
  cairo_arc_negative(cr, stub_.x, card_.bottom(), kNotch, 0, -2 * kQuarter);
  cairo_arc(cr, card_.x + kCardRadius, card_.bottom() - kCardRadius, kCardRadius, kQuarter,
            2 * kQuarter);
  cairo_close_path(cr);
}

void TicketPage::draw_card() {
  card_path();
  canvas_.fill(kPaper);
}

// Rows of seats as the audience sees them from above, in the folds of the velvet.
void TicketPage::draw_seats_pattern(const Box& curtain) {
  constexpr double kDot = 2.6;
  cairo_t* cr = canvas_.cairo();
  const double centre_x = curtain.right() - 62;
  const double centre_y = curtain.y - 26;
  for (int row = 0; row < 9; ++row) {
    const double radius = 62 + 15.0 * row;
    const int seats = 15 + 3 * row;
    for (int i = 0; i < seats; ++i) {
      const double angle = std::numbers::pi * (0.10 + 0.80 * (i + 0.5) / seats);
      const double x = centre_x + radius * std::cos(angle);
      const double y = centre_y + radius * std::sin(angle);
      // Whole dots only: some viewers leave crumbs where one is cut off.
      const bool whole = x + kDot < curtain.right() - kNotch && y - kDot > curtain.y + 2 &&
                         y + kDot < curtain.bottom() - 5;
      if (!whole) continue;
      cairo_new_sub_path(cr);
      cairo_arc(cr, x, y, kDot, 0, 2 * std::numbers::pi);
    }
  }
  canvas_.fill(kVelvetFold);
}

void TicketPage::draw_curtain() {
  const Box curtain{main_.x, main_.y, main_.width, kCurtainHeight};
  cairo_t* cr = canvas_.cairo();
  cairo_save(cr);
  card_path();
  cairo_clip(cr);
  cairo_rectangle(cr, curtain.x, curtain.y, curtain.width, curtain.height);
  cairo_clip_preserve(cr);
  canvas_.fill(kVelvet);
  draw_seats_pattern(curtain);
  cairo_rectangle(cr, curtain.x, curtain.bottom() - 3, curtain.width, 3);
  canvas_.fill(kAmber);
  cairo_restore(cr);
  const double width = curtain.width - 2 * kPadding;
  draw_when(curtain.x + kPadding, curtain.y + 20);
  const bool has_show_title =
      !ticket_.show_title.empty() && ticket_.show_title != ticket_.recital_title;
  const double title =
      canvas_.text({curtain.x + kPadding, curtain.y + 40, width, has_show_title ? 52.0 : 70.0},
                   display_style(29, kWhite), ticket_.recital_title);
  if (has_show_title) {
    const double y = curtain.y + 40 + title + 3;
    canvas_.text({curtain.x + kPadding, y, width, curtain.bottom() - y - 8},
                 text_style(11.5, kVelvetText), ticket_.show_title);
  }
  card_path();
  canvas_.stroke(kLine, 0.8);
}

void TicketPage::draw_when(double x, double y) {
  const TextStyle style = text_style(11, kAmber, true);
  const std::string date = date_text(ticket_);
  const double width = canvas_.width_of(style, date);
  const double height = canvas_.text({x, y, width + 1, 0}, style, date);
  cairo_new_sub_path(canvas_.cairo());
  cairo_arc(canvas_.cairo(), x + width + 9, y + height / 2, 1.6, 0, 2 * std::numbers::pi);
  canvas_.fill(kAmber);
  canvas_.text({x + width + 18, y, 110, 0}, style, start_text(ticket_));
}

double TicketPage::labelled(const Box& box, std::string_view label, std::string_view value,
                            double size) {
  const double head = canvas_.text({box.x, box.y, box.width, 0}, text_style(8, kMute), label);
  const double rest = box.height > 0 ? box.height - head - 2 : 0;
  return head + 2 +
         canvas_.text({box.x, box.y + head + 2, box.width, rest}, text_style(size, kInk, true),
                      value);
}

void TicketPage::draw_where() {
  const double x = main_.x + kPadding;
  const double width = main_.width - 2 * kPadding;
  double y = main_.y + kCurtainHeight + 18;
  y += canvas_.text({x, y, width, 34}, text_style(13, kInk, true), ticket_.venue_name);
  if (!ticket_.venue_address.empty()) {
    canvas_.text({x, y + 1, width, 24}, text_style(9.5, kMute), ticket_.venue_address);
  }
  draw_seat({x, main_.bottom() - 112, width, 92});
}

// Section, row and seat, as large as the door staff need them.
void TicketPage::draw_seat(const Box& area) {
  struct Part {
    std::string label;
    const std::string* value;
    double share;
  };
  std::vector<Part> parts;
  if (!ticket_.section.empty()) parts.push_back({words_.say("section"), &ticket_.section, 2.1});
  if (!ticket_.row_name.empty()) parts.push_back({words_.say("row"), &ticket_.row_name, 1});
  if (!ticket_.seat_number.empty()) parts.push_back({words_.say("seat"), &ticket_.seat_number, 1});
  if (parts.empty()) return;
  canvas_.rounded_box(area, 10);
  canvas_.fill(kWhite);
  canvas_.rounded_box(area, 10);
  canvas_.stroke(kLine, 0.8);
  double shares = 0;
  for (const auto& part : parts) shares += part.share;
  double x = area.x;
  for (const auto& part : parts) {
    const double width = area.width * part.share / shares;
    if (x > area.x) canvas_.line(x, area.y + 12, x, area.bottom() - 12, kLine, 0.8);
    canvas_.text({x + 14, area.y + 14, width - 20, 0}, text_style(9, kMute), part.label);
    TextStyle style = display_style(30, kVelvet);
    style.in_the_middle = true;
    canvas_.text({x + 14, area.y + 28, width - 20, 54}, style, *part.value);
    x += width;
  }
}

void TicketPage::draw_qr(double x, double y) {
  const QrCode code = make_qr_code(ticket_.code);
  const double module = kQrSide / code.width_with_quiet_zone();
  cairo_t* cr = canvas_.cairo();
  canvas_.rounded_box({x, y, kQrSide, kQrSide}, 8);
  canvas_.fill(kWhite);
  for (int row = 0; row < code.width; ++row) {
    for (int column = 0; column < code.width;) {
      int run = 0;
      while (column + run < code.width && code.at(column + run, row)) ++run;
      if (run > 0) {
        cairo_rectangle(cr, x + (column + kQuietZone) * module, y + (row + kQuietZone) * module,
                        run * module, module);
      }
      column += std::max(run, 1);
    }
  }
  // Neighbouring modules share an edge; without this, viewers draw a hair of light between them.
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
  canvas_.fill(Rgb{0, 0, 0});
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

void TicketPage::draw_stub() {
  cairo_t* cr = canvas_.cairo();
  const std::array<double, 2> dashes{0.1, 5.5};
  cairo_save(cr);
  cairo_set_dash(cr, dashes.data(), 2, 0);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  canvas_.line(stub_.x, stub_.y + kNotch + 6, stub_.x, stub_.bottom() - kNotch - 4, kEdge, 2);
  cairo_restore(cr);
  const double x = stub_.x + (kStubWidth - kQrSide) / 2;
  canvas_.text({x, stub_.y + 22, kQrSide, 0}, display_style(19, kVelvet, Align::centre),
               words_.say("admit_one"));
  const double qr_top = stub_.y + 56;
  draw_qr(x, qr_top);
  double y = qr_top + kQrSide + 13;
  y += canvas_.text({x, y, kQrSide, 13}, text_style(10, kInk, true, Align::centre),
                    ticket_.ticket_number);
  std::string seat = ticket_.section;
  const auto add = [&seat](const std::string& part) { seat += (seat.empty() ? "" : ", ") + part; };
  if (!ticket_.row_name.empty()) add(words_.say("in_row", {{"row", ticket_.row_name}}));
  if (!ticket_.seat_number.empty()) add(words_.say("in_seat", {{"seat", ticket_.seat_number}}));
  canvas_.text({x, y + 3, kQrSide, stub_.bottom() - y - 14},
               text_style(9.5, kMute, false, Align::centre), seat);
}

// Returns where it ends.
double TicketPage::draw_details() {
  const double gap = 16;
  const double half = (card_.width - gap) / 2;
  const double left = card_.x;
  const double right = card_.x + half + gap;
  double y = card_.bottom() + 28;
  std::string price = format_money(ticket_.price, ticket_.currency);
  if (const auto point = price.find('.'); point != std::string::npos) {
    price.replace(point, 1, words_.say("decimal_point"));
  }
  const std::string kind = ticket_.ticket_type.empty() ? price : ticket_.ticket_type + ", " + price;
  const double first = labelled({left, y, half, 46}, words_.say("holder"), ticket_.holder_name, 13);
  const double second = labelled({right, y, half, 46}, words_.say("price"), kind, 13);
  y += std::max(first, second) + 12;
  canvas_.line(left, y, card_.right(), y, kLine, 0.8);
  y += 12;
  const double third = labelled({left, y, half, 0}, words_.say("order"), ticket_.order_number, 11);
  labelled({right, y, half, 0}, words_.say("ticket"), ticket_.ticket_number, 11);
  y += third + 12;
  canvas_.line(left, y, card_.right(), y, kLine, 0.8);
  return y;
}

void TicketPage::draw_notes(double y) {
  const double x = card_.x;
  y += canvas_.text({x, y, card_.width, 0}, display_style(14, kInk), words_.say("at_the_door")) + 8;
  std::vector<std::string> notes;
  if (ticket_.doors_at) {
    notes.push_back(words_.say("doors_open", {{"time", time_text(*ticket_.doors_at, ticket_)}}));
  }
  notes.push_back(words_.say("show_code"));
  notes.push_back(words_.say("keep_code"));
  for (const std::string_view type : {"accessible", "companion", "restricted_view"}) {
    if (ticket_.seat_type == type) notes.push_back(words_.say(type));
  }
  cairo_t* cr = canvas_.cairo();
  for (const auto& note : notes) {
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + 3, y + 7, 2.4, 0, 2 * std::numbers::pi);
    canvas_.fill(kAmber);
    y += canvas_.text({x + 14, y, card_.width - 14, 0}, text_style(10, kMute), note) + 5;
  }
  const Box foot{x, paper_.height - kMargin - 4, card_.width, 0};
  canvas_.text(foot, text_style(8, kEdge),
               words_.say("ticket_of", {{"number", std::to_string(ticket_.number)},
                                        {"of", std::to_string(ticket_.of)}}));
  const auto issued = to_local_string(ticket_.issued_at, ticket_.time_zone).substr(0, 10);
  canvas_.text(foot, text_style(8, kEdge, false, Align::end),
               words_.say("issued", {{"date", issued}}));
}

}  // namespace

std::string render_tickets(std::span<const PrintedTicket> tickets) {
  USHER_ASSERT(!tickets.empty());
  const PrintedTicket& first = tickets.front();
  const Words& words = words_in(first.language);
  PdfCanvas canvas({.title = words.say("title", {{"recital", first.recital_title}}),
                    .subject = words.say("subject", {{"number", first.order_number}}),
                    .created_at = format_rfc3339(first.issued_at).substr(0, 19) + "Z"});
  for (const auto& ticket : tickets) TicketPage(canvas, ticket).draw();
  return canvas.finish();
}

}  // namespace usher::tickets

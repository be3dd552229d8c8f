#include "tickets/pdf_canvas.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <unicode/utf.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "tickets/fonts.hpp"

namespace usher::tickets {
namespace {

// Pango's font maps belong to one thread each.
PangoFontMap* thread_font_map() {
  struct Holder {
    PangoFontMap* map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    Holder() { pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), font_config()); }
    ~Holder() { g_object_unref(map); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
  };
  thread_local const Holder holder;
  return holder.map;
}

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// Unicode's noncharacters are text, but cairo writes no file that has one: they become U+FFFD.
// Source: cairo's UNICODE_VALID; Unicode 15, section 23.7.
std::string drawable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    const auto from = at;
    UChar32 point = 0;
    U8_NEXT(text.data(), at, size, point);
    const bool good = point >= 0 && !U_IS_UNICODE_NONCHAR(point);
    out += good ? text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(at - from))
                : std::string_view("\uFFFD");
  }
  return out;
}

// Pango mirrors start and end for a right-to-left paragraph; here a column stays a column.
PangoAlignment alignment(Align align, PangoLayout* layout) {
  if (align == Align::centre) return PANGO_ALIGN_CENTER;
  const bool right_to_left = pango_layout_get_direction(layout, 0) == PANGO_DIRECTION_RTL;
  return (align == Align::end) != right_to_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

}  // namespace

PdfCanvas::PdfCanvas(const PdfInfo& info)
    : surface_(cairo_pdf_surface_create_for_stream(&append_bytes, &bytes_, 595, 842)),
      cairo_(cairo_create(surface_.get())),
      context_(pango_font_map_create_context(thread_font_map())) {
  cairo_surface_t* surface = surface_.get();
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, drawable(info.title).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT,
                                 drawable(info.subject).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Usher " USHER_VERSION);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, info.created_at.c_str());
  pango_cairo_update_context(cairo_.get(), context_.get());
  // Positions are not rounded to pixels: a page has none.
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
}

void PdfCanvas::begin_page(double width, double height) {
  cairo_pdf_surface_set_size(surface_.get(), width, height);
}

void PdfCanvas::end_page() { cairo_show_page(cairo_.get()); }

std::string PdfCanvas::finish() {
  cairo_surface_finish(surface_.get());
  for (const auto status : {cairo_status(cairo_.get()), cairo_surface_status(surface_.get())}) {
    if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED) {
      throw std::runtime_error(std::string("cairo: ") + cairo_status_to_string(status));
    }
  }
  return std::move(bytes_);
}

std::unique_ptr<PangoLayout, PdfCanvas::Deleter> PdfCanvas::layout(const TextStyle& style,
                                                                   double size,
                                                                   std::string_view text,
                                                                   double width) {
  std::unique_ptr<PangoLayout, Deleter> made(pango_layout_new(context_.get()));
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, style.family);
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(made.get(), font);
  pango_font_description_free(font);
  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(made.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_line_spacing(made.get(), static_cast<float>(style.line_height));
  if (width > 0) pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
  const auto shown = drawable(text);
  pango_layout_set_text(made.get(), shown.data(), static_cast<int>(shown.size()));
  pango_layout_set_alignment(made.get(), alignment(style.align, made.get()));
  return made;
}

double PdfCanvas::text(const Box& box, const TextStyle& style, std::string_view text) {
  constexpr double kStep = 0.92;
  for (double size = style.size;; size *= kStep) {
    const bool smallest = size * kStep < style.size_min;
    const auto set = layout(style, size, text, box.width);
    // Words are torn only where even the smallest size does not hold them.
    pango_layout_set_wrap(set.get(), smallest ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
    PangoRectangle extents;
    pango_layout_get_extents(set.get(), nullptr, &extents);
    const double height = static_cast<double>(extents.height) / PANGO_SCALE;
    const double width = static_cast<double>(extents.width) / PANGO_SCALE;
    const bool fits = width <= box.width && (box.height <= 0 || height <= box.height);
    if (!fits && !smallest) continue;
    cairo_set_source_rgb(cairo_.get(), style.color.r, style.color.g, style.color.b);
    const double down = style.in_the_middle ? std::max(0.0, (box.height - height) / 2) : 0;
    cairo_move_to(cairo_.get(), box.x, box.y + down);
    pango_cairo_show_layout(cairo_.get(), set.get());
    return height;
  }
}

double PdfCanvas::width_of(const TextStyle& style, std::string_view text) {
  const auto set = layout(style, style.size, text, 0);
  PangoRectangle extents;
  pango_layout_get_extents(set.get(), nullptr, &extents);
  return static_cast<double>(extents.width) / PANGO_SCALE;
}

void PdfCanvas::fill(Rgb color) {
  cairo_set_source_rgb(cairo_.get(), color.r, color.g, color.b);
  cairo_fill(cairo_.get());
}

void PdfCanvas::stroke(Rgb color, double line_width) {
  cairo_set_source_rgb(cairo_.get(), color.r, color.g, color.b);
  cairo_set_line_width(cairo_.get(), line_width);
  cairo_stroke(cairo_.get());
}

void PdfCanvas::rounded_box(const Box& box, double radius) {
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_t* cr = cairo_.get();
  cairo_new_sub_path(cr);
  cairo_arc(cr, box.right() - radius, box.y + radius, radius, -kQuarter, 0);
  cairo_arc(cr, box.right() - radius, box.bottom() - radius, radius, 0, kQuarter);
  cairo_arc(cr, box.x + radius, box.bottom() - radius, radius, kQuarter, 2 * kQuarter);
  cairo_arc(cr, box.x + radius, box.y + radius, radius, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(cr);
}

void PdfCanvas::line(double x1, double y1, double x2, double y2, Rgb color, double line_width) {
  cairo_move_to(cairo_.get(), x1, y1);
  cairo_line_to(cairo_.get(), x2, y2);
  stroke(color, line_width);
}

}  // namespace usher::tickets

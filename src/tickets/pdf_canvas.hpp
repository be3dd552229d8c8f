// Purpose: pages of text and shapes, in any script. Place: tickets; stands on cairo and pango.
#pragma once
#include <cairo.h>
#include <pango/pango.h>

#include <memory>
#include <string>
#include <string_view>

namespace usher::tickets {

struct Rgb {
  double r = 0;
  double g = 0;
  double b = 0;
};
// 0x6b1d5e
constexpr Rgb rgb(unsigned hex) {
  return {(hex >> 16 & 0xff) / 255.0, (hex >> 8 & 0xff) / 255.0, (hex & 0xff) / 255.0};
}

// Units: points (1/72 inch), y downwards.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

enum class Align { start, centre, end };

struct TextStyle {
  const char* family = nullptr;
  double size = 10;
  bool bold = false;
  Rgb color{};
  Align align = Align::start;
  double line_height = 1.15;
  // Text that does not fit its box is set smaller, down to this size, before it may overflow.
  double size_min = 6;
  bool in_the_middle = false;  // of the box's height
};

// What a reader of the file learns about it.
struct PdfInfo {
  std::string title;
  std::string subject;
  std::string created_at;  // RFC 3339, seconds
};

// One PDF file being made. Used by one thread; blocks (fonts are looked up): run it on the worker
// pool. Errors: throws std::runtime_error when cairo cannot go on (no memory).
class PdfCanvas {
 public:
  explicit PdfCanvas(const PdfInfo& info);
  PdfCanvas(const PdfCanvas&) = delete;
  PdfCanvas& operator=(const PdfCanvas&) = delete;

  void begin_page(double width, double height);
  void end_page();
  // The bytes of the file; nothing may follow.
  std::string finish();

  // Sets `text` into the box, as large as the style says or as fits; returns its height.
  double text(const Box& box, const TextStyle& style, std::string_view text);
  // How wide the text would be on one line.
  double width_of(const TextStyle& style, std::string_view text);

  void fill(Rgb color);
  void stroke(Rgb color, double line_width);
  void rounded_box(const Box& box, double radius);
  void line(double x1, double y1, double x2, double y2, Rgb color, double line_width);
  cairo_t* cairo() const { return cairo_.get(); }

 private:
  struct Deleter {
    void operator()(cairo_t* it) const { cairo_destroy(it); }
    void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
    void operator()(PangoLayout* it) const { g_object_unref(it); }
    void operator()(PangoContext* it) const { g_object_unref(it); }
  };
  std::unique_ptr<PangoLayout, Deleter> layout(const TextStyle& style, double size,
                                               std::string_view text, double width);

  std::string bytes_;
  std::unique_ptr<cairo_surface_t, Deleter> surface_;
  std::unique_ptr<cairo_t, Deleter> cairo_;
  std::unique_ptr<PangoContext, Deleter> context_;
};

}  // namespace usher::tickets

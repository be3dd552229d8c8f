#include "tickets/seat_labels.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "tickets/fonts.hpp"
#include "tickets/pdf_canvas.hpp"

namespace usher::tickets {
namespace {

constexpr Rgb kInk = rgb(0x17131c);
constexpr Rgb kMute = rgb(0x625b6b);
constexpr Rgb kLine = rgb(0xb3aaba);

constexpr double kInch = 72;
constexpr double kMm = 72 / 25.4;
// Printers move the paper a little: nothing stands this near to a label's edge.
constexpr double kSafe = 5;
// A label less high than this has one line only; one higher has a line for the title.
constexpr double kOneLineBelow = 40;
constexpr double kTitleFrom = 68;

// Units: points. `step` is from one label's corner to the next one's.
struct SheetLayout {
  double width, height;
  int columns, rows;
  double left, top;
  double label_width, label_height;
  double step_x, step_y;
};

SheetLayout layout_of(LabelSheet sheet) {
  constexpr double kLetterWidth = 8.5 * kInch;
  constexpr double kLetterHeight = 11 * kInch;
  constexpr double kA4Width = 210 * kMm;
  constexpr double kA4Height = 297 * kMm;
  switch (sheet) {
    case LabelSheet::avery_5160:
      return {kLetterWidth, kLetterHeight, 3,         10,           0.1875 * kInch,
              0.5 * kInch,  2.625 * kInch, 1 * kInch, 2.75 * kInch, 1 * kInch};
    case LabelSheet::avery_5163:
      return {kLetterWidth, kLetterHeight,  2,        5, 0.15625 * kInch, 0.5 * kInch, 4 * kInch,
              2 * kInch,    4.1875 * kInch, 2 * kInch};
    case LabelSheet::avery_5167:
      return {
          kLetterWidth, kLetterHeight,  4,          20, 0.28125 * kInch, 0.5 * kInch, 1.75 * kInch,
          0.5 * kInch,  2.0625 * kInch, 0.5 * kInch};
    case LabelSheet::avery_l7160:
      return {kA4Width,    kA4Height,  3,          7,        7.25 * kMm,
              15.15 * kMm, 63.5 * kMm, 38.1 * kMm, 66 * kMm, 38.1 * kMm};
    case LabelSheet::avery_l7163:
      return {kA4Width,    kA4Height,  2,          7,           4.65 * kMm,
              15.15 * kMm, 99.1 * kMm, 38.1 * kMm, 101.6 * kMm, 38.1 * kMm};
    case LabelSheet::avery_l7651:
      return {kA4Width,   kA4Height,  5,          13,         4.75 * kMm,
              10.7 * kMm, 38.1 * kMm, 21.2 * kMm, 40.6 * kMm, 21.2 * kMm};
  }
  USHER_ASSERT(false);
}

TextStyle style(const char* family, double size, Rgb color, bool bold) {
  return {.family = family,
          .size = size,
          .bold = bold,
          .color = color,
          .align = Align::centre,
          .line_height = 1.0,
          .size_min = 4,
          .in_the_middle = true};
}

// "A 12"; an area without rows or numbers has only what it has.
std::string place_of(const SeatLabel& label) {
  if (label.row_name.empty()) return label.seat_number;
  if (label.seat_number.empty()) return label.row_name;
  return label.row_name + "\u2009\u00b7\u2009" + label.seat_number;
}

void draw_label(PdfCanvas& canvas, const Box& box, const SeatLabel& label,
                const std::string& title) {
  const Box inner{box.x + kSafe, box.y + kSafe, box.width - 2 * kSafe, box.height - 2 * kSafe};
  if (box.height < kOneLineBelow) {
    const double half = inner.width * 0.55;
    canvas.text({inner.x, inner.y, half, inner.height},
                style(kDisplayFamily, inner.height * 0.8, kInk, true), place_of(label));
    canvas.text({inner.x + half, inner.y, inner.width - half, inner.height},
                style(kTextFamily, 8, kMute, false), label.section);
    return;
  }
  const bool titled = box.height >= kTitleFrom && !title.empty();
  const double section_height = inner.height * 0.26;
  const double title_height = titled ? inner.height * 0.16 : 0;
  const double place_height = inner.height - section_height - title_height;
  canvas.text({inner.x, inner.y, inner.width, section_height},
              style(kTextFamily, std::min(14.0, section_height * 0.78), kMute, true),
              label.section);
  canvas.text({inner.x, inner.y + section_height, inner.width, place_height},
              style(kDisplayFamily, place_height * 0.82, kInk, true), place_of(label));
  if (!titled) return;
  canvas.text({inner.x, inner.bottom() - title_height, inner.width, title_height},
              style(kTextFamily, 7.5, kMute, false), title);
}

}  // namespace

std::size_t labels_on(LabelSheet sheet) {
  const auto layout = layout_of(sheet);
  return static_cast<std::size_t>(layout.columns) * static_cast<std::size_t>(layout.rows);
}

std::string render_seat_labels(std::span<const SeatLabel> labels, const LabelPages& pages) {
  USHER_ASSERT(!labels.empty());
  const auto layout = layout_of(pages.sheet);
  const auto columns = static_cast<std::size_t>(layout.columns);
  const auto on_page = labels_on(pages.sheet);
  PdfCanvas canvas({pages.title, "Seat labels", format_rfc3339(pages.made_at)});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto at = i % on_page;
    if (at == 0) canvas.begin_page(layout.width, layout.height);
    const auto row = at / columns;
    const Box box{layout.left + static_cast<double>(at % columns) * layout.step_x,
                  layout.top + static_cast<double>(row) * layout.step_y, layout.label_width,
                  layout.label_height};
    if (pages.outlines) {
      canvas.rounded_box(box, 3);
      canvas.stroke(kLine, 0.4);
    }
    draw_label(canvas, box, labels[i], pages.title);
    if (at + 1 == on_page || i + 1 == labels.size()) canvas.end_page();
  }
  return canvas.finish();
}

}  // namespace usher::tickets

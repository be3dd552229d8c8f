#include "tickets/qr_code.hpp"

#include <cairo.h>
#include <fmt/format.h>
#include <qrencode.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <stdexcept>

#include "base/assert.hpp"
#include "base/escape.hpp"

namespace usher::tickets {
namespace {

struct SurfaceDeleter {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// Bits of a line in cairo's order: the machine's, which is the lowest first.
static_assert(std::endian::native == std::endian::little);
void blacken(unsigned char* line, int from, int count) {
  for (int x = from; x < from + count; ++x) {
    line[x / 8] = static_cast<unsigned char>(line[x / 8] & ~(1U << static_cast<unsigned>(x % 8)));
  }
}

}  // namespace

QrCode make_qr_code(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(
      QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_H, QR_MODE_8, 1), &QRcode_free);
  USHER_ASSERT(made != nullptr);
  QrCode code{made->width, {}};
  const auto modules =
      static_cast<std::size_t>(made->width) * static_cast<std::size_t>(made->width);
  code.dark.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) code.dark.push_back((made->data[i] & 1) != 0);
  return code;
}

std::string to_svg(const QrCode& code, std::string_view label) {
  const int side = code.width_with_quiet_zone();
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width;) {
      int run = 0;
      while (x + run < code.width && code.at(x + run, y)) ++run;
      if (run > 0)
        path += fmt::format("M{} {}h{}v1h-{}z", x + kQuietZone, y + kQuietZone, run, run);
      x += std::max(run, 1);
    }
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\" "
      "viewBox=\"0 0 {1} {1}\" shape-rendering=\"crispEdges\" role=\"img\">"
      "<title>{2}</title><path fill=\"#fff\" d=\"M0 0h{1}v{1}H0z\"/>"
      "<path fill=\"#000\" d=\"{3}\"/></svg>\n",
      side * kPngModuleDefault, side, escape_markup(label), path);
}

std::string to_png(const QrCode& code, int module_px) {
  USHER_ASSERT(module_px > 0 && module_px <= kPngModuleMax);
  const int side = code.width_with_quiet_zone() * module_px;
  // One bit a pixel, set where it is white (cairo writes it as grey): four bytes a pixel made tens
  // of megabytes of the largest pictures.
  const std::unique_ptr<cairo_surface_t, SurfaceDeleter> surface(
      cairo_image_surface_create(CAIRO_FORMAT_A1, side, side));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
  unsigned char* pixels = cairo_image_surface_get_data(surface.get());
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  std::fill_n(pixels, stride * static_cast<std::size_t>(side), static_cast<unsigned char>(0xff));
  for (int row = 0; row < code.width; ++row) {
    unsigned char* line =
        pixels + static_cast<std::size_t>((row + kQuietZone) * module_px) * stride;
    for (int x = 0; x < code.width; ++x) {
      if (code.at(x, row)) blacken(line, (x + kQuietZone) * module_px, module_px);
    }
    for (int copy = 1; copy < module_px; ++copy) {
      std::copy_n(line, stride, line + static_cast<std::size_t>(copy) * stride);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  std::string png;
  if (cairo_surface_write_to_png_stream(surface.get(), &append_bytes, &png) !=
      CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error("cairo could not write a PNG");
  }
  return png;
}

}  // namespace usher::tickets

// Purpose: QR codes as pictures that every scanner reads. Place: tickets, pure.
// Source: ISO/IEC 18004 through libqrencode; error correction H, quiet zone of four modules.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usher::tickets {

inline constexpr int kQuietZone = 4;
inline constexpr int kPngModuleDefault = 8;  // pixels for one module
inline constexpr int kPngModuleMax = 40;

// A square of modules, without its quiet zone.
struct QrCode {
  int width = 0;
  std::vector<bool> dark;  // row by row
  bool at(int x, int y) const {
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                static_cast<std::size_t>(x)];
  }
  int width_with_quiet_zone() const { return width + 2 * kQuietZone; }
};

// Errors: asserts when the text is longer than any QR code holds at level H (1,273 bytes).
QrCode make_qr_code(std::string_view text);

// Scales to any size; `label` is what a screen reader says of it.
std::string to_svg(const QrCode& code, std::string_view label);

// Units: `module_px` pixels for one module, a whole number, so that no edge is blurred.
std::string to_png(const QrCode& code, int module_px = kPngModuleDefault);

}  // namespace usher::tickets

#include "tickets/fonts.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <span>
#include <string>

#include "base/assert.hpp"

namespace usher::tickets {
namespace {

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
constexpr unsigned char kDisplayFont[] = {
#embed "fonts/usher-display.ttf"
};
constexpr unsigned char kTextFont[] = {
#embed "fonts/usher-text-regular.ttf"
};
constexpr unsigned char kTextBoldFont[] = {
#embed "fonts/usher-text-bold.ttf"
};
#pragma clang diagnostic pop

// Fontconfig and FreeType know fonts by file name only. A file in memory has one, and leaves
// nothing behind on the disk. Without /proc the system's fonts have to do.
void add_font(FcConfig* config, const char* name, std::span<const unsigned char> font) {
  const int file = memfd_create(name, MFD_CLOEXEC);
  if (file < 0) return;
  std::size_t written = 0;
  while (written < font.size()) {
    const auto count = write(file, font.data() + written, font.size() - written);
    if (count <= 0) return;
    written += static_cast<std::size_t>(count);
  }
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str()));
}

FcConfig* load() {
  FcConfig* config = FcInitLoadConfigAndFonts();
  USHER_ASSERT(config != nullptr);
  add_font(config, "usher-display", kDisplayFont);
  add_font(config, "usher-text", kTextFont);
  add_font(config, "usher-text-bold", kTextBoldFont);
  return config;
}

}  // namespace

FcConfig* font_config() {
  static FcConfig* const config = load();
  return config;
}

}  // namespace usher::tickets

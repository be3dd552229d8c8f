// Purpose: the house's typefaces, from inside the binary. Place: tickets.
#pragma once
#include <fontconfig/fontconfig.h>

namespace usher::tickets {

// "Usher Display" (Bricolage Grotesque, bold) and "Usher Text" (Instrument Sans, regular and bold)
// for Latin letters; the system's fonts (Noto) follow for every other script.
inline constexpr const char* kDisplayFamily =
    "Usher Display, Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, sans-serif";
inline constexpr const char* kTextFamily =
    "Usher Text, Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, sans-serif";

// The system's fonts and ours; loaded once, at first use, which may take a second. Thread-safe;
// lives as long as the program.
FcConfig* font_config();

}  // namespace usher::tickets

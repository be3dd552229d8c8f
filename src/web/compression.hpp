// Purpose: gzip and Brotli, and which of them a client takes. Place: web; pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace usher::web {

enum class Encoding : std::uint8_t { identity, gzip, brotli };

// Answers shorter than this are not worth it.
inline constexpr std::size_t kCompressFrom = 1024;  // bytes

// The best encoding that Accept-Encoding allows. Source: RFC 9110 section 12.5.3.
Encoding best_encoding(std::string_view accept_encoding);
std::string_view encoding_name(Encoding encoding);

// "" when the library refuses (no memory).
std::string gzip(std::string_view content, int level = 5);
std::string brotli(std::string_view content, int quality = 5);

}  // namespace usher::web

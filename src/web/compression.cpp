#include "web/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "web/http_head.hpp"

namespace usher::web {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The quality of one item "br;q=0.8": 1 without q, 0 when it is broken.
double quality_of(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == std::string_view::npos) return 1;
  const auto text = trim(parameters.substr(q + 2));
  double quality = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), quality);
  return result.ec == std::errc{} ? quality : 0;
}

}  // namespace

Encoding best_encoding(std::string_view accept) {
  double gzip_quality = 0;
  double brotli_quality = 0;
  while (!accept.empty()) {
    const auto comma = std::min(accept.find(','), accept.size());
    const auto item = accept.substr(0, comma);
    accept.remove_prefix(std::min(comma + 1, accept.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto name = trim(item.substr(0, semicolon));
    const double quality = quality_of(item.substr(semicolon));
    if (equals_ignoring_case(name, "br")) brotli_quality = quality;
    if (equals_ignoring_case(name, "gzip")) gzip_quality = quality;
  }
  if (brotli_quality > 0 && brotli_quality >= gzip_quality) return Encoding::brotli;
  return gzip_quality > 0 ? Encoding::gzip : Encoding::identity;
}

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::gzip:
      return "gzip";
    case Encoding::brotli:
      return "br";
    case Encoding::identity:
      break;
  }
  return "identity";
}

std::string gzip(std::string_view content, int level) {
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, content.size()), '\0');
  // zlib reads only; its interface predates const.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(result == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string brotli(std::string_view content, int quality) {
  std::size_t size = BrotliEncoderMaxCompressedSize(content.size());
  std::string out(size, '\0');
  const auto done =
      BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, content.size(),
                            reinterpret_cast<const std::uint8_t*>(content.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(done == BROTLI_TRUE ? size : 0);
  return out;
}

}  // namespace usher::web

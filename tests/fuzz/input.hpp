// Purpose: what every fuzzer of a parser has in common. Place: tests/fuzz.
//
// Each file is a libFuzzer target of its own: it must not crash, hang or read what is not there,
// and where a text can be written back, reading and writing must agree (FUZZ_EXPECT).
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#define FUZZ_EXPECT(condition) \
  do {                         \
    if (!(condition)) abort(); \
  } while (false)

namespace usher::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The bytes before the first zero and those after it, for parsers of two texts.
inline std::pair<std::string_view, std::string_view> two_texts(const std::uint8_t* data,
                                                               std::size_t size) {
  const auto text = text_of(data, size);
  const auto cut = text.find('\0');
  if (cut == std::string_view::npos) return {text, {}};
  return {text.substr(0, cut), text.substr(cut + 1)};
}

}  // namespace usher::fuzz

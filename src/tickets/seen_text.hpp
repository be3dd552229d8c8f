// Purpose: what a camera saw: any text at all, most of it no ticket. Place: tickets, at the edge.
#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "base/json_types.hpp"
#include "base/text.hpp"

namespace usher::tickets {

struct SeenText {
  std::string value;
  static std::expected<SeenText, TextFault> parse(std::string_view text) {
    if (text.size() > kJsonStringMax) return std::unexpected(TextFault{"too_long", "Is too long."});
    return SeenText{std::string(text)};
  }
  static TextSchema schema() { return {.max_length = kJsonStringMax}; }
};

}  // namespace usher::tickets

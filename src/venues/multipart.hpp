// Purpose: takes the parts out of an uploaded form. Place: venues. Source: RFC 7578, RFC 2046.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace usher::venues {

// Views into the body.
struct FormPart {
  std::string name;
  bool is_file = false;  // has a file name
  std::string_view content;
};

inline constexpr std::size_t kFormPartsMax = 20;

// `content_type` is the request's header, with its boundary.
// Errors: malformed `malformed_form`.
Result<std::vector<FormPart>> parse_form(std::string_view content_type, std::string_view body);

}  // namespace usher::venues

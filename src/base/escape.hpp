// Purpose: makes any text safe to stand inside another language. Place: base. Pure.
#pragma once
#include <string>
#include <string_view>

namespace usher {

// For HTML, SVG and XML, in text and in quoted attributes.
std::string escape_markup(std::string_view text);

// For addresses, forms and parameters of headers: everything but unreserved characters becomes
// %XX. Source: RFC 3986, section 2.3.
std::string percent_encode(std::string_view text);

// Before the text of a CSV file: without it spreadsheets take UTF-8 for something else.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace usher

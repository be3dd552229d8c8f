// Purpose: request targets: path, query, percent-encoding. Place: web; pure.
// Source: RFC 3986; the form encoding of queries from the URL Living Standard.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_read.hpp"

namespace usher::web {

inline constexpr std::size_t kQueryPairsMax = 100;

// Decodes %XX; nullopt for a broken escape, U+0000 or another control character, or bytes that are
// not UTF-8 (overlong forms are not).
std::optional<std::string> percent_decode(std::string_view text);

// What is wrong with a path ("" when nothing): broken escapes, control characters, "." and ".."
// segments in any spelling, encoded or plain backslashes, encoded slashes.
std::string_view fault_of_path(std::string_view path);

// Splits and decodes a query; views point into `query` or `storage`. False when it is malformed.
bool parse_query(std::string_view query, TextPairs& pairs, std::deque<std::string>& storage);

}  // namespace usher::web

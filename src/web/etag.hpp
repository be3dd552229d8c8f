// Purpose: entity tags of cacheable answers. Place: web; pure. Source: RFC 9110 section 8.8.3.
#pragma once
#include <string>
#include <string_view>

#include "web/compression.hpp"

namespace usher::web {

// A strong tag with its quotes: a hash of the content.
std::string etag_of(std::string_view content);
// The tag of the same content in another encoding.
std::string encoded_etag(const std::string& etag, Encoding encoding);
// Whether If-None-Match names the tag (weak comparison).
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace usher::web

#include "venues/multipart.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace usher::venues {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

std::unexpected<Error> malformed(const char* detail) {
  return refuse(ErrorKind::malformed, "malformed_form", detail);
}

// The value of `name` among the parameters of a header ("form-data; name=\"file\"").
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at < header.size()) {
    ++at;
    while (at < header.size() && header[at] == ' ') ++at;
    const std::size_t equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const bool wanted = boost::algorithm::iequals(header.substr(at, equals - at), name);
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) value += header[at];
      at = header.find(';', at);
    } else {
      const std::size_t end = std::min(header.find(';', at), header.size());
      value = header.substr(at, end - at);
      at = end;
    }
    if (wanted) return value;
  }
  return std::nullopt;
}

// The Content-Disposition of a part.
std::string_view disposition_of(std::string_view headers) {
  constexpr std::string_view kName = "content-disposition:";
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find(kLineEnd), headers.size());
    const auto line = headers.substr(0, end);
    if (boost::algorithm::istarts_with(line, kName)) return line.substr(kName.size());
    headers.remove_prefix(std::min(end + kLineEnd.size(), headers.size()));
  }
  return {};
}

}  // namespace

Result<std::vector<FormPart>> parse_form(std::string_view content_type, std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70) {
    return malformed("The Content-Type names no boundary.");
  }
  const std::string delimiter = "--" + *boundary;
  if (!body.starts_with(delimiter)) return malformed("The form does not begin with its boundary.");
  body.remove_prefix(delimiter.size());
  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with(kLineEnd)) return malformed("A boundary is followed by something else.");
    body.remove_prefix(kLineEnd.size());
    const std::size_t blank = body.find("\r\n\r\n");
    const std::size_t end = body.find("\r\n" + delimiter, blank);
    if (blank == std::string_view::npos || end == std::string_view::npos) {
      return malformed("A part of the form never ends.");
    }
    if (parts.size() == kFormPartsMax) return malformed("The form has too many parts.");
    const auto disposition = disposition_of(body.substr(0, blank));
    FormPart part;
    part.name = parameter(disposition, "name").value_or("");
    part.is_file = parameter(disposition, "filename").has_value();
    const std::size_t begin = blank + 4;
    if (end < begin) return malformed("A part of the form has no content.");
    part.content = body.substr(begin, end - begin);
    parts.push_back(std::move(part));
    body.remove_prefix(end + 2 + delimiter.size());
  }
  return parts;
}

}  // namespace usher::venues

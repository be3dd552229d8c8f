#include "load/answer.hpp"

#include <cctype>
#include <charconv>

namespace usher::load {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) != b[i]) return false;
  }
  return true;
}

// The value of a header, whose name is given in lower case.
std::optional<std::string_view> header(std::string_view head, std::string_view name) {
  std::size_t at = head.find("\r\n");
  while (at != std::string_view::npos && at + 2 < head.size()) {
    const auto start = at + 2;
    at = head.find("\r\n", start);
    const auto line = head.substr(start, at == std::string_view::npos ? at : at - start);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view Answer::cookie() const {
  const auto line = header(head, "set-cookie");
  return line ? line->substr(0, line->find(';')) : std::string_view{};
}

std::string_view Answer::member(std::string_view name) const {
  const std::string key = "\"" + std::string(name) + "\":\"";
  const auto found = body.find(key);
  if (found == std::string_view::npos) return {};
  const auto start = found + key.size();
  return body.substr(start, body.find('"', start) - start);
}

std::optional<Parsed> parse_answer(std::string_view buffer) {
  const auto end = buffer.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  Parsed parsed;
  parsed.answer.head = buffer.substr(0, end);
  if (!buffer.starts_with("HTTP/1.1 ") || end < 12) throw ProtocolError("not an HTTP/1.1 answer");
  std::from_chars(buffer.data() + 9, buffer.data() + 12, parsed.answer.status);

  std::size_t length = 0;
  if (const auto text = header(parsed.answer.head, "content-length")) {
    std::from_chars(text->data(), text->data() + text->size(), length);
  } else if (parsed.answer.status != 204 && parsed.answer.status != 304) {
    throw ProtocolError("an answer without Content-Length");
  }
  parsed.size = end + 4 + length;
  if (buffer.size() < parsed.size) return std::nullopt;
  parsed.answer.body = buffer.substr(end + 4, length);
  const auto connection = header(parsed.answer.head, "connection");
  parsed.answer.closes = connection && same_name(*connection, "close");
  return parsed;
}

}  // namespace usher::load

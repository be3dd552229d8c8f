#include "web/uri.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace usher::web {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Decodes into `out`; `plus_is_space` for queries. Queries may hold line breaks (free text).
bool decode(std::string_view text, bool plus_is_space, std::string& out) {
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
      if (c == '\0') return false;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    out += c;
  }
  return is_valid_utf8(out);
}

bool needs_decoding(std::string_view text) {
  return text.find_first_of("%+") != std::string_view::npos;
}

bool add_text(std::string_view text, std::string_view& out, std::deque<std::string>& storage) {
  if (!needs_decoding(text)) {
    out = text;
    return true;
  }
  std::string decoded;
  if (!decode(text, true, decoded)) return false;
  out = storage.emplace_back(std::move(decoded));
  return true;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  if (!decode(text, false, out)) return std::nullopt;
  if (std::ranges::any_of(out, is_control)) return std::nullopt;
  return out;
}

std::string_view fault_of_path(std::string_view path) {
  const bool plain = path.find_first_of("%\\") == std::string_view::npos;
  if (plain && path.find("/.") == std::string_view::npos) return {};
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = percent_decode(path.substr(0, end));
    if (!segment) return "The path has a broken or forbidden percent-encoding.";
    if (*segment == "." || *segment == "..") return "The path must not have dot segments.";
    if (segment->find_first_of("/\\") != std::string::npos) {
      return "The path must not have encoded slashes or backslashes.";
    }
    path.remove_prefix(end);
  }
  return {};
}

bool parse_query(std::string_view query, TextPairs& pairs, std::deque<std::string>& storage) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    if (pairs.size() == kQueryPairsMax) return false;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto text = pair.substr(std::min(equals + 1, pair.size()));
    auto& [name, value] = pairs.emplace_back();
    if (!add_text(pair.substr(0, equals), name, storage) || !add_text(text, value, storage)) {
      return false;
    }
  }
  return true;
}

}  // namespace usher::web

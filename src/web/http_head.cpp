#include "web/http_head.hpp"

#include <algorithm>
#include <array>

namespace usher::web {
namespace {

enum CharClass : std::uint8_t { kToken = 1, kTarget = 2, kValue = 4, kHost = 8, kHex = 16 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&table](std::string_view chars, std::uint8_t what) {
    for (const char c : chars) table[static_cast<unsigned char>(c)] |= what;
  };
  constexpr std::string_view alphanumeric =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  mark(alphanumeric, kToken | kHost);
  mark("!#$%&'*+-.^_`|~", kToken);
  mark("-._~:[]", kHost);
  mark("0123456789abcdefABCDEF", kHex);
  for (std::size_t c = 0x21; c < 0x7f; ++c) table[c] |= kTarget;
  for (std::size_t c = 0x20; c < 0x100; ++c) table[c] |= kValue;
  table['\t'] |= kValue;
  table[0x7f] &= static_cast<std::uint8_t>(~kValue);
  // Browsers leave "|", "{" and the like as they are in queries; a fragment is never sent.
  table['#'] &= static_cast<std::uint8_t>(~kTarget);
  return table;
}
constexpr auto kClasses = make_classes();

bool all_of_class(std::string_view text, std::uint8_t what) {
  for (const char c : text) {
    if ((kClasses[static_cast<unsigned char>(c)] & what) == 0) return false;
  }
  return true;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trim_space(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

HeadResult refused(const char* detail, int status = 400) {
  return {HeadResult::State::refused, 0, status, detail};
}

// One line without its CRLF.
struct Line {
  enum class State : std::uint8_t { incomplete, complete, bad };
  State state = State::incomplete;
  std::string_view text{};
};

Line take_line(std::string_view bytes, std::size_t& at) {
  const std::size_t end = bytes.find('\n', at);
  if (end == std::string_view::npos) {
    // Nothing that can still become a line may hold a control character.
    std::string_view rest = bytes.substr(at);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    return {all_of_class(rest, kValue) ? Line::State::incomplete : Line::State::bad};
  }
  if (end == at || bytes[end - 1] != '\r') return {Line::State::bad};
  const std::string_view text = bytes.substr(at, end - 1 - at);
  at = end + 1;
  return {all_of_class(text, kValue) ? Line::State::complete : Line::State::bad, text};
}

bool is_host(std::string_view host) {
  if (host.empty() || !all_of_class(host, kHost)) return false;
  std::string_view port;
  if (host.front() == '[') {
    const auto close = host.find(']');
    if (close == std::string_view::npos || close < 3) return false;
    port = host.substr(close + 1);
    if (host.substr(1).find('[') != std::string_view::npos) return false;
  } else {
    if (host.find_first_of("[]") != std::string_view::npos) return false;
    const auto colon = host.find(':');
    if (colon == 0) return false;
    if (colon != std::string_view::npos) port = host.substr(colon);
  }
  if (port.empty()) return true;
  if (port.front() != ':' || port.size() > 6) return false;
  return std::ranges::all_of(port.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

// Takes the authority off an absolute-form target. Source: RFC 9112 section 3.2.2.
bool split_absolute(std::string_view& target, std::string_view& authority) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto name = target.substr(0, scheme);
  if (!equals_ignoring_case(name, "http") && !equals_ignoring_case(name, "https")) return false;
  target.remove_prefix(scheme + 3);
  const auto end = target.find_first_of("/?");
  authority = target.substr(0, end);
  if (end == std::string_view::npos)
    target = "/";
  else
    target.remove_prefix(end);
  return is_host(authority) && target.front() == '/';
}

HeadResult parse_request_line(std::string_view line, Head& head, std::string_view& authority) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refused("The request line must be a method, a target and a version.");
  }
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (head.method.size() > 20 || !is_token(head.method)) return refused("This is not a method.");
  if (head.target.empty() || !all_of_class(head.target, kTarget)) {
    return refused("The request target has characters that must be encoded.");
  }
  if (version == "HTTP/1.1") {
    head.is_http_1_0 = false;
  } else if (version == "HTTP/1.0") {
    head.is_http_1_0 = true;
  } else {
    const bool other = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.';
    return refused("Only HTTP/1.1 and HTTP/1.0 are spoken here.", other ? 505 : 400);
  }
  if (head.target.front() == '/') return {};
  if (head.target == "*") {
    if (head.method == "OPTIONS") return {};
    return refused("The target * is for OPTIONS only.");
  }
  if (!split_absolute(head.target, authority)) return refused("This is not a request target.");
  return {};
}

// Which of the fields that must not be repeated were seen.
struct Seen {
  std::uint32_t bits = 0;
  bool again(std::uint32_t bit) {
    const bool was = (bits & bit) != 0;
    bits |= bit;
    return was;
  }
};

HeadResult read_content_length(std::string_view value, Head& head) {
  if (value.empty() || value.size() > 18 ||
      !std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; })) {
    return refused("Content-Length must be one number.");
  }
  std::uint64_t length = 0;
  for (const char c : value) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  head.content_length = length;
  return {};
}

// Fields that decide where a request ends, or who it is from; each at most once.
HeadResult read_special(const HeaderField& field, Head& head, Seen& seen) {
  struct Single {
    std::string_view name;
    std::uint32_t bit;
  };
  static constexpr std::array<Single, 9> kSingles{{{"host", 1},
                                                   {"content-length", 2},
                                                   {"transfer-encoding", 4},
                                                   {"content-type", 8},
                                                   {"authorization", 16},
                                                   {"expect", 32},
                                                   {"idempotency-key", 64},
                                                   {"x-csrf-token", 128},
                                                   {"origin", 256}}};
  for (const auto& single : kSingles) {
    if (!equals_ignoring_case(field.name, single.name)) continue;
    if (seen.again(single.bit)) return refused("A header that must be single is repeated.");
    switch (single.bit) {
      case 1:
        if (!is_host(field.value)) return refused("The Host header is not a host.");
        head.host = field.value;
        return {};
      case 2:
        return read_content_length(field.value, head);
      case 4:
        if (!equals_ignoring_case(field.value, "chunked")) {
          return refused("Only the transfer coding chunked is known.");
        }
        head.chunked = true;
        return {};
      case 32:
        if (!equals_ignoring_case(field.value, "100-continue")) {
          return refused("Only 100-continue can be expected.", 417);
        }
        head.expects_continue = true;
        return {};
      default:
        return {};
    }
  }
  if (equals_ignoring_case(field.name, "connection")) {
    if (list_has(field.value, "close"))
      head.keep_alive = false;
    else if (head.is_http_1_0 && list_has(field.value, "keep-alive"))
      head.keep_alive = true;
  }
  return {};
}

HeadResult parse_field(std::string_view line, Head& head, Seen& seen) {
  if (line.front() == ' ' || line.front() == '\t') return refused("Folded headers are refused.");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return refused("A header has no colon.");
  const HeaderField field{line.substr(0, colon), trim_space(line.substr(colon + 1))};
  if (!is_token(field.name)) return refused("A header's name has characters it must not have.");
  if (head.fields.size() == kHeaderCountMax) return refused("There are too many headers.", 431);
  head.fields.push_back(field);
  return read_special(field, head, seen);
}

HeadResult finish(Head& head, const Seen& seen, std::string_view authority, std::size_t size) {
  const bool has_host = (seen.bits & 1) != 0;
  if (!has_host && !head.is_http_1_0) return refused("The Host header is missing.");
  if (!authority.empty()) {
    if (has_host && !equals_ignoring_case(authority, head.host)) {
      return refused("The target and the Host header name different hosts.");
    }
    head.host = authority;
  }
  if (head.chunked && head.content_length) {
    return refused("Transfer-Encoding and Content-Length exclude each other.");
  }
  if (head.chunked && head.is_http_1_0) return refused("HTTP/1.0 knows no transfer codings.");
  if (head.is_http_1_0) head.expects_continue = false;
  return {HeadResult::State::complete, size};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool is_token(std::string_view text) { return !text.empty() && all_of_class(text, kToken); }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool list_has(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (equals_ignoring_case(trim_space(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::string_view Head::find(std::string_view lower_name) const {
  for (const auto& field : fields) {
    if (equals_ignoring_case(field.name, lower_name)) return field.value;
  }
  return {};
}

HeadResult parse_head(std::string_view bytes, Head& head) {
  head.fields.clear();
  head.host = {};
  head.content_length.reset();
  head.chunked = false;
  head.expects_continue = false;
  std::size_t at = 0;
  // One empty line before a request is forgiven. Source: RFC 9112 section 2.2.
  if (bytes.starts_with("\r\n")) at = 2;
  const std::size_t start = at;

  Line line = take_line(bytes, at);
  if (line.state == Line::State::bad) return refused("A line has a character it must not have.");
  if (at - start > kRequestLineMax) return refused("The target is too long.", 414);
  if (line.state == Line::State::incomplete) {
    if (bytes.size() - start > kRequestLineMax) return refused("The target is too long.", 414);
    return {};
  }
  std::string_view authority;
  if (auto result = parse_request_line(line.text, head, authority);
      result.state == HeadResult::State::refused) {
    return result;
  }
  head.keep_alive = !head.is_http_1_0;

  const std::size_t fields_start = at;
  Seen seen;
  for (;;) {
    line = take_line(bytes, at);
    if (line.state == Line::State::bad) return refused("A line has a character it must not have.");
    const bool complete = line.state == Line::State::complete;
    if ((complete ? at : bytes.size()) - fields_start > kHeadersMax) {
      return refused("The headers are too large.", 431);
    }
    if (!complete) return {};
    if (line.text.empty()) return finish(head, seen, authority, at);
    if (auto result = parse_field(line.text, head, seen);
        result.state == HeadResult::State::refused) {
      return result;
    }
  }
}

void ChunkedReader::reset(std::size_t max_bytes) {
  *this = ChunkedReader{};
  max_bytes_ = max_bytes;
}

ChunkedReader::State ChunkedReader::read_size_line(std::string_view bytes, std::size_t& used) {
  std::string_view rest = bytes.substr(used);
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) {
    return rest.size() > kChunkLineMax ? State::refused : State::reading;
  }
  if (end == 0 || end > kChunkLineMax || rest[end - 1] != '\r') return State::refused;
  const auto line = rest.substr(0, end - 1);
  std::size_t digits = 0;
  std::uint64_t size = 0;
  while (digits < line.size() && hex_digit(line[digits]) >= 0) {
    size = size * 16 + static_cast<std::uint64_t>(hex_digit(line[digits]));
    if (++digits > 8) return State::refused;
  }
  const auto extension = line.substr(digits);
  if (digits == 0 || (!extension.empty() && extension.front() != ';')) return State::refused;
  if (!all_of_class(extension, kValue)) return State::refused;
  used += end + 1;
  left_ = size;
  part_ = size == 0 ? Part::trailers : Part::data;
  moved_ = true;
  return State::reading;
}

ChunkedReader::State ChunkedReader::read_trailers(std::string_view bytes, std::size_t& used) {
  std::size_t at = used;
  const Line line = take_line(bytes, at);
  if (line.state == Line::State::bad) return State::refused;
  if (line.state == Line::State::incomplete) {
    return bytes.size() - used > kTrailersMax ? State::refused : State::reading;
  }
  trailer_bytes_ += at - used;
  if (trailer_bytes_ > kTrailersMax) return State::refused;
  used = at;
  if (line.text.empty()) return State::done;
  const auto colon = line.text.find(':');
  if (colon == std::string_view::npos || !is_token(line.text.substr(0, colon))) {
    return State::refused;
  }
  // Trailers are dropped; those that would change the framing are attacks.
  const auto name = line.text.substr(0, colon);
  for (const std::string_view framing : {"content-length", "transfer-encoding", "host"}) {
    if (equals_ignoring_case(name, framing)) return State::refused;
  }
  moved_ = true;
  return State::reading;
}

ChunkedReader::State ChunkedReader::read(std::string_view bytes, std::string& body,
                                         std::size_t& used) {
  used = 0;
  do {
    moved_ = false;
    State state = State::reading;
    switch (part_) {
      case Part::size_line:
        state = read_size_line(bytes, used);
        break;
      case Part::trailers:
        state = read_trailers(bytes, used);
        break;
      case Part::data: {
        if (body.size() + left_ > max_bytes_) return State::too_large;
        const auto piece = bytes.substr(used, static_cast<std::size_t>(left_));
        body.append(piece);
        used += piece.size();
        left_ -= piece.size();
        if (left_ == 0) {
          part_ = Part::data_end;
          moved_ = true;
        }
        break;
      }
      case Part::data_end: {
        const auto rest = bytes.substr(used);
        if (!rest.empty() && rest.front() != '\r') return State::refused;
        if (rest.size() < 2) break;
        if (rest[1] != '\n') return State::refused;
        used += 2;
        part_ = Part::size_line;
        moved_ = true;
        break;
      }
    }
    if (state != State::reading) return state;
  } while (moved_);
  return State::reading;
}

}  // namespace usher::web

#include "web/serialise.hpp"

#include <charconv>

#include "web/compression.hpp"

namespace usher::web {
namespace {

constexpr std::size_t kCopyMax = 16 * 1024;  // bytes; larger shared bodies are not copied
constexpr std::size_t kFastCompressionFrom = 64 * 1024;  // bytes

void append_number(std::string& out, std::uint64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\nDate: ";
    return;
  }
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\nDate: ";
}

// Replaces the body by its encoded form if the client takes one and it is smaller.
void compress(Answer& answer, std::string_view accept_encoding) {
  const auto encoding = best_encoding(accept_encoding);
  if (encoding == Encoding::identity) return;
  const auto content = answer.content();
  // An I/O thread has others to serve: large answers get the fast levels.
  const bool fast = content.size() > kFastCompressionFrom;
  std::string encoded =
      encoding == Encoding::brotli ? brotli(content, fast ? 1 : 4) : gzip(content, fast ? 1 : 5);
  if (encoded.empty() || encoded.size() >= content.size()) return;
  answer.shared_body.reset();
  answer.static_body = {};
  answer.body = std::move(encoded);
  answer.add_header("Content-Encoding", encoding_name(encoding));
}

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

Tail append_answer(std::string& out, RequestState& state, const Framing& framing) {
  Answer& answer = state.answer;
  if (answer.compress == Compress::when_large && answer.content().size() >= kCompressFrom) {
    compress(answer, state.head.find("accept-encoding"));
    answer.add_header("Vary", "Accept-Encoding");
  }
  append_status_line(out, answer.status);
  out += framing.date;
  out += "\r\n";
  out += answer.header_lines();
  out += "X-Request-Id: ";
  out += state.request_id;
  out += "\r\nX-Content-Type-Options: nosniff\r\n";
  if (Request(state).is_https()) out += "Strict-Transport-Security: max-age=31536000\r\n";
  const auto content = answer.content();
  if (!framing.stream && !has_no_body(answer.status)) {
    out += "Content-Length: ";
    append_number(out, content.size());
    out += "\r\n";
  }
  if (!framing.keep_alive)
    out += "Connection: close\r\n";
  else if (state.head.is_http_1_0)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
  if (framing.head_only || has_no_body(answer.status)) return {};
  if (content.size() <= kCopyMax || content.data() == answer.body.data()) {
    if (content.size() <= kCopyMax) {
      out += content;
      return {};
    }
    auto owner = std::make_shared<const std::string>(std::move(answer.body));
    return {owner, *owner};
  }
  return {answer.shared_body, content};
}

}  // namespace usher::web

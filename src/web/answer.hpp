// Purpose: one answer on its way to the wire: status, header lines, body. Place: web.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace usher::web {

// How an answer may be sent in a compressed form.
enum class Compress : std::uint8_t { never, when_large };

// Filled by a handler on its connection's thread, then serialised by the connection. Reused from
// request to request, so that its strings keep their memory.
class Answer {
 public:
  int status = 200;
  std::string body;
  // Instead of `body`: text shared with others, sent without a copy.
  std::shared_ptr<const std::string> shared_body;
  // Instead of both: bytes that live as long as the program.
  std::string_view static_body;
  Compress compress = Compress::when_large;
  bool has_content_type = false;

  void clear();
  // Errors: asserts that neither part contains a line break; what comes from outside is encoded
  // before it gets here.
  void add_header(std::string_view name, std::string_view value);
  void content_type(std::string_view type);
  // Whole lines "Name: value\r\n", as they go to the wire.
  const std::string& header_lines() const { return lines_; }
  std::string_view content() const;

 private:
  std::string lines_;
};

// "OK", "Not Found" …; "" for a status without a registered phrase.
std::string_view reason_phrase(int status);

}  // namespace usher::web

// Purpose: as much of HTTP/1.1 as a load generator needs. Place: bench/load.
#pragma once
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace usher::load {

// The server broke the protocol, or used what this reader does not know.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One answer; the views live as long as the buffer that it was read from stays untouched.
struct Answer {
  int status = 0;
  std::string_view head;
  std::string_view body;
  bool closes = false;

  // name=value of the first Set-Cookie; empty when there is none.
  std::string_view cookie() const;
  // The text of the first string member of that name in the body; empty when there is none.
  std::string_view member(std::string_view name) const;
};

// The first answer in `buffer`, and how many bytes it takes; nullopt while it is not complete.
// Errors: throws ProtocolError.
struct Parsed {
  Answer answer;
  std::size_t size = 0;
};
std::optional<Parsed> parse_answer(std::string_view buffer);

}  // namespace usher::load

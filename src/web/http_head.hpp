// Purpose: a strict parser of HTTP/1.1 request heads and chunked bodies. Place: web; pure.
//
// Beast 1.81 leaves the checks of rule 56 to its user and hides what they need (folded lines,
// repeated fields, spaces before colons), so the head is read here, without a copy: everything in
// Head is a view into the bytes. What two servers could read differently is refused.
// Source: RFC 9110, RFC 9112.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::web {

inline constexpr std::size_t kRequestLineMax = 8 * 1024;  // bytes
inline constexpr std::size_t kHeadersMax = 16 * 1024;     // bytes of all header lines
inline constexpr std::size_t kHeaderCountMax = 100;
inline constexpr std::size_t kChunkLineMax = 80;       // bytes of a chunk's size and extension
inline constexpr std::size_t kTrailersMax = 4 * 1024;  // bytes

struct HeaderField {
  std::string_view name;
  std::string_view value;
};

// One request's head; views into the parsed bytes. Reused, so that the list keeps its memory.
struct Head {
  std::string_view method;
  std::string_view target;  // the path and query, also of an absolute-form target
  std::string_view host;
  std::vector<HeaderField> fields;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
  bool is_http_1_0 = false;

  // The first field of that name (lower case), or "".
  std::string_view find(std::string_view lower_name) const;
};

// The outcome of reading a prefix of the connection's bytes.
struct HeadResult {
  enum class State : std::uint8_t { incomplete, complete, refused };
  State state = State::incomplete;
  std::size_t size = 0;  // complete: bytes of the head
  int status = 400;      // refused: what to answer before closing
  const char* detail = "";
};

// Reads a head from the start of `bytes`. Refuses as soon as a complete line is wrong.
HeadResult parse_head(std::string_view bytes, Head& head);

// Takes a chunked body apart as it comes. Used for one body, then reset.
class ChunkedReader {
 public:
  enum class State : std::uint8_t { reading, done, refused, too_large };

  void reset(std::size_t max_bytes);
  // Reads as much of `bytes` as can be judged, appends the content to `body`; `used` says how much
  // was read. Call again with the rest and more.
  State read(std::string_view bytes, std::string& body, std::size_t& used);

 private:
  enum class Part : std::uint8_t { size_line, data, data_end, trailers };
  State read_size_line(std::string_view bytes, std::size_t& used);
  State read_trailers(std::string_view bytes, std::size_t& used);

  Part part_ = Part::size_line;
  std::uint64_t left_ = 0;
  std::size_t max_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  bool moved_ = false;
};

bool is_token(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
// Whether a comma-separated list has `token`, without case.
bool list_has(std::string_view list, std::string_view token);

}  // namespace usher::web

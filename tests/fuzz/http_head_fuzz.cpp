// A head is judged the same whether its bytes come at once or one by one, and a chunked body too.
#include "base/escape.hpp"
#include "fuzz/input.hpp"
#include "web/http_head.hpp"
#include "web/uri.hpp"

using namespace usher;

namespace {

constexpr std::size_t kBodyMax = 4096;

void check_head(std::string_view bytes) {
  web::Head whole;
  const auto at_once = web::parse_head(bytes, whole);
  if (at_once.state != web::HeadResult::State::complete) return;
  FUZZ_EXPECT(at_once.size <= bytes.size());
  FUZZ_EXPECT(!(whole.chunked && whole.content_length));
  for (std::size_t size = at_once.size > 8 ? at_once.size - 8 : 0; size < at_once.size; ++size) {
    web::Head part;
    FUZZ_EXPECT(web::parse_head(bytes.substr(0, size), part).state ==
                web::HeadResult::State::incomplete);
  }
}

void check_chunks(std::string_view bytes) {
  web::ChunkedReader reader;
  reader.reset(kBodyMax);
  std::string body;
  std::size_t used = 0;
  const auto state = reader.read(bytes, body, used);
  FUZZ_EXPECT(used <= bytes.size() && body.size() <= kBodyMax);
  if (state != web::ChunkedReader::State::done) return;
  reader.reset(kBodyMax);
  std::string slowly;
  std::size_t from = 0;
  auto seen = web::ChunkedReader::State::reading;
  for (std::size_t end = 1; end <= bytes.size() && seen == web::ChunkedReader::State::reading;
       ++end) {
    std::size_t more = 0;
    seen = reader.read(bytes.substr(from, end - from), slowly, more);
    from += more;
  }
  FUZZ_EXPECT(seen == web::ChunkedReader::State::done && slowly == body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  check_head(bytes);
  check_chunks(bytes);
  TextPairs pairs;
  std::deque<std::string> storage;
  web::parse_query(bytes, pairs, storage);
  static_cast<void>(web::fault_of_path(bytes));
  const auto decoded = web::percent_decode(percent_encode(bytes));
  FUZZ_EXPECT(!decoded || *decoded == bytes);
  return 0;
}

// Nothing is accepted without the secret, and no body breaks the reader.
#include "fuzz/input.hpp"
#include "payments/webhook.hpp"

using namespace usher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string> secrets{"whsec_of_the_fuzzer"};
  const auto [header, body] = fuzz::two_texts(data, size);
  FUZZ_EXPECT(!payments::check_signature(header, body, secrets, Timestamp{1'795'543'200'000}));
  static_cast<void>(payments::read_event(fuzz::text_of(data, size), Timestamp{0}));
  return 0;
}

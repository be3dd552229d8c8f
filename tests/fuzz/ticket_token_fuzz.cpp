// No text but one that our key made is a ticket of ours.
#include "base/crypto.hpp"
#include "fuzz/input.hpp"
#include "tickets/token.hpp"

using namespace usher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Ed25519PublicKey key{};
  const auto found = tickets::parse_token(fuzz::text_of(data, size));
  if (found) FUZZ_EXPECT(!tickets::signed_by(*found, key));
  return 0;
}

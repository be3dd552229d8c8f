#include "tickets/token.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/properties.hpp"

namespace usher::tickets {
namespace {

SigningKey key_number(std::uint16_t number) {
  SeededRandom random(number);
  SigningKey key{number, {}, {}};
  random.fill(key.seed);
  key.public_key = ed25519_public_key(key.seed);
  return key;
}

TicketToken some_token() {
  TicketToken token{7, ShowId{1234567890123}, TicketId{987654321}, {}};
  token.nonce.fill(0xa5);
  return token;
}

TEST(TicketToken, is_read_back_and_verified_with_the_public_key_alone) {
  const SigningKey key = key_number(7);
  const auto read = parse_token(sign_token(some_token(), key));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->claims, some_token());
  EXPECT_TRUE(signed_by(*read, key.public_key));
  EXPECT_FALSE(signed_by(*read, key_number(8).public_key));
}

TEST(TicketToken, is_safe_in_an_address_and_cheap_in_a_qr_code) {
  const std::string text = sign_token(some_token(), key_number(7));
  EXPECT_EQ(text.size(), 159U);
  EXPECT_TRUE(std::ranges::all_of(
      text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); }));
}

TEST(TicketToken, is_taken_in_lower_case_and_with_blanks_around) {
  std::string text = sign_token(some_token(), key_number(7));
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  EXPECT_TRUE(parse_token("  " + text + "\r\n"));
}

TEST(TicketToken, has_one_text_only) {
  const std::string text = sign_token(some_token(), key_number(7));
  EXPECT_FALSE(parse_token(text + "="));
  EXPECT_FALSE(parse_token(text.substr(0, 80) + " " + text.substr(80)));
  // The last character has three bits that carry nothing.
  std::string other = text;
  other.back() = other.back() == 'B' ? 'C' : 'B';
  const auto read = parse_token(other);
  EXPECT_TRUE(!read || !signed_by(*read, key_number(7).public_key));
}

TEST(TicketToken, is_nothing_when_it_is_something_else) {
  for (const char* text : {"", " ", "x", "https://example.org/ticket", "TKT-20261124-ABCDEF",
                           "\xff\xfe", "AAAAAAAAAAAAAAAA"}) {
    EXPECT_FALSE(parse_token(text)) << text;
  }
  EXPECT_FALSE(parse_token(std::string(159, 'A')));
  EXPECT_FALSE(parse_token(std::string(100'000, 'A')));
}

TEST(TicketToken, no_byte_can_be_changed_without_breaking_the_signature) {
  const SigningKey key = key_number(7);
  const auto bytes = from_base32(sign_token(some_token(), key));
  ASSERT_TRUE(bytes);
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    Bytes forged = *bytes;
    forged[i] ^= 0x01;
    const auto read = parse_token(to_base32(forged));
    EXPECT_TRUE(!read || !signed_by(*read, key.public_key)) << "byte " << i;
  }
}

TEST(TicketToken, any_claims_survive_the_text) {
  testing::check_property("holds for whatever is drawn", [] {
    TicketToken token;
    token.key = *rc::gen::arbitrary<std::uint16_t>();
    token.show.value = *rc::gen::arbitrary<std::int64_t>();
    token.ticket.value = *rc::gen::arbitrary<std::int64_t>();
    for (auto& byte : token.nonce) byte = *rc::gen::arbitrary<std::uint8_t>();
    const SigningKey key = key_number(token.key);
    const auto read = parse_token(sign_token(token, key));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->claims == token);
    RC_ASSERT(signed_by(*read, key.public_key));
  });
}

}  // namespace
}  // namespace usher::tickets

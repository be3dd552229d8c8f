#include "accounts/totp.hpp"

#include <gtest/gtest.h>

namespace usher::accounts {
namespace {

const ByteView kSecret = as_bytes("12345678901234567890");

Timestamp seconds(std::int64_t s) { return {s * 1000}; }

TEST(Totp, matches_the_published_vectors) {
  // Source: RFC 6238 appendix B, SHA-1, eight digits.
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},
                                                          {1'111'111'109, "07081804"},
                                                          {1'111'111'111, "14050471"},
                                                          {1'234'567'890, "89005924"},
                                                          {2'000'000'000, "69279037"},
                                                          {20'000'000'000, "65353130"}};
  for (const auto& [at, code] : vectors) EXPECT_EQ(totp_code(kSecret, at / 30, 8), code) << at;
}

TEST(Totp, takes_the_code_of_now_and_one_step_around) {
  const std::int64_t step = 1'111'111'109 / 30;
  const auto try_at = [&](std::int64_t code_step) {
    return totp_step(kSecret, totp_code(kSecret, code_step), seconds(step * 30 + 10), 0);
  };
  EXPECT_EQ(try_at(step), step);
  EXPECT_EQ(try_at(step - 1), step - 1);
  EXPECT_EQ(try_at(step + 1), step + 1);
  EXPECT_FALSE(try_at(step - 2));
  EXPECT_FALSE(try_at(step + 2));
}

TEST(Totp, a_code_counts_once) {
  const std::int64_t step = 1'111'111'109 / 30;
  const std::string code = totp_code(kSecret, step);
  EXPECT_TRUE(totp_step(kSecret, code, seconds(step * 30), step - 1));
  EXPECT_FALSE(totp_step(kSecret, code, seconds(step * 30), step));
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step - 1), seconds(step * 30), step));
}

TEST(Totp, takes_codes_as_people_type_them_and_nothing_else) {
  const std::int64_t step = 1'111'111'109 / 30;
  const std::string code = totp_code(kSecret, step);
  EXPECT_TRUE(totp_step(kSecret, code.substr(0, 3) + " " + code.substr(3), seconds(step * 30), 0));
  for (const char* bad : {"", "000000x", "12345", "abcdef"}) {
    EXPECT_FALSE(totp_step(kSecret, bad, seconds(step * 30), 0)) << bad;
  }
}

TEST(Totp, is_described_for_authenticator_programs) {
  EXPECT_EQ(totp_uri(kSecret, "zoe@example.org", "Usher & Co"),
            "otpauth://totp/Usher%20%26%20Co:zoe%40example.org?"
            "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Usher%20%26%20Co&algorithm=SHA1"
            "&digits=6&period=30");
}

}  // namespace
}  // namespace usher::accounts

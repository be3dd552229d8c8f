#include "base/crypto.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

namespace usher {
namespace {

TEST(Hashes, match_published_vectors) {
  // Source: FIPS 180-4 examples, RFC 4231 test case 2, RFC 2202 test case 2.
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha1(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(to_hex(hmac_sha256({}, "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Encodings, match_published_vectors) {
  // Source: RFC 4648 section 10.
  EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(to_base64(as_bytes("foob")), "Zm9vYg==");
  EXPECT_EQ(to_base32(as_bytes("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(to_base32(as_bytes("foo")), "MZXW6");
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
}

TEST(Encodings, come_back_unchanged) {
  testing::check_property("holds for whatever is drawn", [](const Bytes& data) {
    RC_ASSERT(*from_hex(to_hex(data)) == data);
    RC_ASSERT(*from_base64(to_base64(data)) == data);
    RC_ASSERT(*from_base64url(to_base64url(data)) == data);
    RC_ASSERT(*from_base32(to_base32(data)) == data);
  });
}

TEST(Encodings, refuse_what_is_not_theirs) {
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_FALSE(from_hex("zz"));
  EXPECT_FALSE(from_base64url("a+b/"));
  EXPECT_FALSE(from_base64url("====="));
  EXPECT_FALSE(from_base32("A1"));
  EXPECT_EQ(*from_base32("mzxw 6ytb oi=="), *from_base32("MZXW6YTBOI"));
}

TEST(ConstantTimeEqual, compares_all_of_both) {
  EXPECT_TRUE(constant_time_equal("secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secreT"));
  EXPECT_FALSE(constant_time_equal("secret", "secret "));
  EXPECT_TRUE(constant_time_equal("", ""));
}

TEST(Tokens, have_256_bits_and_differ) {
  SecureRandom random;
  const auto token = random_token(random);
  EXPECT_EQ(token.size(), 43);
  EXPECT_NE(token, random_token(random));
  EXPECT_EQ(token_hash(token).size(), 32);
}

TEST(Passwords, are_hashed_with_argon2id_at_the_moderate_limits) {
  const auto hash = hash_password("correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=262144,t=3,")) << hash;
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct horsf"));
}

TEST(Passwords, salt_makes_every_hash_another) {
  const auto once = hash_password("same", PasswordCost::minimal);
  EXPECT_NE(once, hash_password("same", PasswordCost::minimal));
  EXPECT_TRUE(verify_password(once, "same"));
  EXPECT_FALSE(verify_password("not a hash", "same"));
  EXPECT_FALSE(verify_password(std::string(500, 'x'), "same"));
  EXPECT_FALSE(verify_password("", "same"));
}

TEST(Seal, is_opened_by_its_key_only) {
  testing::check_property("holds for whatever is drawn", [](const Bytes& text) {
    const Digest key = sha256("a key");
    const Bytes sealed = seal(key, text);
    RC_ASSERT(*unseal(key, sealed) == text);
    RC_ASSERT(!unseal(sha256("another key"), sealed));
    Bytes changed = sealed;
    changed[*rc::gen::inRange<std::size_t>(0, changed.size())] ^= 1;
    RC_ASSERT(!unseal(key, changed));
  });
  EXPECT_FALSE(unseal(Digest{}, Bytes(10)));
}

TEST(Ed25519, matches_the_published_vector) {
  // Source: RFC 8032 section 7.1, test 1.
  Ed25519Seed seed{};
  const auto raw = *from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  std::ranges::copy(raw, seed.begin());
  const auto key = ed25519_public_key(seed);
  EXPECT_EQ(to_hex(key), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  auto signature = ed25519_sign(seed, {});
  EXPECT_EQ(to_hex(signature).substr(0, 32), "e5564300c360ac729086e2cc806e828a");
  EXPECT_TRUE(ed25519_verify(key, {}, signature));
  EXPECT_FALSE(ed25519_verify(key, as_bytes("x"), signature));
  signature[0] ^= 1;
  EXPECT_FALSE(ed25519_verify(key, {}, signature));
}

}  // namespace
}  // namespace usher

#include "base/crypto.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "base/assert.hpp"

namespace usher {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void init_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium could not be initialised");
}

std::string encode_base64(ByteView data, int variant) {
  std::string out(sodium_base64_encoded_len(data.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), data.data(), data.size(), variant);
  out.pop_back();  // the terminator
  return out;
}

std::optional<Bytes> decode_base64(std::string_view text, int variant) {
  Bytes out(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, &end,
                        variant) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> hmac(const EVP_MD* algorithm, ByteView key, ByteView message) {
  std::array<std::uint8_t, Size> out{};
  unsigned int size = Size;
  static constexpr std::uint8_t kNothing = 0;  // OpenSSL takes a null key for "the last one"
  const void* key_data = key.empty() ? &kNothing : key.data();
  USHER_ASSERT(HMAC(algorithm, key_data, static_cast<int>(key.size()), message.data(),
                    message.size(), out.data(), &size) != nullptr &&
               size == Size);
  return out;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The pair of libsodium's form: seed and public key, one after the other.
std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret_key(const Ed25519Seed& seed,
                                                                Ed25519PublicKey& public_key) {
  init_sodium();
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
  USHER_ASSERT(crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data()) == 0);
  return secret;
}

}  // namespace

Digest sha256(ByteView data) {
  Digest out{};
  unsigned int size = out.size();
  USHER_ASSERT(EVP_Digest(data.data(), data.size(), out.data(), &size, EVP_sha256(), nullptr) == 1);
  return out;
}

Digest hmac_sha256(ByteView key, ByteView message) { return hmac<32>(EVP_sha256(), key, message); }

std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView message) {
  return hmac<20>(EVP_sha1(), key, message);
}

std::string to_hex(ByteView data) {
  std::string out;
  out.reserve(data.size() * 2);
  for (const std::uint8_t byte : data) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]);
    const int low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

std::string to_base64(ByteView data) { return encode_base64(data, sodium_base64_VARIANT_ORIGINAL); }
std::optional<Bytes> from_base64(std::string_view text) {
  return decode_base64(text, sodium_base64_VARIANT_ORIGINAL);
}
std::string to_base64url(ByteView data) {
  return encode_base64(data, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
std::optional<Bytes> from_base64url(std::string_view text) {
  return decode_base64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string to_base32(ByteView data) {
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const std::uint8_t byte : data) {
    buffer = buffer << 8 | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += kBase32Digits[buffer >> (bits - 5) & 31];
    buffer &= 0xff;
  }
  if (bits > 0) out += kBase32Digits[buffer << (5 - bits) & 31];
  return out;
}

std::optional<Bytes> from_base32(std::string_view text) {
  Bytes out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (char c : text) {
    if (c == ' ' || c == '=') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto digit = kBase32Digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 5 | static_cast<std::uint32_t>(digit)) & 0xfff;
    if ((bits += 5) >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(buffer >> bits & 0xff));
    }
  }
  return out;
}

bool constant_time_equal(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_token(Random& random, std::size_t byte_count) {
  return to_base64url(random.bytes(byte_count));
}

std::string hash_password(std::string_view password, PasswordCost cost) {
  init_sodium();
  const bool moderate = cost == PasswordCost::moderate;
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(
          out.data(), password.data(), password.size(),
          moderate ? crypto_pwhash_OPSLIMIT_MODERATE : crypto_pwhash_argon2id_OPSLIMIT_MIN,
          moderate ? crypto_pwhash_MEMLIMIT_MODERATE : crypto_pwhash_argon2id_MEMLIMIT_MIN,
          crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("not enough memory to hash a password");
  }
  out.resize(out.find('\0'));
  return out;
}

bool verify_password(std::string_view hash, std::string_view password) {
  init_sodium();
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> stored{};
  hash.copy(stored.data(), hash.size());
  return crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) == 0;
}

Bytes seal(const Digest& key, ByteView text) {
  const Digest digest = hmac_sha256(key, text);
  Bytes out(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size());
  std::copy_n(digest.begin(), crypto_secretbox_NONCEBYTES, out.begin());
  USHER_ASSERT(crypto_secretbox_easy(out.data() + crypto_secretbox_NONCEBYTES, text.data(),
                                     text.size(), out.data(), key.data()) == 0);
  return out;
}

std::optional<Bytes> unseal(const Digest& key, ByteView sealed) {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (sealed.size() < kOverhead) return std::nullopt;
  Bytes out(sealed.size() - kOverhead);
  const auto box = sealed.subspan(crypto_secretbox_NONCEBYTES);
  if (crypto_secretbox_open_easy(out.data(), box.data(), box.size(), sealed.data(), key.data()) !=
      0) {
    return std::nullopt;
  }
  return out;
}

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  Ed25519PublicKey public_key{};
  secret_key(seed, public_key);
  return public_key;
}

Ed25519Signature ed25519_sign(const Ed25519Seed& seed, ByteView message) {
  Ed25519PublicKey public_key{};
  const auto secret = secret_key(seed, public_key);
  Ed25519Signature signature{};
  USHER_ASSERT(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                                    secret.data()) == 0);
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& key, ByteView message,
                    const Ed25519Signature& signature) {
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.data()) == 0;
}

}  // namespace usher

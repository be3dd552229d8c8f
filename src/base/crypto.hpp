// Purpose: the few cryptographic primitives, named once. Place: base; stands on OpenSSL and
// libsodium. Everything here is thread-safe and free of state.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace usher {

using ByteView = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;

// The bytes of a text, not copied.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Digest sha256(ByteView data);
inline Digest sha256(std::string_view data) { return sha256(as_bytes(data)); }

Digest hmac_sha256(ByteView key, ByteView message);
inline Digest hmac_sha256(ByteView key, std::string_view message) {
  return hmac_sha256(key, as_bytes(message));
}
// For TOTP only. Source: RFC 2104 with SHA-1.
std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView message);

// Lower-case hexadecimal digits.
std::string to_hex(ByteView data);
// nullopt when it is not an even number of hexadecimal digits.
std::optional<Bytes> from_hex(std::string_view text);
// Source: RFC 4648 section 4, with padding.
std::string to_base64(ByteView data);
std::optional<Bytes> from_base64(std::string_view text);
// Source: RFC 4648 section 5, without padding.
std::string to_base64url(ByteView data);
std::optional<Bytes> from_base64url(std::string_view text);
// Source: RFC 4648 section 6, without padding; reading takes either case, spaces and padding.
std::string to_base32(ByteView data);
std::optional<Bytes> from_base32(std::string_view text);

// Takes as long for a near miss as for a far one; different lengths are unequal at once.
bool constant_time_equal(ByteView a, ByteView b);
inline bool constant_time_equal(std::string_view a, std::string_view b) {
  return constant_time_equal(as_bytes(a), as_bytes(b));
}

// A secret to hand out: `byte_count` random bytes in base64url (32 bytes give 43 characters).
std::string random_token(Random& random, std::size_t byte_count = 32);
// The form in which a secret is stored that opens something: the SHA-256 of its text.
inline Bytes token_hash(std::string_view token) {
  const Digest digest = sha256(token);
  return {digest.begin(), digest.end()};
}

// How hard a password hash is to make. `moderate` is what ships (rule 27): about 256 MiB and half
// a second; `minimal` is for tests that hash often.
enum class PasswordCost { moderate, minimal };
// Argon2id with its parameters and salt, as text. Blocks: run it on the worker pool.
std::string hash_password(std::string_view password, PasswordCost cost = PasswordCost::moderate);
// As costly as the making of `hash`. Blocks: run it on the worker pool.
bool verify_password(std::string_view hash, std::string_view password);

// Encrypts and authenticates; the same text under the same key gives the same bytes, and nothing
// else is told. Source: XSalsa20-Poly1305 with a nonce made from key and text.
Bytes seal(const Digest& key, ByteView text);
// nullopt when it was sealed with another key or changed since.
std::optional<Bytes> unseal(const Digest& key, ByteView sealed);

// Ed25519. Source: RFC 8032.
using Ed25519Seed = std::array<std::uint8_t, 32>;
using Ed25519PublicKey = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;
Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed);
Ed25519Signature ed25519_sign(const Ed25519Seed& seed, ByteView message);
bool ed25519_verify(const Ed25519PublicKey& key, ByteView message,
                    const Ed25519Signature& signature);

}  // namespace usher

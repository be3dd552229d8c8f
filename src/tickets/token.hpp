// Purpose: the signed text in a ticket's QR code (rule 21). Place: tickets, pure.
//
// Base32 (A–Z, 2–7; safe in addresses, cheap in QR codes) of, big-endian:
//   1 byte   format, 1
//   2 bytes  number of the signing key
//   8 bytes  show id
//   8 bytes  ticket id
//   16 bytes nonce, random
//   64 bytes Ed25519 signature of "usher ticket" and the 35 bytes before it
// Nothing personal is in it, and who has the public key can check it without the server.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/ids.hpp"

namespace usher::tickets {

inline constexpr std::size_t kNonceBytes = 16;
// Longer text is no ticket and is not looked at.
inline constexpr std::size_t kTokenTextMax = 256;

struct SigningKey {
  std::uint16_t number = 0;
  Ed25519Seed seed{};
  Ed25519PublicKey public_key{};
};

struct TicketToken {
  std::uint16_t key = 0;
  ShowId show;
  TicketId ticket;
  std::array<std::uint8_t, kNonceBytes> nonce{};
  bool operator==(const TicketToken&) const = default;
};

// What a text claims; nothing of it is true before signed_by() says so.
struct UnverifiedToken {
  TicketToken claims;
  Bytes signed_bytes;
  Ed25519Signature signature{};
};

// The text for `token`, always the same; `token.key` must be the key's number.
std::string sign_token(const TicketToken& token, const SigningKey& key);

// Takes lower case and surrounding blanks too; nullopt when it has not the form of a token.
std::optional<UnverifiedToken> parse_token(std::string_view text);

bool signed_by(const UnverifiedToken& token, const Ed25519PublicKey& key);

}  // namespace usher::tickets

#include "tickets/token.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace usher::tickets {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kClaimBytes = 1 + 2 + 8 + 8 + kNonceBytes;
constexpr std::size_t kTokenBytes = kClaimBytes + std::tuple_size_v<Ed25519Signature>;
// Set before the claims when signing, so that the key can never be made to sign something else.
constexpr std::string_view kDomain = "usher ticket";

void append_number(Bytes& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t number_at(ByteView bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (const auto byte : bytes.subspan(at, count)) value = value << 8 | byte;
  return value;
}

Bytes claim_bytes(const TicketToken& token) {
  Bytes out;
  out.reserve(kTokenBytes);
  out.push_back(kFormat);
  append_number(out, token.key, 2);
  append_number(out, static_cast<std::uint64_t>(token.show.value), 8);
  append_number(out, static_cast<std::uint64_t>(token.ticket.value), 8);
  out.insert(out.end(), token.nonce.begin(), token.nonce.end());
  return out;
}

Bytes with_domain(ByteView claims) {
  Bytes out(kDomain.begin(), kDomain.end());
  out.insert(out.end(), claims.begin(), claims.end());
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string sign_token(const TicketToken& token, const SigningKey& key) {
  USHER_ASSERT(token.key == key.number);
  Bytes bytes = claim_bytes(token);
  const Ed25519Signature signature = ed25519_sign(key.seed, with_domain(bytes));
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return to_base32(bytes);
}

std::optional<UnverifiedToken> parse_token(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.size() > kTokenTextMax) return std::nullopt;
  std::string wanted(text);
  std::ranges::transform(wanted, wanted.begin(), upper);
  const auto bytes = from_base32(wanted);
  if (!bytes || bytes->size() != kTokenBytes || bytes->front() != kFormat) return std::nullopt;
  // One ticket has one text: spare bits, padding and blanks inside are not accepted.
  if (to_base32(*bytes) != wanted) return std::nullopt;
  const ByteView all(*bytes);
  UnverifiedToken token;
  token.claims.key = static_cast<std::uint16_t>(number_at(all, 1, 2));
  token.claims.show.value = static_cast<std::int64_t>(number_at(all, 3, 8));
  token.claims.ticket.value = static_cast<std::int64_t>(number_at(all, 11, 8));
  std::ranges::copy(all.subspan(19, kNonceBytes), token.claims.nonce.begin());
  std::ranges::copy(all.subspan(kClaimBytes), token.signature.begin());
  token.signed_bytes = with_domain(all.first(kClaimBytes));
  return token;
}

bool signed_by(const UnverifiedToken& token, const Ed25519PublicKey& key) {
  return ed25519_verify(key, token.signed_bytes, token.signature);
}

}  // namespace usher::tickets

#include "base/email.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace usher {
namespace {

const icu::IDNA& idna() {
  static const auto* const made = [] {
    UErrorCode status = U_ZERO_ERROR;
    const auto* found = icu::IDNA::createUTS46Instance(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        status);
    USHER_ASSERT(U_SUCCESS(status));
    return found;
  }();
  return *made;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

using Spelling = void (icu::IDNA::*)(icu::StringPiece, icu::ByteSink&, icu::IDNAInfo&,
                                     UErrorCode&) const;

std::optional<std::string> spelled(std::string_view domain, Spelling spelling) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::IDNAInfo info;
  UErrorCode status = U_ZERO_ERROR;
  const icu::StringPiece piece(domain.data(), static_cast<std::int32_t>(domain.size()));
  (idna().*spelling)(piece, sink, info, status);
  if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
  return out;
}

template <class F>
std::string with_domain(std::string_view email, F&& change) {
  const auto at = email.rfind('@');
  if (at == std::string_view::npos) return std::string(email);
  const auto domain = change(email.substr(at + 1));
  return domain ? std::string(email.substr(0, at + 1)) + *domain : std::string(email);
}

}  // namespace

std::optional<std::string> ascii_domain(std::string_view domain) {
  if (is_ascii(domain)) return std::string(domain);
  return spelled(domain, &icu::IDNA::nameToASCII_UTF8);
}

std::string ascii_email(std::string_view email) { return with_domain(email, ascii_domain); }

std::string readable_email(std::string_view email) {
  return with_domain(email, [](std::string_view domain) {
    return spelled(domain, &icu::IDNA::nameToUnicodeUTF8);
  });
}

std::string email_key(std::string_view email) { return fold_case(ascii_email(nfc(email))); }

}  // namespace usher

// Purpose: strong text types and the rules of text (rule 34): valid UTF-8, NFC, trimmed, natural
// order. Place: base; bodies, columns and SQL parameters of every slice use these types.
//
// Each type is `{ std::string value; }` with a static parse that makes the value fit (trims,
// composes) or says what is wrong, and a static schema for the OpenAPI document. A value read back
// from a column is taken as it is.
#pragma once
#include <compare>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

// Why a text does not fit; `code` is `too_short`, `too_long` or `invalid_format`.
struct TextFault {
  std::string code;
  std::string detail;
};

// What JSON Schema says of a text type; lengths in code points, empty views say nothing.
struct TextSchema {
  std::size_t min_length = 0;
  std::size_t max_length = 0;
  std::string_view pattern{};
  std::string_view format{};
};

// A name: 1–200 code points, NFC, trimmed, no control characters (rule 34) and no U+FFFD.
struct Label {
  std::string value;
  auto operator<=>(const Label&) const = default;
  static std::expected<Label, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// A Label that may be empty.
struct OptionalLabel {
  std::string value;
  auto operator<=>(const OptionalLabel&) const = default;
  static std::expected<OptionalLabel, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// Free text of up to 10,000 code points; newlines and tabs may stay, CRLF becomes LF.
struct Paragraph {
  std::string value;
  auto operator<=>(const Paragraph&) const = default;
  static std::expected<Paragraph, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// An address that mail can plausibly be sent to, at most 254 bytes; the case is kept.
struct Email {
  std::string value;
  auto operator<=>(const Email&) const = default;
  static std::expected<Email, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// A telephone number as people write it. With its country's code, as + or 00, it becomes E.164:
// "0049-30/123 456 ext 5" is "+4930123456 ext. 5"; without, it stays as it was written.
struct Phone {
  std::string value;
  auto operator<=>(const Phone&) const = default;
  static std::expected<Phone, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// The part of an address that names a thing: [a-z0-9-]{1,100}.
struct Slug {
  std::string value;
  auto operator<=>(const Slug&) const = default;
  static std::expected<Slug, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// "#rrggbb", kept in lower case.
struct HexColor {
  std::string value;
  auto operator<=>(const HexColor&) const = default;
  static std::expected<HexColor, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// An absolute http or https address of at most 2,000 characters, without user information.
struct HttpUrl {
  std::string value;
  auto operator<=>(const HttpUrl&) const = default;
  static std::expected<HttpUrl, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// A password that somebody chooses: 8–1,024 bytes, taken exactly as typed.
struct Password {
  std::string value;
  static std::expected<Password, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// A machine's word (token, code, key): 1–100 visible ASCII characters, trimmed.
struct Code {
  std::string value;
  auto operator<=>(const Code&) const = default;
  static std::expected<Code, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

bool is_valid_utf8(std::string_view text);
// Whether every database takes it as text: valid UTF-8 without U+0000.
bool is_storable(std::string_view text);
// For text that was not made here and is only shown (a browser's name, a provider's reason): what
// is no UTF-8 becomes U+FFFD, U+0000 is left out.
std::string storable(std::string_view text);
// The first bytes of a text, at most `max_bytes`, that end between two characters.
std::string_view cut_text(std::string_view text, std::size_t max_bytes);
// How many code points valid UTF-8 has.
std::size_t code_points(std::string_view text);
// The composed form. Source: Unicode Standard Annex 15. Invalid UTF-8 becomes U+FFFD.
std::string nfc(std::string_view text);
// For comparing without case, in any script. Source: Unicode full case folding.
std::string fold_case(std::string_view text);
// For searching without case and accents: "Zoë" and "zoe" are the same.
std::string fold_for_search(std::string_view text);

// An address part made from a title of any script: "Der Nußknacker" gives "der-nussknacker";
// "untitled" when nothing of it can be written in Latin letters.
std::string slug_from(std::string_view title);

// A text whose plain byte order is the natural order of labels (rule 34), for an indexed column:
// numbers by value ("2" before "10"), runs of one to three letters by length first (A, B, …, Z,
// AA), longer words by the alphabet after them, case and accents only to break a tie. Different
// labels have different keys.
std::string natural_sort_key(std::string_view text);
// The order of the keys. For sorting many, compute the keys once.
std::strong_ordering natural_compare(std::string_view a, std::string_view b);

// The person behind an address (rule 59): without case, and without "+tag".
std::string email_subject(std::string_view email);

}  // namespace usher

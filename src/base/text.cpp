#include "base/text.hpp"

#include <fmt/format.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <memory>
#include <mutex>
#include <optional>

#include "base/assert.hpp"
#include "base/email.hpp"

namespace usher {
namespace {

constexpr std::size_t kLabelMax = 200;
constexpr std::size_t kParagraphMax = 10'000;
constexpr std::size_t kEmailMax = 254;      // Source: RFC 5321, 4.5.3.1.3
constexpr std::size_t kEmailLocalMax = 64;  // Source: RFC 5321, 4.5.3.1.1
constexpr std::size_t kUrlMax = 2000;
constexpr std::size_t kPhoneMax = 40;

std::unexpected<TextFault> fault(std::string code, std::string detail) {
  return std::unexpected(TextFault{std::move(code), std::move(detail)});
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Calls visit(code point) for each; a malformed sequence is U+FFFD.
template <class F>
void each_code_point(std::string_view text, F&& visit) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  while (at < length) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), at, length, c);
    visit(c);
  }
}

void append_utf8(std::string& out, UChar32 c) {
  char buffer[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(buffer, size, c);
  out.append(buffer, static_cast<std::size_t>(size));
}

bool is_blank(UChar32 c) { return u_isUWhiteSpace(c) != 0 || c == 0x200B || c == 0xFEFF; }

// Characters that have no business in one line of text: controls, line separators, and the marks
// that reverse how the rest of a line reads.
bool is_control(UChar32 c) {
  const auto category = u_charType(c);
  if (category == U_CONTROL_CHAR || category == U_LINE_SEPARATOR ||
      category == U_PARAGRAPH_SEPARATOR || category == U_SURROGATE) {
    return true;
  }
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string_view trimmed(std::string_view text) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t from = 0;
  std::int32_t to = length;
  for (std::int32_t next = 0; next < length; from = next) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), next, length, c);
    if (!is_blank(c)) break;
  }
  for (std::int32_t before = to; to > from; to = before) {
    UChar32 c = 0;
    U8_PREV_OR_FFFD(text.data(), 0, before, c);
    if (!is_blank(c)) break;
  }
  return text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
}

enum class Lines { one, many };

// The rules that all text for people shares.
std::expected<std::string, TextFault> parse_text(std::string_view text, std::size_t min,
                                                 std::size_t max, Lines lines) {
  if (!is_valid_utf8(text)) return fault("invalid_format", "This is not valid UTF-8.");
  std::string value = nfc(trimmed(text));
  if (lines == Lines::many) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n') continue;
      value[end++] = value[i] == '\r' ? '\n' : value[i];
    }
    value.resize(end);
  }
  bool control = false;
  bool lost = false;
  each_code_point(value, [&](UChar32 c) {
    const bool allowed = lines == Lines::many && (c == '\n' || c == '\t');
    control = control || (!allowed && is_control(c));
    // What was lost when a text was decoded wrongly is no name of anything.
    lost = lost || (lines == Lines::one && c == 0xFFFD);
  });
  if (control) return fault("invalid_format", "Control characters are not allowed.");
  if (lost) return fault("invalid_format", "A character was lost on the way here (\xEF\xBF\xBD).");
  const std::size_t length = code_points(value);
  if (length < min) return fault("too_short", "This must not be empty.");
  if (length > max) return fault("too_long", fmt::format("At most {} characters.", max));
  return value;
}

bool is_slug_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

bool is_domain(std::string_view domain) {
  if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
  std::size_t label = 0;
  char before = '.';
  for (const char c : domain) {
    const bool other = static_cast<unsigned char>(c) >= 0x80;  // an internationalised name
    const bool letter = other || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (c == '.') {
      if (label == 0 || before == '-') return false;
      label = 0;
    } else if (letter || digit || (c == '-' && label > 0)) {
      if (++label > 63) return false;
    } else {
      return false;
    }
    before = c;
  }
  // An address of numbers is no name; one in other letters may end in a digit as servers write it.
  const bool written = domain.substr(domain.rfind('.') + 1).starts_with("xn--");
  return label > 0 && before != '-' && (written || !(before >= '0' && before <= '9'));
}

// What cannot be seen, and so is in an address by mistake.
bool has_invisible(std::string_view text) {
  bool found = false;
  each_code_point(text, [&](UChar32 c) {
    found = found || is_blank(c) || u_charType(c) == U_FORMAT_CHAR ||
            u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
  });
  return found;
}

bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > kEmailLocalMax) return false;
  if (local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  return local.find_first_of(" \"(),:;<>@[\\]") == std::string_view::npos;
}

const icu::Normalizer2& normalizer(bool compose) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* found = compose ? icu::Normalizer2::getNFCInstance(status)
                              : icu::Normalizer2::getNFKDInstance(status);
  USHER_ASSERT(U_SUCCESS(status) && found != nullptr);
  return *found;
}

std::string normalized(std::string_view text, bool compose) {
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString result = normalizer(compose).normalize(source, status);
  USHER_ASSERT(U_SUCCESS(status));
  std::string out;
  result.toUTF8String(out);
  return out;
}

// Compatibility-decomposed, accents of Latin, Greek and Cyrillic letters dropped, without case.
std::string plain(std::string_view text) {
  if (is_ascii(text)) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
  }
  std::string out;
  each_code_point(fold_case(normalized(text, false)), [&](UChar32 c) {
    if (c < 0x0300 || c > 0x036F) append_utf8(out, c);
  });
  return out;
}

}  // namespace

std::expected<Label, TextFault> Label::parse(std::string_view text) {
  auto value = parse_text(text, 1, kLabelMax, Lines::one);
  if (!value) return std::unexpected(std::move(value).error());
  return Label{*std::move(value)};
}
TextSchema Label::schema() { return {1, kLabelMax}; }

std::expected<OptionalLabel, TextFault> OptionalLabel::parse(std::string_view text) {
  auto value = parse_text(text, 0, kLabelMax, Lines::one);
  if (!value) return std::unexpected(std::move(value).error());
  return OptionalLabel{*std::move(value)};
}
TextSchema OptionalLabel::schema() { return {0, kLabelMax}; }

std::expected<Paragraph, TextFault> Paragraph::parse(std::string_view text) {
  auto value = parse_text(text, 0, kParagraphMax, Lines::many);
  if (!value) return std::unexpected(std::move(value).error());
  return Paragraph{*std::move(value)};
}
TextSchema Paragraph::schema() { return {0, kParagraphMax}; }

std::expected<Email, TextFault> Email::parse(std::string_view text) {
  auto value = parse_text(text, 1, kEmailMax, Lines::one);
  if (!value) return std::unexpected(std::move(value).error());
  if (value->size() > kEmailMax) return fault("too_long", "At most 254 bytes.");
  const auto at = value->rfind('@');
  if (at == std::string::npos || has_invisible(*value) ||
      !is_local_part(std::string_view(*value).substr(0, at)) ||
      !is_domain(std::string_view(*value).substr(at + 1))) {
    return fault("invalid_format", "This is not an e-mail address.");
  }
  if (!is_ascii(std::string_view(*value).substr(0, at))) {
    return fault("invalid_format",
                 "Mail servers do not deliver to letters like these before the @. Please use an "
                 "address with the letters a to z there.");
  }
  const auto domain = ascii_domain(std::string_view(*value).substr(at + 1));
  if (!domain) return fault("invalid_format", "This is not an e-mail address.");
  value->replace(at + 1, std::string::npos, *domain);
  if (value->size() > kEmailMax) return fault("too_long", "At most 254 bytes.");
  return Email{*std::move(value)};
}
TextSchema Email::schema() { return {3, kEmailMax, {}, "email"}; }

namespace {

// Source: ITU-T E.164: at most 15 digits, none of which is a 0 at the beginning; the shortest
// numbers in use have seven with their country code.
constexpr std::size_t kInternationalDigitsMin = 7;
constexpr std::size_t kPhoneDigitsMin = 5;
constexpr std::size_t kPhoneDigitsMax = 15;
constexpr std::size_t kExtensionDigitsMax = 7;

// What stands between digits: spaces and hyphens of all kinds become plain ones.
std::string with_plain_signs(std::string_view text) {
  std::string plain(text);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSigns{{{"\u00a0", " "},
                                                                                  {"\u2007", " "},
                                                                                  {"\u2009", " "},
                                                                                  {"\u202f", " "},
                                                                                  {"\u2010", "-"},
                                                                                  {"\u2011", "-"},
                                                                                  {"\u2012", "-"},
                                                                                  {"\u2013", "-"},
                                                                                  {"\u2014", "-"},
                                                                                  {"\uff0b", "+"}}};
  for (const auto& [from, to] : kSigns) {
    for (auto at = plain.find(from); at != std::string::npos; at = plain.find(from, at))
      plain.replace(at, from.size(), to);
  }
  return plain;
}

// Takes "ext. 5", "x5" or "#5" off the end; nothing when there is an extension that is none.
std::optional<std::string> take_extension(std::string& number) {
  const auto at = number.find_first_of("eExX#;");
  if (at == std::string::npos) return "";
  const std::string tail = fold_case(std::string_view(number).substr(at));
  number.resize(at);
  for (const std::string_view word : {"extension", ";ext=", "ext.", "ext", "x", "#"}) {
    if (!tail.starts_with(word)) continue;
    const std::string_view digits = trimmed(std::string_view(tail).substr(word.size()));
    const bool sound = !digits.empty() && digits.size() <= kExtensionDigitsMax &&
                       digits.find_first_not_of("0123456789") == std::string_view::npos;
    return sound ? std::optional(std::string(digits)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::expected<Phone, TextFault> Phone::parse(std::string_view text) {
  const auto none = fault("invalid_format", "This is not a telephone number.");
  std::string number = with_plain_signs(text);
  number = trimmed(number);
  if (number.size() < kPhoneDigitsMin) return fault("too_short", "At least 5 characters.");
  if (number.size() > kPhoneMax) return fault("too_long", "At most 40 characters.");
  const auto extension = take_extension(number);
  if (!extension) return none;
  number = trimmed(number);
  if (number.find_first_not_of("0123456789 +-.()/") != std::string::npos ||
      number.find('+', 1) != std::string::npos) {
    return none;
  }
  const bool international = number.starts_with('+') || number.starts_with("00");
  // "+49 (0)30": the 0 is for callers from within the country.
  if (const auto zero = number.find("(0)"); international && zero != std::string::npos)
    number.erase(zero, 3);
  std::string digits;
  for (const char c : number)
    if (c >= '0' && c <= '9') digits += c;
  if (number.starts_with("00")) digits.erase(0, 2);
  const auto least = international ? kInternationalDigitsMin : kPhoneDigitsMin;
  if (digits.size() < least || digits.size() > kPhoneDigitsMax) return none;
  if (international && digits.starts_with('0')) return none;
  // Whose country it is without its code, only who typed it knows: it stays as it was written.
  std::string value = international ? "+" + digits : number;
  if (!extension->empty()) value += " ext. " + *extension;
  return Phone{std::move(value)};
}
TextSchema Phone::schema() { return {kPhoneDigitsMin, kPhoneMax}; }

std::expected<Slug, TextFault> Slug::parse(std::string_view text) {
  if (text.empty()) return fault("too_short", "This must not be empty.");
  if (text.size() > 100) return fault("too_long", "At most 100 characters.");
  if (!std::ranges::all_of(text, is_slug_char)) {
    return fault("invalid_format", "Only the letters a-z, digits and hyphens.");
  }
  return Slug{std::string(text)};
}
TextSchema Slug::schema() { return {1, 100, "^[a-z0-9-]{1,100}$", {}}; }

std::expected<HexColor, TextFault> HexColor::parse(std::string_view text) {
  std::string value(text);
  bool right = value.size() == 7 && value.front() == '#';
  for (std::size_t i = 1; right && i < value.size(); ++i) {
    if (value[i] >= 'A' && value[i] <= 'F') value[i] = static_cast<char>(value[i] - 'A' + 'a');
    right = (value[i] >= '0' && value[i] <= '9') || (value[i] >= 'a' && value[i] <= 'f');
  }
  if (!right) return fault("invalid_format", "A colour is written #rrggbb.");
  return HexColor{std::move(value)};
}
TextSchema HexColor::schema() { return {7, 7, "^#[0-9a-fA-F]{6}$", {}}; }

std::expected<HttpUrl, TextFault> HttpUrl::parse(std::string_view text) {
  const std::string_view value = trimmed(text);
  if (value.empty()) return fault("too_short", "This must not be empty.");
  if (value.size() > kUrlMax) return fault("too_long", "At most 2000 characters.");
  const auto url = boost::urls::parse_uri(value);
  if (!url || (url->scheme() != "http" && url->scheme() != "https") || url->has_userinfo() ||
      url->encoded_host().empty()) {
    return fault("invalid_format", "An address begins with https:// or http://.");
  }
  return HttpUrl{std::string(value)};
}
TextSchema HttpUrl::schema() { return {1, kUrlMax, "^https?://", "uri"}; }

std::expected<Password, TextFault> Password::parse(std::string_view text) {
  if (text.size() < 8) return fault("too_short", "A password has at least 8 characters.");
  if (text.size() > 1024) return fault("too_long", "A password has at most 1024 bytes.");
  if (!is_valid_utf8(text)) return fault("invalid_format", "This is not valid UTF-8.");
  return Password{std::string(text)};
}
TextSchema Password::schema() { return {8, 1024, {}, "password"}; }

std::expected<Code, TextFault> Code::parse(std::string_view text) {
  const std::string_view value = trimmed(text);
  if (value.empty()) return fault("too_short", "This must not be empty.");
  if (value.size() > 100) return fault("too_long", "At most 100 characters.");
  if (!std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7f; })) {
    return fault("invalid_format", "Only visible ASCII characters, without spaces.");
  }
  return Code{std::string(value)};
}
TextSchema Code::schema() { return {1, 100, "^[!-~]{1,100}$", {}}; }

bool is_storable(std::string_view text) {
  return text.find('\0') == std::string_view::npos && (is_ascii(text) || is_valid_utf8(text));
}

std::string storable(std::string_view text) {
  if (is_storable(text)) return std::string(text);
  std::string kept;
  each_code_point(text, [&kept](UChar32 c) {
    if (c != 0) append_utf8(kept, c);
  });
  return kept;
}

std::string_view cut_text(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  constexpr std::size_t kBytesOfOneMax = 4;
  const auto continues = [&text](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
  };
  std::size_t end = max_bytes;
  for (std::size_t back = 1; back < kBytesOfOneMax && end > 0 && continues(end); ++back) --end;
  // More of them than a character has: no text anyway.
  return text.substr(0, continues(end) ? max_bytes : end);
}

bool is_valid_utf8(std::string_view text) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  while (at < length) {
    UChar32 c = 0;
    U8_NEXT(text.data(), at, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string nfc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  return normalized(text, true);
}

std::string fold_case(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::CaseMap::utf8Fold(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                         sink, nullptr, status);
  USHER_ASSERT(U_SUCCESS(status));
  return out;
}

std::string fold_for_search(std::string_view text) { return plain(text); }

std::string slug_from(std::string_view title) {
  // A transliterator is dear to make and must not be shared between threads at work.
  static std::mutex guard;
  static const std::unique_ptr<icu::Transliterator> to_latin = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    USHER_ASSERT(U_SUCCESS(status) && made != nullptr);
    return made;
  }();
  auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(title.data(), static_cast<std::int32_t>(title.size())));
  {
    const std::scoped_lock lock(guard);
    to_latin->transliterate(wide);
  }
  std::string latin;
  wide.toUTF8String(latin);
  std::string slug;
  for (const char c : latin) {
    if (c == '\'') continue;
    if (c != '-' && is_slug_char(c)) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
    if (slug.size() == 100) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "untitled" : slug;
}

namespace {

// Builds the key of natural_sort_key out of runs that are digits, letters or anything else. Each
// run says its kind and whatever must be compared before its characters (how many digits, how many
// letters of a short run), so that byte order is the wanted order:
//   '\x01' end < '!' others < 'D' digits < 'L' letters
class SortKey {
 public:
  void take(UChar32 c) {
    const std::int32_t digit = u_charDigitValue(c);
    if (digit >= 0) {
      enter(Kind::digits);
      // Leading zeros say nothing about the value; the tie-break at the end remembers them.
      if (digit > 0 || !run_.empty()) run_ += static_cast<char>('0' + digit);
    } else if (u_isalpha(c) != 0 || (u_getCombiningClass(c) != 0 && kind_ == Kind::letters)) {
      enter(Kind::letters);
      append_utf8(run_, c);
      ++letters_;
    } else {
      enter(Kind::other);
      run_ += '!';
      append_utf8(run_, u_isUWhiteSpace(c) != 0 ? ' ' : c);
    }
  }

  std::string finish(std::string_view original) {
    enter(Kind::none);
    key_ += '\x01';
    return key_.append(original);
  }

 private:
  enum class Kind { none, other, digits, letters };
  static constexpr std::size_t kShortRun = 3;

  void enter(Kind kind) {
    if (kind == kind_) return;
    if (kind_ == Kind::digits) {
      key_ += fmt::format("D{:05}{}", run_.size(), run_);
    } else if (kind_ == Kind::letters && letters_ <= kShortRun) {
      key_ += fmt::format("L{}{}", letters_, run_);
    } else if (kind_ == Kind::letters) {
      // A word ends with a blank, which is lower than any letter, so that "ball" is before "balls".
      key_ += "L9" + run_ + ' ';
    } else {
      key_ += run_;
    }
    run_.clear();
    letters_ = 0;
    kind_ = kind;
  }

  std::string key_;
  std::string run_;
  std::size_t letters_ = 0;
  Kind kind_ = Kind::none;
};

}  // namespace

std::string natural_sort_key(std::string_view text) {
  SortKey key;
  each_code_point(plain(text), [&](UChar32 c) { key.take(c); });
  return key.finish(nfc(text));
}

std::strong_ordering natural_compare(std::string_view a, std::string_view b) {
  return natural_sort_key(a) <=> natural_sort_key(b);
}

std::string email_subject(std::string_view email) {
  std::string folded = email_key(trimmed(email));
  const auto at = folded.rfind('@');
  const auto plus = folded.find('+');
  if (at != std::string::npos && plus != std::string::npos && plus > 0 && plus < at) {
    folded.erase(plus, at - plus);
  }
  return folded;
}

}  // namespace usher

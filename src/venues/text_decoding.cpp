#include "venues/text_decoding.hpp"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"

namespace usher::venues {
namespace {

constexpr std::array<std::string_view, 5> kByMark{"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE",
                                                  "UTF-32BE"};
// Offered when a file does not say what it is; in the order of how often they are met.
constexpr std::array<std::string_view, 10> kCodePages{
    "windows-1252", "macintosh",    "windows-1250", "IBM850", "windows-1251",
    "windows-1253", "windows-1254", "Shift_JIS",    "Big5",   "GB18030"};
constexpr std::size_t kChoicesMax = 5;
constexpr std::size_t kSampleLines = 3;
constexpr std::size_t kSampleBytes = 120;

std::unexpected<DecodingFault> fault(std::string code, std::string detail, std::size_t line = 1) {
  return std::unexpected(DecodingFault{line, std::move(code), std::move(detail), {}});
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// Nothing when some byte means nothing there.
std::optional<std::string> convert(std::string_view bytes, std::string_view encoding) {
  UErrorCode error = U_ZERO_ERROR;
  const std::string name(encoding);
  const std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(name.c_str(), &error));
  if (U_FAILURE(error) != 0) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  const auto size = static_cast<std::int32_t>(bytes.size());
  icu::UnicodeString text;
  // No code page makes more than one code unit of a byte.
  char16_t* const buffer = text.getBuffer(size + 1);
  const auto length = ucnv_toUChars(converter.get(), buffer, size + 1, bytes.data(), size, &error);
  text.releaseBuffer(U_SUCCESS(error) != 0 ? length : 0);
  if (U_FAILURE(error) != 0) return std::nullopt;
  std::string out;
  text.toUTF8String(out);
  return out;
}

struct Mark {
  std::string_view bytes;
  std::string_view encoding;
};
// The longer ones first: UTF-16's mark is how that of UTF-32 begins.
constexpr std::array kMarks{Mark{{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
                            Mark{{"\0\0\xFE\xFF", 4}, "UTF-32BE"}, Mark{"\xEF\xBB\xBF", "UTF-8"},
                            Mark{"\xFF\xFE", "UTF-16LE"}, Mark{"\xFE\xFF", "UTF-16BE"}};

std::size_t line_of(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  // Old Macs end lines by a carriage return alone.
  const char end = text.contains('\n') ? '\n' : '\r';
  return 1 + static_cast<std::size_t>(std::ranges::count(before, end));
}

// Where the text stops being UTF-8.
std::size_t first_bad_byte(std::string_view text) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  while (at < length) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, length, c);
    if (c < 0) return static_cast<std::size_t>(begin);
  }
  return text.size();
}

// UTF-16 without a mark: every second byte of Western text is zero.
std::optional<std::string_view> zero_pattern(std::string_view bytes) {
  const auto some = bytes.substr(0, 4'000);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < some.size(); ++i) zeros[i % 2] += some[i] == '\0' ? 1 : 0;
  if (zeros[1] * 4 > some.size() && zeros[0] == 0) return "UTF-16LE";
  if (zeros[0] * 4 > some.size() && zeros[1] == 0) return "UTF-16BE";
  return std::nullopt;
}

// How much a decoded text looks like words that people write.
int likelihood(std::string_view text) {
  int score = 0;
  bool after_small = false;
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < length;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), at, length, c);
    const bool small = u_islower(c) != 0;
    if (c >= 0x80) {
      const auto kind = u_charType(c);
      if (kind == U_CONTROL_CHAR || kind == U_PRIVATE_USE_CHAR || kind == U_UNASSIGNED)
        score -= 5;
      else if (u_isalpha(c) != 0)
        score += u_isupper(c) != 0 && after_small ? -2 : 2;
      else
        score += u_ispunct(c) != 0 || kind == U_CURRENCY_SYMBOL ? 1 : -1;
    }
    after_small = small;
  }
  return score;
}

// The first lines with anything but ASCII, and all such lines for judging.
std::vector<std::string_view> telling_lines(std::string_view bytes, std::size_t most) {
  std::vector<std::string_view> lines;
  while (!bytes.empty() && lines.size() < most) {
    const auto end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    const auto line = bytes.substr(0, end);
    if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
      lines.push_back(line.substr(0, kSampleBytes));
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

std::vector<EncodingChoice> likely_encodings(std::string_view bytes) {
  constexpr std::size_t kJudged = 200;
  const auto lines = telling_lines(bytes, kJudged);
  std::vector<std::pair<int, EncodingChoice>> judged;
  for (const auto page : kCodePages) {
    EncodingChoice choice{std::string(page), {}};
    int score = 0;
    bool fits = true;
    for (const auto line : lines) {
      const auto text = convert(line, page);
      fits = fits && text;
      if (!fits) break;
      score += likelihood(*text);
      if (choice.sample.size() < kSampleLines) choice.sample.push_back(*text);
    }
    if (fits) judged.emplace_back(score, std::move(choice));
  }
  // Of two that are as likely the one that is met more often.
  std::vector<EncodingChoice> choices;
  while (!judged.empty() && choices.size() < kChoicesMax) {
    const auto best =
        std::ranges::max_element(judged, {}, [](const auto& each) { return each.first; });
    choices.push_back(std::move(best->second));
    judged.erase(best);
  }
  return choices;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_web_page(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '<') return false;
  const std::string begin = fold_case(nfc(text.substr(first, 200)));
  return std::ranges::any_of(std::array<std::string_view, 7>{"<!doctype", "<html", "<table",
                                                             "<head", "<meta", "<body", "<?xml"},
                             [&](std::string_view tag) { return begin.starts_with(tag); });
}

// Files that are none of text; what they are is in their first bytes.
std::optional<DecodingFault> known_kind(std::string_view bytes) {
  constexpr std::string_view kOldOffice{"\xD0\xCF\x11\xE0", 4};
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with(kOldOffice)) {
    return DecodingFault{1,
                         "is_spreadsheet",
                         "This is a spreadsheet's own file. Save it there as CSV, and choose that.",
                         {}};
  }
  if (bytes.starts_with("%PDF")) {
    return DecodingFault{1, "is_pdf", "This is a PDF. Seats are read from CSV files.", {}};
  }
  return std::nullopt;
}

std::expected<DecodedText, DecodingFault> checked(std::string text, std::string_view encoding) {
  if (is_blank(text)) return fault("empty_file", "The file is empty.");
  if (is_web_page(text)) {
    return fault("is_web_page",
                 "This is a web page, though its name may end in .csv or .xls. "
                 "Open it in a spreadsheet and save it as CSV.");
  }
  if (text.contains('\0')) return fault("not_text", "This is no text file.");
  return DecodedText{std::move(text), std::string(encoding)};
}

}  // namespace

std::optional<std::string> known_encoding(std::string_view name) {
  const std::string wanted(name);
  const auto same = [&](std::string_view known) {
    return ucnv_compareNames(wanted.c_str(), std::string(known).c_str()) == 0;
  };
  for (const auto known : kByMark) {
    if (same(known)) return std::string(known);
  }
  // What calls itself so is Windows' code page. Source: WHATWG Encoding Standard, 4.2.
  if (same("ISO-8859-1") || same("US-ASCII")) return "windows-1252";
  // "cp1252", "ms-ansi", "mac" …: ICU knows what else a code page is called.
  const auto canonical = [](const std::string& any) {
    UErrorCode error = U_ZERO_ERROR;
    const char* first = ucnv_getAlias(any.c_str(), 0, &error);
    return std::string(U_SUCCESS(error) != 0 && first != nullptr ? first : "");
  };
  const auto meant = canonical(wanted);
  for (const auto known : kCodePages) {
    if (same(known) || (!meant.empty() && meant == canonical(std::string(known)))) {
      return std::string(known);
    }
  }
  return std::nullopt;
}

std::expected<DecodedText, DecodingFault> decode_text(std::string_view bytes,
                                                      std::string_view encoding) {
  if (auto kind = known_kind(bytes)) return std::unexpected(*std::move(kind));
  for (const auto& mark : kMarks) {
    if (!bytes.starts_with(mark.bytes)) continue;
    auto text = convert(bytes.substr(mark.bytes.size()), mark.encoding);
    if (text) return checked(*std::move(text), mark.encoding);
    return fault("not_that_encoding", "The file begins as " + std::string(mark.encoding) +
                                          ", but does not go on like that.");
  }
  if (!encoding.empty()) {
    auto text = convert(bytes, encoding);
    if (text) return checked(*std::move(text), encoding);
    return fault("not_that_encoding",
                 "The file is not in " + std::string(encoding) + ": some bytes mean nothing there.",
                 encoding == "UTF-8" ? line_of(bytes, first_bad_byte(bytes)) : 1);
  }
  if (const auto wide = zero_pattern(bytes)) {
    if (auto text = convert(bytes, *wide)) return checked(*std::move(text), *wide);
  }
  const auto bad = first_bad_byte(bytes);
  if (bad == bytes.size()) return checked(std::string(bytes), "UTF-8");
  if (bytes.contains('\0')) return fault("not_text", "This is no text file.");
  auto asked = fault("not_utf8",
                     "The file is not in UTF-8. Save it as \"CSV UTF-8\", or say which encoding "
                     "it has.",
                     line_of(bytes, bad));
  asked.error().choices = likely_encodings(bytes);
  return asked;
}

}  // namespace usher::venues

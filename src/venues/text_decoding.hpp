// Purpose: the text in a file that somebody saved with some program. Place: venues.
//
// Pure. What says what it is (a byte order mark) or can be only one thing (UTF-8) is decoded; for
// all else people are asked, with what each likely code page would make of it.
#pragma once
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

namespace usher::venues {

struct DecodedText {
  std::string text;      // valid UTF-8, without a byte order mark
  std::string encoding;  // "UTF-8", "UTF-16LE", "windows-1252" …
};

// What a file would say in an encoding.
struct EncodingChoice {
  std::string name;
  // The first lines in which encodings differ.
  std::vector<std::string> sample;
};
BOOST_DESCRIBE_STRUCT(EncodingChoice, (), (name, sample))

// Why a file cannot be read as text.
struct DecodingFault {
  std::size_t line = 1;
  // `empty_file`, `is_spreadsheet`, `is_web_page`, `is_pdf`, `not_text`, `not_utf8`,
  // `not_that_encoding`.
  std::string code;
  std::string detail;
  // Of `not_utf8`: the likeliest first.
  std::vector<EncodingChoice> choices;
};

// `encoding` is what somebody says that it is; empty: find out.
std::expected<DecodedText, DecodingFault> decode_text(std::string_view bytes,
                                                      std::string_view encoding = {});

// The name under which we know an encoding, however it is written; nullopt when we do not.
std::optional<std::string> known_encoding(std::string_view name);

}  // namespace usher::venues

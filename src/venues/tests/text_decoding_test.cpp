#include "venues/text_decoding.hpp"

#include <gtest/gtest.h>

#include "venues/tests/cases.hpp"

namespace usher::venues {
namespace {

std::string code_of(std::string_view bytes, std::string_view encoding = {}) {
  const auto decoded = decode_text(bytes, encoding);
  return decoded ? "fine" : decoded.error().code;
}

TEST(DecodeText, takes_what_says_what_it_is) {
  EXPECT_EQ(decode_text("\xEF\xBB\xBF"
                        "Größe")
                ->text,
            "Größe");
  const auto wide = decode_text(case_file("s04_utf16le_tabs.csv")).value();
  EXPECT_EQ(wide.encoding, "UTF-16LE");
  EXPECT_TRUE(
      wide.text.starts_with("section\trow\tseat\tcategory\tprice\r\nParkett\tA\t1\tKat. I\t"));
  EXPECT_EQ(decode_text(std::string_view("\xFE\xFF\0A\0\xE9", 6))->text, "Aé");
}

TEST(DecodeText, finds_utf16_without_a_mark) {
  const std::string bytes = case_file("s04_utf16le_tabs.csv").substr(2);
  EXPECT_EQ(decode_text(bytes)->encoding, "UTF-16LE");
}

TEST(DecodeText, asks_instead_of_guessing_and_offers_the_likely_first) {
  const auto western = decode_text(case_file("s03_windows1252_endash_euro.csv"));
  ASSERT_FALSE(western);
  EXPECT_EQ(western.error().code, "not_utf8");
  EXPECT_EQ(western.error().line, 2U);
  ASSERT_FALSE(western.error().choices.empty());
  EXPECT_EQ(western.error().choices[0].name, "windows-1252");
  EXPECT_EQ(western.error().choices[0].sample[0], "Café-Rang;A;A–1;Größe I;12,50 €");

  const auto mac = decode_text(case_file("s06_mac_cr_macroman.csv"));
  ASSERT_FALSE(mac);
  EXPECT_EQ(mac.error().choices[0].name, "macintosh");
  EXPECT_EQ(mac.error().choices[0].sample[0], "Größer Rang;AA;1;Kat. II;18,00");

  const auto broken = decode_text(case_file("s13c_bad_utf8.csv"));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().line, 4U);
}

TEST(DecodeText, takes_the_encoding_that_somebody_names) {
  const auto decoded =
      decode_text(case_file("s06_mac_cr_macroman.csv"), known_encoding("mac").value());
  ASSERT_TRUE(decoded);
  EXPECT_NE(decoded->text.find("Größer Rang"), std::string::npos);
  EXPECT_EQ(code_of("F\xFFll", "UTF-8"), "not_that_encoding");
  EXPECT_EQ(known_encoding("cp1252"), "windows-1252");
  EXPECT_EQ(known_encoding("ISO latin 99"), std::nullopt);
}

TEST(DecodeText, says_what_a_file_is_that_is_none_of_text) {
  EXPECT_EQ(code_of(""), "empty_file");
  EXPECT_EQ(code_of("\xEF\xBB\xBF\r\n"), "empty_file");
  EXPECT_EQ(code_of("PK\x03\x04rest of a workbook"), "is_spreadsheet");
  EXPECT_EQ(code_of("\xD0\xCF\x11\xE0\xA1\xB1"), "is_spreadsheet");
  EXPECT_EQ(code_of("\n<html><table><tr><td>A"), "is_web_page");
  EXPECT_EQ(code_of("%PDF-1.7"), "is_pdf");
  EXPECT_EQ(code_of(std::string_view("a,b\n1,\0\xFF\n", 10)), "not_text");
}

TEST(DecodeText, never_makes_a_character_of_what_it_cannot_read) {
  for (int byte = 0x80; byte < 0x100; ++byte) {
    const std::string bytes = std::string("a,") + static_cast<char>(byte) + "b";
    for (const char* encoding : {"", "UTF-8", "windows-1252", "macintosh", "Shift_JIS"}) {
      const auto decoded = decode_text(bytes, encoding);
      if (decoded) EXPECT_EQ(decoded->text.find("\xEF\xBF\xBD"), std::string::npos) << encoding;
    }
  }
}

}  // namespace
}  // namespace usher::venues

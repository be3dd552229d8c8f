// What names may be, and the order of rows and numbers (rule 34).
#include "base/text.hpp"

#include "base/email.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/properties.hpp"

namespace usher {
namespace {

TEST(LabelText, is_trimmed_and_composed) {
  EXPECT_EQ(Label::parse("  Balcony \t")->value, "Balcony");
  EXPECT_EQ(Label::parse("Zoe\u0308")->value, "Zo\u00eb");
  EXPECT_EQ(Label::parse("\u3000\u00a0東京\u200b")->value, "東京");
}

TEST(LabelText, refuses_what_is_empty_long_or_not_text) {
  EXPECT_EQ(Label::parse(" \n ").error().code, "too_short");
  EXPECT_EQ(Label::parse(std::string(201, 'x')).error().code, "too_long");
  std::string wide;
  for (int i = 0; i < 200; ++i) wide += "\u00eb";
  EXPECT_TRUE(Label::parse(wide));
  EXPECT_EQ(Label::parse("a\nb").error().code, "invalid_format");
  EXPECT_EQ(Label::parse(std::string("a\0b", 3)).error().code, "invalid_format");
  EXPECT_EQ(Label::parse("a\u202eb").error().code, "invalid_format");
  EXPECT_EQ(Label::parse("\xff\xfe").error().code, "invalid_format");
  EXPECT_EQ(Label::parse("\xed\xa0\x80").error().code, "invalid_format");
}

TEST(LabelText, keeps_what_scripts_need) {
  EXPECT_TRUE(Label::parse("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"));
  EXPECT_TRUE(Label::parse("👩‍👩‍👧 family"));
  EXPECT_TRUE(OptionalLabel::parse(""));
}

TEST(LabelText, parsing_twice_changes_nothing) {
  testing::check_property("holds for whatever is drawn", [] {
    const auto text = *rc::gen::arbitrary<std::string>();
    const auto once = Label::parse(text);
    if (!once) return;
    RC_ASSERT(Label::parse(once->value)->value == once->value);
    RC_ASSERT(code_points(once->value) >= 1);
    RC_ASSERT(code_points(once->value) <= 200);
  });
}

TEST(ParagraphText, keeps_lines_and_makes_their_ends_alike) {
  EXPECT_EQ(Paragraph::parse("a\r\nb\rc\n\td")->value, "a\nb\nc\n\td");
  EXPECT_EQ(Paragraph::parse("a\x1b[31m").error().code, "invalid_format");
}

TEST(EmailText, takes_plausible_addresses) {
  for (const char* good :
       {"a@b.co", " Jane.O'Hara+tickets@Example.COM ", "x@sub.example.museum", "yonghu@例子.广告",
        "a@xn--3e0b707e.xn--mgb9awbf", "a_b-c%d@x-y.example"}) {
    EXPECT_TRUE(Email::parse(good)) << good;
  }
  EXPECT_EQ(Email::parse(" a@b.co ")->value, "a@b.co");
}

TEST(EmailText, refuses_what_mail_cannot_reach) {
  for (const char* bad :
       {"a", "@b.co", "a@", "a@b", "a@b.1", "a b@c.de", "a@b..co", "a@-b.co", ".a@b.co", "a.@b.co",
        "a..b@c.de", "a@b@c.de", "a@b.co\r\nBcc: x@y.zz", "<a@b.co>", "a,b@c.de",
        // What cannot be seen, wherever it is, and what no server delivers to.
        "a\u00a0b@c.de", "a\u200bb@c.de", "ab\u2060@c.de", "ab@c\u00ad.de", "ab@c\u200b.de",
        "ab@c.de\u3164x", "\u202eab@c.de", "zo\u00eb@c.de", "用户@例子.广告", "a@a\uff0fb.de"}) {
    EXPECT_FALSE(Email::parse(bad)) << bad;
  }
  EXPECT_FALSE(Email::parse(std::string(65, 'a') + "@b.co"));
  EXPECT_FALSE(Email::parse("a@" + std::string(250, 'b') + ".co"));
}

TEST(PhoneText, takes_what_people_write) {
  for (const char* good : {"+1 (555) 123-4567", "12345", "+49 30 123456"}) {
    EXPECT_TRUE(Phone::parse(good)) << good;
  }
  for (const char* bad :
       {"1234", "call me", "555+1234", "-- -- --", "1234567890123456789012345678"}) {
    EXPECT_FALSE(Phone::parse(bad)) << bad;
  }
}

TEST(PhoneText, becomes_one_spelling_where_the_country_is_named) {
  const std::vector<std::pair<std::string_view, std::string_view>> spellings{
      {"0049-30/123 456", "+4930123456"},
      {"+49 (0)30 123456", "+4930123456"},
      {"+49\u00a030\u2013123456", "+4930123456"},
      {"\uff0b43 1 234567", "+431234567"},
      {"+1 (555) 123-4567 ext 5", "+15551234567 ext. 5"},
      {"+1.555.123.4567x89", "+15551234567 ext. 89"},
      {"+34 912 345 678 #12", "+34912345678 ext. 12"},
      {"tel", ""}};
  for (const auto& [written, expected] : spellings) {
    const auto phone = Phone::parse(written);
    EXPECT_EQ(phone ? phone->value : "", expected) << written;
    if (phone) EXPECT_EQ(Phone::parse(phone->value)->value, phone->value) << "twice";
  }
}

TEST(PhoneText, stays_as_it_was_written_where_it_does_not) {
  EXPECT_EQ(Phone::parse(" 030/123 456 ")->value, "030/123 456");
  EXPECT_EQ(Phone::parse("(555) 123-4567 x5")->value, "(555) 123-4567 ext. 5");
}

TEST(PhoneText, refuses_what_nobody_can_call) {
  for (const char* bad :
       {"+0 555 123 4567", "000 49 30 123456", "+49 30", "+1234567890123456", "+49 30 123456 ext",
        "+49 30 123456 ext 12345678", "+49 30 12E45", "+49 30 123456 #1#2"}) {
    EXPECT_FALSE(Phone::parse(bad)) << bad;
  }
}

TEST(SmallTexts, have_their_forms) {
  EXPECT_TRUE(Slug::parse("nut-cracker-2"));
  EXPECT_FALSE(Slug::parse("Nut"));
  EXPECT_EQ(HexColor::parse("#ABCdef")->value, "#abcdef");
  EXPECT_FALSE(HexColor::parse("#abcde"));
  EXPECT_FALSE(HexColor::parse("red"));
  EXPECT_TRUE(HttpUrl::parse("https://example.org/a.png?x=1"));
  EXPECT_FALSE(HttpUrl::parse("javascript:alert(1)"));
  EXPECT_FALSE(HttpUrl::parse("https://user:secret@example.org/"));
  EXPECT_FALSE(HttpUrl::parse("https:///x"));
  EXPECT_EQ(Password::parse(" pass word ")->value, " pass word ");
  EXPECT_EQ(Password::parse("short").error().code, "too_short");
  EXPECT_TRUE(Code::parse("A-1_x"));
  EXPECT_FALSE(Code::parse("a b"));
}

TEST(NaturalOrder, counts_rows_and_seats_as_people_do) {
  const std::vector<std::string> ordered{
      "1",  "01",  "2",       "10",        "100",        "A",        "a",   "A 1",
      "A1", "A2",  "A10",     "B",         "Z",          "AA",       "AA1", "AB",
      "ZZ", "AAA", "Balcony", "Balcony 2", "Balcony 10", "Orchestra"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = i + 1; j < ordered.size(); ++j) {
      if (ordered[i] == "1" && ordered[j] == "01") continue;  // equal in value: any fixed order
      EXPECT_TRUE(natural_compare(ordered[i], ordered[j]) < 0) << ordered[i] << " " << ordered[j];
    }
  }
}

TEST(NaturalOrder, puts_rows_a_to_z_before_aa) {
  std::vector<std::string> rows{"AA", "B", "AB", "Z", "A", "C"};
  std::ranges::sort(rows, [](const auto& a, const auto& b) { return natural_compare(a, b) < 0; });
  EXPECT_EQ(rows, (std::vector<std::string>{"A", "B", "C", "Z", "AA", "AB"}));
}

TEST(NaturalOrder, sorts_any_number_by_value) {
  testing::check_property("holds for whatever is drawn", [](std::uint32_t a, std::uint32_t b) {
    const auto text = [](std::uint32_t n) { return "Row " + std::to_string(n) + "x"; };
    RC_ASSERT((natural_compare(text(a), text(b)) < 0) == (a < b));
  });
}

TEST(NaturalOrder, sorts_letters_by_their_place_in_the_alphabet_of_rows) {
  const auto row_name = [](int n) {  // 0 is A, 25 is Z, 26 is AA: as in a spreadsheet
    std::string name;
    for (++n; n > 0; n = (n - 1) / 26)
      name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
    return name;
  };
  testing::check_property("holds for whatever is drawn", [&] {
    const int a = *rc::gen::inRange(0, 18'277);
    const int b = *rc::gen::inRange(0, 18'277);
    RC_ASSERT((natural_compare(row_name(a), row_name(b)) < 0) == (a < b));
  });
}

TEST(NaturalOrder, is_the_byte_order_of_keys_and_tells_different_labels_apart) {
  const auto piece = rc::gen::element<std::string>("A", "a", "AA", "Zoë", "1", "01", "10", " ", "-",
                                                   "é", "e\u0301", "東", "٣", "0", "balcony");
  testing::check_property("holds for whatever is drawn", [&] {
    const auto label = [&] {
      std::string out;
      for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece)) out += part;
      return nfc(out);
    };
    const std::string a = label();
    const std::string b = label();
    RC_ASSERT((natural_compare(a, b) == 0) == (a == b));
    RC_ASSERT((natural_compare(a, b) < 0) == (natural_compare(b, a) > 0));
    RC_ASSERT(is_valid_utf8(natural_sort_key(a)));
    RC_ASSERT(natural_sort_key(a).find('\0') == std::string::npos);
  });
}

TEST(Unicode, composes_and_folds) {
  EXPECT_EQ(nfc("e\u0301"), "\u00e9");
  EXPECT_EQ(fold_case("STRASSE"), fold_case("straße"));
  EXPECT_EQ(fold_for_search("Zoë Łódź"), fold_for_search("ZOE Łódz"));
  testing::check_property("holds for whatever is drawn", [](const std::string& text) {
    RC_ASSERT(is_valid_utf8(nfc(text)) || !is_valid_utf8(text));
    RC_ASSERT(nfc(nfc(text)) == nfc(text));
  });
}

TEST(SlugFromTitle, is_written_in_latin_letters) {
  EXPECT_EQ(slug_from("Der Nußknacker — 2026!"), "der-nussknacker-2026");
  EXPECT_EQ(slug_from("Лебединое озеро"), "lebedinoe-ozero");
  EXPECT_EQ(slug_from("Dancer's Day"), "dancers-day");
  EXPECT_EQ(slug_from("!!!"), "untitled");
  testing::check_property("holds for whatever is drawn", [](const std::string& text) {
    RC_ASSERT(Slug::parse(slug_from(text)).has_value());
  });
}

TEST(EmailText, keeps_the_domain_as_mail_servers_write_it) {
  EXPECT_EQ(Email::parse("Jane@B\u00fccher.DE")->value, "Jane@xn--bcher-kva.de");
  EXPECT_EQ(Email::parse("jane@xn--bcher-kva.de")->value, "jane@xn--bcher-kva.de");
  EXPECT_EQ(Email::parse("Jane@Example.COM")->value, "Jane@Example.COM");
}

TEST(EmailKey, is_the_same_for_both_spellings_of_a_domain) {
  EXPECT_EQ(email_key("jane@b\u00fccher.de"), email_key("Jane@XN--Bcher-KVA.de"));
  EXPECT_EQ(email_key("jane@bu\u0308cher.de"), email_key("jane@b\u00dcCHER.de"));
  EXPECT_EQ(readable_email("jane@xn--bcher-kva.de"), "jane@b\u00fccher.de");
  EXPECT_NE(email_key("jane@bucher.de"), email_key("jane@b\u00fccher.de"));
}

TEST(EmailSubject, is_one_person_whatever_the_case_and_tag) {
  EXPECT_EQ(email_subject("Jane+a@Example.com"), email_subject("jane+b@example.COM "));
  EXPECT_NE(email_subject("jane@example.com"), email_subject("john@example.com"));
  EXPECT_EQ(email_subject("+a@example.com"), "+a@example.com");
  EXPECT_EQ(email_subject("a+b@b\u00fccher.de"), email_subject("a@xn--bcher-kva.de"));
}

}  // namespace
TEST(StorableText, is_utf8_without_zeros_whatever_came) {
  EXPECT_TRUE(is_storable("Zoë ∎"));
  EXPECT_FALSE(is_storable(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_storable("M\xfcnchen"));
  EXPECT_EQ(storable("Zoë"), "Zoë");
  EXPECT_EQ(storable(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(storable("M\xfcnchen"), "M\xEF\xBF\xBDnchen");
  EXPECT_EQ(storable("cut \xe2\x88"), "cut \xEF\xBF\xBD");
  EXPECT_EQ(storable("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  rc::check("any bytes", [](const std::string& bytes) { RC_ASSERT(is_storable(storable(bytes))); });
}

TEST(StorableText, is_cut_between_characters) {
  EXPECT_EQ(cut_text("abc", 3), "abc");
  EXPECT_EQ(cut_text("abcd", 3), "abc");
  EXPECT_EQ(cut_text("aé", 2), "a");
  EXPECT_EQ(cut_text("a😀b", 4), "a");
  EXPECT_EQ(cut_text("a😀b", 5), "a😀");
  EXPECT_EQ(cut_text("é", 0), "");
  EXPECT_EQ(cut_text("\x80\x80\x80\x80\x80", 4), "\x80\x80\x80\x80");
}

}  // namespace usher

#include "notifications/mime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

namespace usher::notifications {
namespace {

Mail mail() {
  Mail made{.from = {"Große Oper", "tickets@example.org"},
            .to = {"Zoë O'Hara", "zoe@example.org"},
            .subject = "Your tickets",
            .message_id = "abc@example.org",
            .date = {1798137000000},  // 2026-12-24T18:30:00Z
            .text = "Hello\n",
            .html = "<p>Hello</p>\n"};
  return made;
}

bool lines_are_short(const std::string& text, std::size_t longest) {
  std::size_t from = 0;
  while (from < text.size()) {
    const auto end = text.find("\r\n", from);
    if (end == std::string::npos || end - from > longest) return false;
    from = end + 2;
  }
  return true;
}

TEST(MimeMail, names_its_parts_in_order) {
  Mail made = mail();
  made.images.push_back({"logo", "logo.png", "image/png", "PNG"});
  made.attachments.push_back({"tickets.pdf", "application/pdf", "PDF"});
  const std::string text = to_mime(made);
  std::size_t at = 0;
  for (const auto* part :
       {"From: ", "To: ", "Subject: Your tickets\r\n", "Date: Thu, 24 Dec 2026 18:30:00 +0000\r\n",
        "Message-ID: <abc@example.org>\r\n", "multipart/mixed", "multipart/alternative",
        "text/plain", "multipart/related", "text/html", "Content-ID: <logo>", "application/pdf"}) {
    const auto found = text.find(part, at);
    ASSERT_NE(found, std::string::npos) << part;
    at = found;
  }
  EXPECT_EQ(to_mime(made), text);
}

TEST(MimeMail, cannot_be_given_headers_by_names_and_subjects) {
  Mail made = mail();
  made.subject = "Hi\r\nBcc: all@example.org";
  made.to.name = "Zoe\r\nBcc: all@example.org";
  made.attachments.push_back({"a\r\nX-Evil: 1.pdf", "application/pdf", "x"});
  const std::string text = to_mime(made);
  EXPECT_EQ(text.find("\r\nBcc"), std::string::npos);
  EXPECT_EQ(text.find("\r\nX-Evil"), std::string::npos);
}

TEST(MimeMail, keeps_lines_with_encoded_words_within_76_characters) {
  Mail made = mail();
  made.subject = made.from.name = made.to.name = "";
  for (int i = 0; i < 40; ++i) made.subject += i % 3 == 0 ? "\u5c71" : "\u00e9";
  made.from.name = made.to.name = made.subject;
  made.reply_to = MailAddress{made.subject, "office@example.org"};
  made.attachments.push_back({made.subject + ".pdf", "application/pdf", "x"});
  const std::string text = to_mime(made);
  std::istringstream lines(text);
  int encoded = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.contains("=?UTF-8?B?")) continue;
    ++encoded;
    EXPECT_LE(line.size(), 77U) << line;  // with the \r
  }
  EXPECT_GE(encoded, 8);
}

TEST(MimeMail, offers_to_end_only_what_one_can_end) {
  EXPECT_FALSE(to_mime(mail()).contains("List-Unsubscribe"));
  Mail made = mail();
  made.unsubscribe_url = "https://example.org/u";
  EXPECT_TRUE(
      to_mime(made).contains("List-Unsubscribe: <https://example.org/u>\r\n"
                             "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

RC_GTEST_PROP(MimeMailProperty, has_short_ascii_lines_whatever_it_says,
              (const std::string& subject, const std::string& text, const std::string& name)) {
  Mail made = mail();
  made.subject = subject;
  made.text = text;
  made.html = text;
  made.to.name = name;
  made.attachments.push_back({name, "application/pdf", text});
  const std::string out = to_mime(made);
  RC_ASSERT(lines_are_short(out, 998));
  for (const char c : out) {
    const auto byte = static_cast<unsigned char>(c);
    RC_ASSERT(byte < 0x7f && (byte >= 0x20 || c == '\r' || c == '\n' || c == '\t'));
  }
}

TEST(MailAddress, is_read_with_and_without_a_name) {
  const auto full = MailAddress::parse(" \"Große Oper\" <tickets@example.org> ");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->name, "Große Oper");
  EXPECT_EQ(full->address, "tickets@example.org");
  EXPECT_EQ(MailAddress::parse("tickets@example.org")->name, "");
  for (const auto* text : {"", "Oper", "Oper <>", "Oper <a@b.co", "Oper <nobody>"}) {
    EXPECT_FALSE(MailAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace usher::notifications

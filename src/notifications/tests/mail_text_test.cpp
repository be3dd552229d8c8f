#include "notifications/mail_text.hpp"

#include <gtest/gtest.h>

namespace usher::notifications {
namespace {

const MailHouse kHouse{"Grand <Opera>", "https://opera.example"};

template <class F>
void for_each_template(F check) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<MessageKind>>([&](auto entry) {
    for (const auto language : kMailLanguages) check(entry.value, std::string(language));
  });
}

TEST(MailText, of_every_kind_and_language_can_be_written) {
  for_each_template([](MessageKind kind, const std::string& language) {
    const auto mail =
        write_mail(default_template(kind, language), sample_mail_data(language, kHouse));
    ASSERT_TRUE(mail) << mail.error().front().detail;
    for (const auto& part : {mail->subject, mail->text, mail->html}) {
      EXPECT_FALSE(part.empty());
      EXPECT_EQ(part.find("{{"), std::string::npos) << part;
    }
    EXPECT_TRUE(mail->html.starts_with("<!doctype html>\n<html lang=\"" + language));
    EXPECT_TRUE(mail->html.contains("Grand &lt;Opera&gt;"));
    EXPECT_TRUE(mail->html.contains("class=\"title\" style=\"margin"));
  });
}

TEST(MailText, of_every_kind_bears_that_nothing_is_known) {
  for_each_template([](MessageKind kind, const std::string& language) {
    MailData nothing;
    nothing.language = language;
    EXPECT_TRUE(write_mail(default_template(kind, language), nothing));
  });
}

TEST(MailText, is_set_into_the_layout_unless_it_is_a_page_itself) {
  const auto data = sample_mail_data("en", kHouse);
  EXPECT_TRUE(write_mail({"s", "t", "<p>x</p>"}, data)->html.contains("cid:logo"));
  EXPECT_EQ(write_mail({"s", "t", "<!DOCTYPE html><p>x</p>"}, data)->html,
            "<!DOCTYPE html><p>x</p>");
}

TEST(MailText, leaves_styles_alone_that_an_element_has) {
  const auto data = sample_mail_data("en", kHouse);
  const auto mail =
      write_mail({"s", "t", R"(<html><p class="text" style="margin:1px">x</p>)"}, data);
  EXPECT_EQ(mail->html, R"(<html><p class="text" style="margin:1px">x</p>)");
}

TEST(MailText, names_every_fault_with_its_part) {
  const auto faults = faults_of({"a\nb", "{{nobody}}", " "});
  ASSERT_EQ(faults.size(), 3);
  EXPECT_EQ(faults[0].field, "text");
  EXPECT_EQ(faults[0].code, "unknown_variable");
  EXPECT_EQ(faults[1].field, "html");
  EXPECT_EQ(faults[2].field, "subject");
}

TEST(MailText, is_in_the_language_that_was_asked_for_or_the_house_speaks) {
  EXPECT_EQ(mail_language("es-MX", "en"), "es");
  EXPECT_EQ(mail_language("ES", "en"), "es");
  EXPECT_EQ(mail_language("de", "es-ES"), "es");
  EXPECT_EQ(mail_language("", "fr"), "en");
}

}  // namespace
}  // namespace usher::notifications

// Purpose: from a template and what it is about to subject, text and HTML of a mail; and the
// templates that the binary brings. Place: notifications, pure.
#pragma once
#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "notifications/mail_data.hpp"
#include "notifications/mustache.hpp"
#include "notifications/types.hpp"

namespace usher::notifications {

// What mails are written in.
inline constexpr std::array<std::string_view, 2> kMailLanguages{"en", "es"};

// The language of these that a BCP 47 tag means; that of `fallback`, else English, for others.
std::string_view mail_language(std::string_view tag, std::string_view fallback);

// The source of one mail. HTML that is no whole page (`<!doctype html>…`) is set into the layout of
// the house, and classes that the layout knows become styles.
struct MailTemplate {
  std::string subject;
  std::string text;
  std::string html;
};

// `language` is one of kMailLanguages.
const MailTemplate& default_template(MessageKind kind, std::string_view language);

struct MailText {
  std::string subject;
  std::string text;
  std::string html;
};

// A fault of one of the three: `field` is subject, text or html.
struct MailTemplateFault {
  std::string field;
  std::int64_t line = 1;
  std::int64_t column = 1;
  std::string code;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(MailTemplateFault, (), (field, line, column, code, detail))

// All faults of a template at once; empty when it can be used.
std::vector<MailTemplateFault> faults_of(const MailTemplate& source);
// Errors: the faults, when it has any.
std::expected<MailText, std::vector<MailTemplateFault>> write_mail(const MailTemplate& source,
                                                                   const MailData& data);

// The picture that the layout shows as cid:logo.
InlineImage logo();

// A variable as the editor lists it.
struct MailVariable {
  std::string name;    // "order.number"; of a section's elements "tickets.seat"
  std::string sample;  // what the preview shows; "" for a section
  bool section = false;
};
BOOST_DESCRIBE_STRUCT(MailVariable, (), (name, sample, section))

std::vector<MailVariable> mail_variables(std::string_view language);

}  // namespace usher::notifications

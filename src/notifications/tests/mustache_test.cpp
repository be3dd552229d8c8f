#include "notifications/mustache.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace usher::notifications {
namespace {

const boost::json::value kKnown = boost::json::parse(
    R"({"name":"Zoë","order":{"number":"ORD-1","total":"5 €"},"tickets":[{"seat":"A1","free":true}],
        "note":"n"})");

std::string render(std::string_view text, std::string_view values,
                   Escaping escaping = Escaping::none) {
  const auto made = Template::parse(text, kKnown);
  EXPECT_TRUE(made) << text << ": " << (made ? "" : made.error().front().detail);
  return made ? made->render(boost::json::parse(values), escaping) : "";
}

TemplateFault fault_of(std::string_view text) {
  const auto made = Template::parse(text, kKnown);
  EXPECT_FALSE(made) << text;
  return made ? TemplateFault{} : made.error().front();
}

TEST(MailTemplate, puts_values_in_place_of_names) {
  EXPECT_EQ(
      render("Dear {{name}}, {{ order.number }}!", R"({"name":"Zoë","order":{"number":"7"}})"),
      "Dear Zoë, 7!");
  EXPECT_EQ(render("[{{note}}]", "{}"), "[]");
  EXPECT_EQ(render("[{{note}}]", R"({"note":null})"), "[]");
}

TEST(MailTemplate, repeats_sections_for_each_and_looks_outwards_for_names) {
  EXPECT_EQ(render("{{#tickets}}{{seat}} {{name}};{{/tickets}}",
                   R"({"name":"Z","tickets":[{"seat":"A1"},{"seat":"A2"}]})"),
            "A1 Z;A2 Z;");
  EXPECT_EQ(render("{{^tickets}}none{{/tickets}}", R"({"tickets":[]})"), "none");
  EXPECT_EQ(render("{{#note}}:{{note}}{{/note}}", R"({"note":""})"), "");
  EXPECT_EQ(render("{{#order}}{{number}}{{/order}}", R"({"order":{"number":"7"}})"), "7");
}

TEST(MailTemplate, takes_the_line_of_a_tag_that_stands_alone) {
  EXPECT_EQ(render("a\n{{#tickets}}\n- {{seat}}\n{{/tickets}}\nb\n",
                   R"({"tickets":[{"seat":"1"},{"seat":"2"}]})"),
            "a\n- 1\n- 2\nb\n");
  EXPECT_EQ(render("a\n  {{! remark }}\nb", "{}"), "a\nb");
  EXPECT_EQ(render("{{#tickets}}\n{{#free}}\nx\n{{/free}}\n{{/tickets}}\n",
                   R"({"tickets":[{"free":true}]})"),
            "x\n");
}

TEST(MailTemplate, escapes_values_for_html_and_never_reads_them_as_a_template) {
  EXPECT_EQ(render("<b>{{name}}</b>", R"({"name":"<script>\"'&{{order.total}}"})", Escaping::html),
            "<b>&lt;script&gt;&quot;&#39;&amp;{{order.total}}</b>");
}

TEST(MailTemplate, refuses_what_is_broken_and_says_where) {
  struct Case {
    std::string_view text;
    std::string_view code;
    std::size_t line;
    std::size_t column;
  };
  for (const auto& wanted : {
           Case{"a\nä {{name", "unclosed_tag", 2, 3},
           Case{"{{#tickets}}{{seat}}", "unclosed_section", 1, 1},
           Case{"x {{/tickets}}", "unexpected_close", 1, 3},
           Case{"{{#tickets}}\n{{#free}}\n{{/tickets}}{{/free}}", "unexpected_close", 3, 1},
           Case{"{{{name}}}", "raw_not_allowed", 1, 1},
           Case{"{{&name}}", "raw_not_allowed", 1, 1},
           Case{"{{>footer}}", "tag_not_allowed", 1, 1},
           Case{"{{=<% %>=}}", "tag_not_allowed", 1, 1},
           Case{"{{}}", "empty_tag", 1, 1},
           Case{"{{nmae}}", "unknown_variable", 1, 1},
           Case{"{{order.colour}}", "unknown_variable", 1, 1},
           Case{"{{seat}}", "unknown_variable", 1, 1},
           Case{"{{tickets}}", "unknown_variable", 1, 1},
           Case{"{{ na me }}", "unknown_variable", 1, 1},
       }) {
    const auto fault = fault_of(wanted.text);
    EXPECT_EQ(fault.code, wanted.code) << wanted.text;
    EXPECT_EQ(fault.line, wanted.line) << wanted.text;
    EXPECT_EQ(fault.column, wanted.column) << wanted.text;
  }
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "{{#order}}";
  EXPECT_EQ(fault_of(deep).code, "too_deep");
  EXPECT_EQ(fault_of(std::string(300'000, 'x')).code, "too_long");
}

TEST(MailTemplate, tells_all_faults_at_once) {
  const auto made = Template::parse("{{a}}\n{{b}}\n{{#tickets}}", kKnown);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().size(), 3);
}

}  // namespace
}  // namespace usher::notifications

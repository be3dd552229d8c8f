// Purpose: the templates of mails: a small, safe part of Mustache. Place: notifications, pure.
//
//   {{order.number}}                    a value, always escaped for the kind of text it goes into
//   {{#tickets}}…{{/tickets}}           once for each, or once when there is something
//   {{^tickets}}…{{/tickets}}           when there is nothing (also false, "" and an empty list)
//   {{! a remark }}
// There is no way to put a value in unescaped, none to include files, none to run anything. A tag
// that opens or closes a section alone on its line takes the line with it.
#pragma once
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace usher::notifications {

// What is wrong with a template, and where; counted from 1, columns in characters. `code` is
// unclosed_tag, empty_tag, unclosed_section, unexpected_close, raw_not_allowed,
// tag_not_allowed, unknown_variable, too_deep or too_long.
struct TemplateFault {
  std::size_t line = 1;
  std::size_t column = 1;
  std::string code;
  std::string detail;
};

enum class Escaping : std::uint8_t { none, html };

// Read once, rendered often. Immutable, so safe from all threads.
class Template {
 public:
  // `known` is an example of what it will be rendered with: a name that it does not have is a
  // fault, as are sections that do not end. All faults at once.
  static std::expected<Template, std::vector<TemplateFault>> parse(std::string_view text,
                                                                   const boost::json::value& known);

  std::string render(const boost::json::value& values, Escaping escaping) const;

 private:
  enum class Kind : std::uint8_t { text, value, section, inverted };
  struct Node {
    Kind kind = Kind::text;
    std::string text;     // of text; else the name
    std::size_t end = 0;  // of a section: one past its last node
  };
  friend class TemplateReader;
  friend class TemplateWriter;

  std::vector<Node> nodes_;
};

}  // namespace usher::notifications

#include "notifications/mustache.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/escape.hpp"
#include "base/text.hpp"

namespace usher::notifications {
namespace json = boost::json;
namespace {

constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kFaultsMax = 20;
constexpr std::size_t kLengthMax = 200'000;

using Scopes = std::vector<const json::value*>;

// A dotted name, looked for from the innermost section outwards; null when nothing has it.
const json::value* look_up(const Scopes& scopes, std::string_view name) {
  if (name == ".") return scopes.back();
  const auto head = name.substr(0, name.find('.'));
  for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
    const auto* object = (*scope)->if_object();
    const json::value* found = object ? object->if_contains(head) : nullptr;
    if (!found) continue;
    auto rest = name.substr(head.size());
    while (found && !rest.empty()) {
      rest.remove_prefix(1);
      const auto part = rest.substr(0, rest.find('.'));
      rest.remove_prefix(part.size());
      const auto* inner = found->if_object();
      found = inner ? inner->if_contains(part) : nullptr;
    }
    return found;
  }
  return nullptr;
}

bool says_something(const json::value* value) {
  if (!value || value->is_null()) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  if (const auto* text = value->if_string()) return !text->empty();
  if (const auto* list = value->if_array()) return !list->empty();
  return true;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

bool is_name(std::string_view name) {
  if (name == ".") return true;
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.contains(".."))
    return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  });
}

}  // namespace

// Reads a template once, from the front.
class TemplateReader {
 public:
  TemplateReader(std::string_view text, const json::value& known) : text_(text) {
    scopes_.push_back(&known);
  }

  std::expected<Template, std::vector<TemplateFault>> read() {
    if (text_.size() > kLengthMax) {
      fault(0, "too_long", fmt::format("A template has at most {} bytes.", kLengthMax));
      return std::unexpected(std::move(faults_));
    }
    while (at_ < text_.size() && faults_.size() < kFaultsMax) read_piece();
    for (const auto& open : open_) {
      fault(open.at, "unclosed_section",
            fmt::format("The section {{{{#{0}}}}} does not end; {{{{/{0}}}}} is missing.",
                        open.name));
    }
    if (!faults_.empty()) return std::unexpected(std::move(faults_));
    return std::move(made_);
  }

 private:
  struct Open {
    std::string name;
    std::size_t node;
    std::size_t at;
    bool scoped;
  };

  void read_piece() {
    const std::size_t start = text_.find("{{", at_);
    if (start == std::string_view::npos) {
      add_text(text_.substr(at_));
      at_ = text_.size();
      return;
    }
    const bool raw = text_.substr(start).starts_with("{{{");
    const std::size_t close = text_.find(raw ? "}}}" : "}}", start);
    if (close == std::string_view::npos) {
      fault(start, "unclosed_tag", "This tag does not end; }} is missing.");
      at_ = text_.size();
      return;
    }
    const std::size_t after = close + (raw ? 3 : 2);
    if (raw) {
      add_text(text_.substr(at_, start - at_));
      fault(start, "raw_not_allowed", "Values are always escaped: write {{name}}, not {{{name}}}.");
      at_ = after;
      return;
    }
    const auto inside = trimmed(text_.substr(start + 2, close - start - 2));
    const bool structural = !inside.empty() && std::string_view("#^/!").contains(inside.front());
    std::size_t text_end = start;
    at_end_ = after;
    if (structural) take_own_line(start, after, text_end);
    add_text(text_.substr(at_, text_end - at_));
    at_ = at_end_;
    read_tag(start, inside);
  }

  // A structural tag alone on its line goes with the line.
  void take_own_line(std::size_t start, std::size_t after, std::size_t& text_end) {
    const std::size_t newline_before = text_.substr(0, start).rfind('\n');
    const std::size_t line = newline_before == std::string_view::npos ? 0 : newline_before + 1;
    const std::size_t newline_after = text_.find('\n', after);
    const std::size_t end = newline_after == std::string_view::npos ? text_.size() : newline_after;
    if (line < at_ && line + (start - line) < at_) return;
    if (!is_blank(text_.substr(line, start - line)) || !is_blank(text_.substr(after, end - after)))
      return;
    text_end = std::max(line, at_);
    at_end_ = std::min(end + 1, text_.size());
  }

  void read_tag(std::size_t start, std::string_view inside) {
    if (inside.empty()) return fault(start, "empty_tag", "This tag names nothing.");
    const char sign = inside.front();
    if (sign == '!') return;
    if (sign == '&')
      return fault(start, "raw_not_allowed", "Values are always escaped: write {{name}}.");
    if (sign == '>' || sign == '=')
      return fault(start, "tag_not_allowed", "Templates here include nothing and keep {{ }}.");
    const bool structural = sign == '#' || sign == '^' || sign == '/';
    const auto name = structural ? trimmed(inside.substr(1)) : inside;
    if (!is_name(name)) {
      return fault(start, "unknown_variable",
                   fmt::format("\"{}\" is not the name of a variable.", name.substr(0, 60)));
    }
    if (sign == '/') return close_section(start, name);
    const auto* known = look_up(scopes_, name);
    if (!known) {
      fault(start, "unknown_variable", fmt::format("There is no variable \"{}\" here.", name));
    }
    if (!structural) {
      if (known && (known->is_object() || known->is_array())) {
        fault(start, "unknown_variable",
              fmt::format("\"{0}\" is not a single value; write {{{{#{0}}}}}.", name));
      }
      made_.nodes_.push_back({Template::Kind::value, std::string(name), 0});
      return;
    }
    open_section(start, sign, name, known);
  }

  void open_section(std::size_t start, char sign, std::string_view name, const json::value* known) {
    if (open_.size() >= kDepthMax)
      return fault(start, "too_deep", "Too many sections in sections.");
    // Inside a section stands one element of the example.
    const auto* list = known ? known->if_array() : nullptr;
    const json::value* inner = list && !list->empty() ? list->data() : known;
    const bool scoped = sign == '#' && inner != nullptr;
    if (scoped) scopes_.push_back(inner);
    open_.push_back({std::string(name), made_.nodes_.size(), start, scoped});
    made_.nodes_.push_back(
        {sign == '#' ? Template::Kind::section : Template::Kind::inverted, std::string(name), 0});
  }

  void close_section(std::size_t start, std::string_view name) {
    if (open_.empty() || open_.back().name != name) {
      fault(start, "unexpected_close",
            open_.empty() ? fmt::format("{{{{/{}}}}} ends nothing that was begun.", name)
                          : fmt::format("{{{{/{}}}}} stands where {{{{/{}}}}} must come first.",
                                        name, open_.back().name));
      return;
    }
    made_.nodes_[open_.back().node].end = made_.nodes_.size();
    if (open_.back().scoped) scopes_.pop_back();
    open_.pop_back();
  }

  void add_text(std::string_view text) {
    if (!text.empty()) made_.nodes_.push_back({Template::Kind::text, std::string(text), 0});
  }

  void fault(std::size_t at, std::string code, std::string detail) {
    const auto before = text_.substr(0, at);
    const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    faults_.push_back({static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
                       code_points(before.substr(line_start)) + 1, std::move(code),
                       std::move(detail)});
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::size_t at_end_ = 0;
  Scopes scopes_;
  std::vector<Open> open_;
  std::vector<TemplateFault> faults_;
  Template made_;
};

// Writes a template out with values.
class TemplateWriter {
 public:
  TemplateWriter(const std::vector<Template::Node>& nodes, Escaping escaping)
      : nodes_(nodes), escaping_(escaping) {}

  std::string write(const json::value& values) {
    scopes_.push_back(&values);
    range(0, nodes_.size());
    return std::move(out_);
  }

 private:
  // Recursion ends: the reader bounds the depth.
  void range(std::size_t from, std::size_t to) {  // NOLINT(misc-no-recursion)
    for (std::size_t i = from; i < to;) {
      const auto& node = nodes_[i];
      if (node.kind == Template::Kind::text) out_ += node.text;
      if (node.kind == Template::Kind::value) put(look_up(scopes_, node.text));
      const bool block =
          node.kind == Template::Kind::section || node.kind == Template::Kind::inverted;
      if (block) section(node, i + 1);
      i = block ? node.end : i + 1;
    }
  }

  void section(const Template::Node& node, std::size_t from) {  // NOLINT(misc-no-recursion)
    const auto* value = look_up(scopes_, node.text);
    const bool something = says_something(value);
    if (node.kind == Template::Kind::inverted) {
      if (!something) range(from, node.end);
      return;
    }
    if (!something) return;
    const auto* list = value->if_array();
    const std::size_t times = list ? list->size() : 1;
    for (std::size_t i = 0; i < times; ++i) {
      scopes_.push_back(list ? &(*list)[i] : value);
      range(from, node.end);
      scopes_.pop_back();
    }
  }

  void put(const json::value* value) {
    if (!value || value->is_null()) return;
    const auto* text = value->if_string();
    const std::string plain = text ? std::string(*text) : json::serialize(*value);
    out_ += escaping_ == Escaping::html ? escape_markup(plain) : plain;
  }

  const std::vector<Template::Node>& nodes_;
  const Escaping escaping_;
  Scopes scopes_;
  std::string out_;
};

std::expected<Template, std::vector<TemplateFault>> Template::parse(std::string_view text,
                                                                    const json::value& known) {
  return TemplateReader(text, known).read();
}

std::string Template::render(const json::value& values, Escaping escaping) const {
  return TemplateWriter(nodes_, escaping).write(values);
}

}  // namespace usher::notifications

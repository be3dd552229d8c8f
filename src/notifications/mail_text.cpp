#include "notifications/mail_text.hpp"

#include <algorithm>
#include <map>

#include "base/assert.hpp"
#include "base/json_binding.hpp"

namespace usher::notifications {
namespace json = boost::json;
namespace {

// Neither ninja nor ccache sees that an embedded file has changed: touch this one with it.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
constexpr char kEnglish[] = {
#embed "templates/en.mail"
};
constexpr char kSpanish[] = {
#embed "templates/es.mail"
};
constexpr char kLayout[] = {
#embed "templates/layout.html"
};
constexpr char kStyles[] = {
#embed "templates/styles.css"
};
constexpr char kLogo[] = {
#embed "templates/logo.png"
};
#pragma clang diagnostic pop

constexpr std::string_view kContentMark = "@content@\n";
constexpr std::size_t kSubjectMax = 300;

template <std::size_t kSize>
std::string_view view_of(const char (&bytes)[kSize]) {
  return {bytes, kSize};
}

using Pieces = std::map<std::string, std::string, std::less<>>;

// A file of "=== NAME" lines, each with the text that follows it.
Pieces pieces_of(std::string_view file) {
  Pieces pieces;
  std::string* piece = nullptr;
  while (!file.empty()) {
    const auto end = file.find('\n');
    const auto line = file.substr(0, end == std::string_view::npos ? file.size() : end + 1);
    file.remove_prefix(line.size());
    if (line.starts_with("=== ")) {
      piece = &pieces[std::string(line.substr(4, line.size() - 5))];
    } else {
      USHER_ASSERT(piece != nullptr);
      *piece += line;
    }
  }
  return pieces;
}

// Puts the pieces that several mails share where "{{> name}}" stands, on a line of its own.
std::string with_snippets(std::string text, const Pieces& pieces, std::string_view part) {
  constexpr std::string_view kOpen = "{{> ";
  constexpr std::string_view kClose = "}}\n";
  for (auto at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
    const auto end = text.find(kClose, at);
    USHER_ASSERT(end != std::string::npos);
    const std::string name = text.substr(at + kOpen.size(), end - at - kOpen.size());
    const auto found = pieces.find("snippet " + name + " " + std::string(part));
    USHER_ASSERT(found != pieces.end());
    text.replace(at, end + kClose.size() - at, found->second);
  }
  return text;
}

using Defaults = std::map<std::pair<MessageKind, std::string>, MailTemplate, std::less<>>;

Defaults read_defaults() {
  Defaults defaults;
  for (const auto& [language, file] :
       {std::pair{"en", view_of(kEnglish)}, std::pair{"es", view_of(kSpanish)}}) {
    const Pieces pieces = pieces_of(file);
    const auto piece = [&](std::string_view kind, std::string_view part) {
      const auto found = pieces.find(std::string(kind) + " " + std::string(part));
      USHER_ASSERT(found != pieces.end());
      return with_snippets(found->second, pieces, part);
    };
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<MessageKind>>([&](auto entry) {
      std::string subject = piece(entry.name, "subject");
      subject.pop_back();
      defaults[{entry.value, language}] = {std::move(subject), piece(entry.name, "text"),
                                           piece(entry.name, "html")};
    });
  }
  return defaults;
}

using Styles = std::map<std::string, std::string, std::less<>>;

// ".name { declarations }" lines; all else in the file is remarks.
Styles read_styles() {
  Styles styles;
  std::string_view file = view_of(kStyles);
  while (!file.empty()) {
    const auto end = file.find('\n');
    const auto line = file.substr(0, end);
    file.remove_prefix(end == std::string_view::npos ? file.size() : end + 1);
    const auto open = line.find(" { ");
    if (!line.starts_with('.') || open == std::string_view::npos) continue;
    styles.emplace(line.substr(1, open - 1), line.substr(open + 3, line.rfind(" }") - open - 3));
  }
  return styles;
}

// Writes the styles of known classes into the elements that have none of their own.
std::string with_styles(std::string_view html) {
  static const Styles styles = read_styles();
  constexpr std::string_view kAttribute = " class=\"";
  std::string out;
  std::size_t from = 0;
  while (true) {
    const auto at = html.find(kAttribute, from);
    const auto end = at == std::string_view::npos ? at : html.find('"', at + kAttribute.size());
    if (end == std::string_view::npos) return out += html.substr(from);
    out += html.substr(from, end + 1 - from);
    from = end + 1;
    const auto tag_start = html.rfind('<', at);
    const auto tag = html.substr(tag_start, html.find('>', end) - tag_start);
    if (tag.contains(" style=\"")) continue;
    std::string declarations;
    auto names = html.substr(at + kAttribute.size(), end - at - kAttribute.size());
    while (!names.empty()) {
      const auto name = names.substr(0, names.find(' '));
      names.remove_prefix(std::min(names.size(), name.size() + 1));
      if (const auto found = styles.find(name); found != styles.end())
        declarations += found->second;
    }
    if (!declarations.empty()) out += " style=\"" + declarations + "\"";
  }
}

json::object values_of(const MailData& data) {
  auto value = to_json_value(data);
  return std::move(value.as_object());
}

json::value known_values() {
  static const json::object known = [] {
    auto made = values_of(sample_mail_data("en", {"Usher", "https://tickets.example"}));
    made["subject"] = "…";
    return made;
  }();
  return known;
}

bool is_whole_page(std::string_view html) {
  const auto start = html.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return false;
  std::string head(html.substr(start, 9));
  std::ranges::transform(head, head.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return head.starts_with("<!doctype") || head.starts_with("<html");
}

// No more than one empty line in a row, and none at the ends.
std::string tidy_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool third = c == '\n' && (out.empty() || out.ends_with("\n\n"));
    if (!third) out += c;
  }
  while (out.ends_with('\n') || out.ends_with(' ')) out.pop_back();
  return out + "\n";
}

std::string in_layout(const std::string& content, const json::value& values) {
  static const auto parts = [] {
    const auto layout = view_of(kLayout);
    const auto mark = layout.find(kContentMark);
    USHER_ASSERT(mark != std::string_view::npos);
    auto top = Template::parse(layout.substr(0, mark), known_values());
    auto bottom = Template::parse(layout.substr(mark + kContentMark.size()), known_values());
    USHER_ASSERT(top && bottom);
    return std::pair{*std::move(top), *std::move(bottom)};
  }();
  return parts.first.render(values, Escaping::html) + content +
         parts.second.render(values, Escaping::html);
}

struct Parsed {
  Template subject;
  Template text;
  Template html;
};

std::expected<Parsed, std::vector<MailTemplateFault>> parse(const MailTemplate& source) {
  std::vector<MailTemplateFault> faults;
  const auto part = [&faults](std::string_view field, const std::string& text) {
    auto made = Template::parse(text, known_values());
    if (made) return *std::move(made);
    for (auto& fault : made.error()) {
      faults.push_back({std::string(field), static_cast<std::int64_t>(fault.line),
                        static_cast<std::int64_t>(fault.column), std::move(fault.code),
                        std::move(fault.detail)});
    }
    return Template();
  };
  Parsed made{part("subject", source.subject), part("text", source.text),
              part("html", source.html)};
  for (const auto& [field, text] :
       {std::pair{"subject", &source.subject}, std::pair{"text", &source.text},
        std::pair{"html", &source.html}}) {
    if (text->find_first_not_of(" \t\r\n") == std::string::npos)
      faults.push_back({field, 1, 1, "too_short", "This part says nothing."});
  }
  if (source.subject.find_first_of("\r\n") != std::string::npos)
    faults.push_back({"subject", 1, 1, "invalid_format", "A subject is a single line."});
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return made;
}

void list_variables(std::vector<MailVariable>& out, const std::string& path,
                    const json::value& value) {  // NOLINT(misc-no-recursion)
  if (const auto* object = value.if_object()) {
    if (!path.empty()) out.push_back({path, "", true});
    for (const auto& [name, inner] : *object)
      list_variables(out, path.empty() ? std::string(name) : path + "." + std::string(name), inner);
  } else if (const auto* list = value.if_array()) {
    if (!list->empty()) list_variables(out, path, list->front());
  } else if (const auto* text = value.if_string()) {
    out.push_back({path, std::string(*text), false});
  } else {
    out.push_back({path, "", true});
  }
}

}  // namespace

std::string_view mail_language(std::string_view tag, std::string_view fallback) {
  for (const auto wanted : {tag, fallback}) {
    const auto primary = wanted.substr(0, wanted.find_first_of("-_"));
    for (const auto language : kMailLanguages) {
      const bool same = std::ranges::equal(primary, language, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
      });
      if (same) return language;
    }
  }
  return kMailLanguages.front();
}

const MailTemplate& default_template(MessageKind kind, std::string_view language) {
  static const Defaults defaults = read_defaults();
  const auto found = defaults.find(std::pair{kind, std::string(language)});
  USHER_ASSERT(found != defaults.end());
  return found->second;
}

std::vector<MailTemplateFault> faults_of(const MailTemplate& source) {
  const auto parsed = parse(source);
  return parsed ? std::vector<MailTemplateFault>() : parsed.error();
}

std::expected<MailText, std::vector<MailTemplateFault>> write_mail(const MailTemplate& source,
                                                                   const MailData& data) {
  const auto parsed = parse(source);
  if (!parsed) return std::unexpected(parsed.error());
  json::object values = values_of(data);
  MailText mail;
  mail.subject = parsed->subject.render(values, Escaping::none);
  if (mail.subject.size() > kSubjectMax) {
    std::size_t end = kSubjectMax;
    while (end > 0 && (static_cast<unsigned char>(mail.subject[end]) & 0xc0U) == 0x80U) --end;
    mail.subject.resize(end);
  }
  values["subject"] = mail.subject;
  mail.text = tidy_text(parsed->text.render(values, Escaping::none));
  mail.html = parsed->html.render(values, Escaping::html);
  if (!is_whole_page(source.html)) mail.html = in_layout(mail.html, values);
  mail.html = with_styles(mail.html);
  return mail;
}

InlineImage logo() { return {"logo", "logo.png", "image/png", std::string(view_of(kLogo))}; }

std::vector<MailVariable> mail_variables(std::string_view language) {
  std::vector<MailVariable> variables;
  const auto sample = sample_mail_data(std::string(language), {"Usher", "https://tickets.example"});
  list_variables(variables, "", values_of(sample));
  return variables;
}

}  // namespace usher::notifications

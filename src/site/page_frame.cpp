#include "site/page_frame.hpp"

#include <fmt/format.h>

#include "base/escape.hpp"

namespace usher::site {
namespace {

constexpr std::string_view kSiteName = "Usher";

std::string meta(std::string_view kind, std::string_view name, std::string_view value) {
  return fmt::format("<meta {}=\"{}\" content=\"{}\" />\n    ", kind, name, escape_markup(value));
}

std::string head_of(const PageContent& content) {
  std::string head =
      fmt::format("<title>{} · {}</title>\n    ", escape_markup(content.title), kSiteName);
  head += meta("name", "description", content.description);
  if (!content.is_listed) return head + meta("name", "robots", "noindex");
  head += fmt::format("<link rel=\"canonical\" href=\"{}\" />\n    ", escape_markup(content.url));
  head += meta("property", "og:type", "website");
  head += meta("property", "og:site_name", kSiteName);
  head += meta("property", "og:title", content.title);
  head += meta("property", "og:description", content.description);
  head += meta("property", "og:url", content.url);
  head += meta("property", "og:locale", content.locale == "es" ? "es_ES" : "en_US");
  if (!content.image.empty()) head += meta("property", "og:image", content.image);
  head += meta("name", "twitter:card", content.image.empty() ? "summary" : "summary_large_image");
  if (!content.json_ld.empty()) {
    head += "<script type=\"application/ld+json\">" + script_safe(content.json_ld) + "</script>";
  }
  return head;
}

void replace_once(std::string& text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

}  // namespace

std::string script_safe(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    // In JSON these stand in strings only, where the escape means the same.
    if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else if (c == '&') {
      out += "\\u0026";
    } else {
      out += c;
    }
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (is_space && (line.empty() || line.back() == ' ')) continue;
    line += is_space ? ' ' : c;
  }
  while (line.ends_with(' ')) line.pop_back();
  if (line.size() <= max_bytes) return line;
  const auto space = line.rfind(' ', max_bytes);
  std::size_t end = space == std::string::npos ? max_bytes : space;
  // Never inside a character of several bytes.
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  line.resize(end);
  return line + "…";
}

std::string fill_page(std::string_view shell, const PageContent& content) {
  std::string page(shell);
  replace_once(page, "<html lang=\"en\"", fmt::format("<html lang=\"{}\"", content.locale));
  replace_once(page, "<title>Tickets</title>", head_of(content));
  std::string main = content.main_html;
  replace_once(page, "<!--usher:main-->", main);
  if (!content.data_json.empty()) {
    replace_once(page, "<!--usher:data-->",
                 fmt::format("<script type=\"application/json\" id=\"usher-data\" data-key=\"{}\">"
                             "{}</script>",
                             escape_markup(content.data_key), script_safe(content.data_json)));
  }
  return page;
}

}  // namespace usher::site

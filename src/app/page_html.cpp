#include "app/page_html.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <utility>

#include "base/escape.hpp"
#include "base/time_zone.hpp"

namespace usher::app {
namespace {

namespace json = boost::json;
using shows::PublicShow;
using shows::SaleState;

constexpr std::string_view kSiteName = "Usher";
constexpr std::size_t kDescriptionMax = 300;

// The few words that are needed before the app speaks; the app's own are in ui/src/locales.
struct Words {
  std::string_view locale;
  std::string_view shows;
  std::string_view lead;
  std::string_view dates;
  std::string_view choose;
  std::string_view from;
  std::string_view tickets;
  std::string_view tickets_lead;
  std::string_view missing;
  std::string_view missing_text;
  std::string_view all_shows;
};
constexpr Words kEnglish{"en",
                         "What’s on",
                         "Pick an evening, choose your exact seats, and have your tickets in two "
                         "minutes.",
                         "Dates",
                         "Choose your seats",
                         "from",
                         "My tickets",
                         "Your order number and the e-mail address of the order open your tickets.",
                         "This page has left the building",
                         "The address may be mistyped, or the show is no longer listed.",
                         "All shows"};
constexpr Words kSpanish{"es",
                         "Cartelera",
                         "Elige una noche, escoge tus butacas exactas y ten tus entradas en dos "
                         "minutos.",
                         "Fechas",
                         "Elige tus butacas",
                         "desde",
                         "Mis entradas",
                         "Tu número de pedido y el correo del pedido abren tus entradas.",
                         "Esta página ya no está en cartel",
                         "Puede que la dirección tenga un error o que la función ya no se ofrezca.",
                         "Todas las funciones"};

const Words& words_of(std::string_view locale) { return locale == "es" ? kSpanish : kEnglish; }

std::string when(const PublicShow& show, std::string_view locale) {
  return format_for_people(show.starts_at, show.time_zone, locale);
}

// "25.50": as schema.org wants it.
std::string decimal(Money amount, const Currency& currency) {
  std::string text = format_money(amount, currency);
  text.resize(std::min(text.find(' '), text.size()));
  return text;
}

std::string seating_url(const PublicShow& show, const std::string& base_url) {
  return base_url + "/public/recitals/" + show.id.text() + "/seating";
}

// "2026-12-24T19:30:00-05:00"
std::string with_offset(Timestamp at, const TimeZoneName& zone) {
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(utc_offset(at, zone)).count();
  const auto ahead = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{}{:02}:{:02}", to_local_string(at, zone), minutes < 0 ? '-' : '+',
                     ahead / 60, ahead % 60);
}

std::string full_title(const PublicShow& show) {
  const std::string& recital = show.recital.title.value;
  if (show.title.find(recital) != std::string::npos) return show.title;
  return recital + " – " + show.title;
}

std::string_view stock_of(const PublicShow& show, const shows::PublicZone& zone) {
  switch (show.sale_state) {
    case SaleState::not_begun:
    case SaleState::draft:
      return "https://schema.org/PreOrder";
    case SaleState::open:
    case SaleState::paused:
      break;
    case SaleState::over:
    case SaleState::sold_out:
    case SaleState::cancelled:
      return "https://schema.org/SoldOut";
  }
  const bool is_gone = zone.available.value && *zone.available.value == 0;
  return is_gone ? "https://schema.org/SoldOut" : "https://schema.org/InStock";
}

json::array offers_of(const PublicShow& show, const std::string& base_url) {
  json::array offers;
  for (const auto& zone : show.price_zones) {
    json::object offer{{"@type", "Offer"},
                       {"name", zone.name.value},
                       {"price", decimal(zone.all_in_price, show.currency)},
                       {"priceCurrency", show.currency.code},
                       {"availability", stock_of(show, zone)},
                       {"url", seating_url(show, base_url)}};
    if (show.sales_start) offer["validFrom"] = with_offset(*show.sales_start, show.time_zone);
    offers.push_back(std::move(offer));
  }
  return offers;
}

json::object place_of(const shows::PublicVenue& venue) {
  json::object address{{"@type", "PostalAddress"}};
  const auto add = [&address](std::string_view name, const std::string& value) {
    if (!value.empty()) address[name] = value;
  };
  add("streetAddress", venue.address);
  add("addressLocality", venue.city);
  add("addressRegion", venue.state);
  add("postalCode", venue.zip);
  add("addressCountry", venue.country);
  return {{"@type", "Place"}, {"name", venue.name}, {"address", std::move(address)}};
}

json::object event_of(const PublicShow& show, const std::string& base_url) {
  const bool is_cancelled = show.sale_state == SaleState::cancelled;
  json::object event{{"@context", "https://schema.org"},
                     {"@type", "Event"},
                     {"name", full_title(show)},
                     {"startDate", with_offset(show.starts_at, show.time_zone)},
                     {"eventStatus", is_cancelled ? "https://schema.org/EventCancelled"
                                                  : "https://schema.org/EventScheduled"},
                     {"eventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode"},
                     {"location", place_of(show.venue)},
                     {"url", seating_url(show, base_url)}};
  if (show.doors_at) event["doorTime"] = with_offset(*show.doors_at, show.time_zone);
  const auto about = shortened(show.recital.description.value, kDescriptionMax);
  if (!about.empty()) event["description"] = about;
  if (show.recital.image_url) event["image"] = show.recital.image_url->value;
  if (auto offers = offers_of(show, base_url); !offers.empty()) event["offers"] = std::move(offers);
  return event;
}

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

// One date as a line: when, where, the way to its seats.
std::string date_line(const PublicShow& show, const Words& words) {
  return fmt::format(
      "<li class=\"py-4\"><p class=\"font-semibold\">{}</p><p class=\"text-mute\">{} · {}</p>"
      "<a class=\"text-velvet\" href=\"/public/recitals/{}/seating\">{}</a></li>",
      escape_markup(when(show, words.locale)), escape_markup(show.title),
      escape_markup(show.venue.name), show.id.text(), words.choose);
}

// Classes are those of ShowsPage.vue, so that the page does not jump when the app takes over.
std::string shows_main(const std::vector<PublicShow>& shows, const Words& words) {
  std::string html = fmt::format(
      "<div class=\"mx-auto w-full max-w-[1120px] px-4 py-10 sm:px-6 lg:py-14\">"
      "<h1 class=\"text-[clamp(2.5rem,7vw,4.25rem)] font-extrabold leading-none\">{}</h1>"
      "<p class=\"mt-3 max-w-xl text-lg text-mute\">{}</p><div class=\"mt-8 space-y-6\">",
      words.shows, words.lead);
  std::vector<RecitalId> done;
  for (const auto& first : shows) {
    if (std::ranges::find(done, first.recital_id) != done.end()) continue;
    done.push_back(first.recital_id);
    html += fmt::format(
        "<article class=\"rounded-lg border border-line bg-card shadow-card px-5 pb-2 pt-5\">"
        "<h2 class=\"text-3xl\"><a href=\"/public/recitals/{}\">{}</a></h2>"
        "<ul class=\"mt-3 divide-y divide-line border-t border-line\">",
        escape_markup(first.recital.slug.value), escape_markup(first.recital.title.value));
    for (const auto& show : shows) {
      if (show.recital_id == first.recital_id) html += date_line(show, words);
    }
    html += "</ul></article>";
  }
  return html + "</div></div>";
}

// As RecitalPage.vue.
std::string recital_main(const shows::PublicRecitalPage& recital, const Words& words) {
  std::string html = fmt::format(
      "<div class=\"mx-auto w-full max-w-[1120px] px-4 py-6 sm:px-6 lg:py-10\">"
      "<a class=\"inline-flex min-h-11 items-center font-medium text-velvet hover:underline\" "
      "href=\"/public/tickets\">← {}</a>"
      "<article><div class=\"mt-3 h-52 overflow-hidden rounded-xl sm:h-80 bg-sunk\"></div>"
      "<div class=\"mt-8 grid gap-x-12 gap-y-8 lg:grid-cols-[1fr_27rem]\"><div>"
      "<h1 class=\"text-[clamp(2.25rem,6vw,3.75rem)] font-extrabold leading-none\">{}</h1>"
      "<p class=\"mt-5 max-w-prose whitespace-pre-line text-lg leading-relaxed\">{}</p></div>"
      "<section class=\"rounded-lg border border-line bg-card shadow-card p-5 self-start\">"
      "<h2 class=\"text-2xl\">{}</h2><ul class=\"mt-2 divide-y divide-line\">",
      words.all_shows, escape_markup(recital.title.value), escape_markup(recital.description.value),
      words.dates);
  for (const auto& show : recital.shows) html += date_line(show, words);
  return html + "</ul></section></div></article></div>";
}

// As SeatingPage.vue.
std::string seating_main(const PublicShow& show, const Words& words) {
  return fmt::format(
      "<div class=\"flex min-h-0 grow flex-col lg:mx-auto lg:grid lg:w-full lg:max-w-[1400px] "
      "lg:items-start lg:grid-cols-[1fr_23.5rem] lg:gap-x-8 lg:px-6 lg:py-7\">"
      "<section class=\"flex min-h-0 grow flex-col\"><header class=\"flex items-end "
      "justify-between "
      "gap-3 px-4 pb-2 pt-3 lg:px-0 lg:pb-4 lg:pt-0\"><div class=\"min-w-0\">"
      "<p class=\"eyebrow\">{}</p><h1 class=\"truncate text-2xl font-extrabold max-lg:mt-0.5 "
      "lg:mt-1 lg:whitespace-normal lg:text-5xl\">{}</h1>"
      "<p class=\"mt-1 truncate text-mute max-lg:hidden\"><a href=\"/public/recitals/{}\">{}</a> · "
      "{}, {}</p></div></header></section></div>",
      escape_markup(when(show, words.locale)), escape_markup(show.title),
      escape_markup(show.recital.slug.value), escape_markup(show.recital.title.value),
      escape_markup(show.venue.name), escape_markup(show.venue.city));
}

std::string image_of(const std::optional<HttpUrl>& url) { return url ? url->value : std::string(); }

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

std::string page_locale(std::string_view accept_language, std::string_view fallback) {
  while (!accept_language.empty()) {
    const auto comma = std::min(accept_language.find(','), accept_language.size());
    auto tag = accept_language.substr(0, comma);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    const auto language = tag.substr(0, 2);
    if (language == "en" || language == "es") return std::string(language);
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
  }
  return fallback.starts_with("es") ? "es" : "en";
}

std::string events_json_ld(const std::vector<PublicShow>& shows, const std::string& base_url) {
  if (shows.size() == 1) return json::serialize(event_of(shows.front(), base_url));
  json::array events;
  for (const auto& show : shows) events.push_back(event_of(show, base_url));
  return events.empty() ? std::string() : json::serialize(events);
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

PageContent shows_page(const std::vector<PublicShow>& shows, const std::string& locale,
                       const std::string& base_url) {
  const Words& words = words_of(locale);
  return {.locale = std::string(words.locale),
          .title = std::string(words.shows),
          .description = std::string(words.lead),
          .url = base_url + "/public/tickets",
          .json_ld = events_json_ld(shows, base_url),
          .main_html = shows_main(shows, words)};
}

PageContent recital_page(const shows::PublicRecitalPage& recital, const std::string& locale,
                         const std::string& base_url) {
  const Words& words = words_of(locale);
  std::string about = shortened(recital.description.value, kDescriptionMax);
  if (about.empty()) about = recital.title.value;
  return {.locale = std::string(words.locale),
          .title = recital.title.value,
          .description = std::move(about),
          .url = base_url + "/public/recitals/" + recital.slug.value,
          .image = image_of(recital.image_url),
          .json_ld = events_json_ld(recital.shows, base_url),
          .main_html = recital_main(recital, words)};
}

PageContent seating_page(const PublicShow& show, const std::string& locale,
                         const std::string& base_url) {
  const Words& words = words_of(locale);
  std::string about = fmt::format("{}, {}, {}. {}", when(show, words.locale), show.venue.name,
                                  show.venue.city, words.choose);
  if (show.from_price) {
    about += fmt::format(" {} {}", words.from, format_money(*show.from_price, show.currency));
  }
  return {.locale = std::string(words.locale),
          .title = full_title(show),
          .description = std::move(about),
          .url = seating_url(show, base_url),
          .image = image_of(show.recital.image_url),
          .json_ld = events_json_ld({show}, base_url),
          .main_html = seating_main(show, words)};
}

PageContent lookup_page(const std::string& locale, const std::string& base_url) {
  const Words& words = words_of(locale);
  PageContent page{.locale = std::string(words.locale),
                   .title = std::string(words.tickets),
                   .description = std::string(words.tickets_lead),
                   .url = base_url + "/public/tickets/lookup"};
  // As LookupPage.vue.
  page.main_html = fmt::format(
      "<div class=\"mx-auto w-full max-w-[1080px] px-4 py-8 sm:px-6 lg:py-14\"><h1 "
      "class=\"text-4xl font-extrabold sm:text-6xl\">{}</h1><p class=\"mt-3 max-w-xl text-lg "
      "text-mute\">{}</p></div>",
      words.tickets, words.tickets_lead);
  return page;
}

PageContent missing_page(const std::string& locale, const std::string& url) {
  const Words& words = words_of(locale);
  PageContent page{.locale = std::string(words.locale),
                   .title = std::string(words.missing),
                   .description = std::string(words.missing_text),
                   .url = url,
                   .is_listed = false};
  page.main_html = fmt::format(
      "<div class=\"mx-auto w-full max-w-[1120px] px-4 py-10 sm:px-6 lg:py-14\"><h1 "
      "class=\"text-4xl font-extrabold\">{}</h1><p class=\"mt-3 text-lg text-mute\">{}</p><p><a "
      "class=\"text-velvet\" href=\"/public/tickets\">{}</a></p></div>",
      words.missing, words.missing_text, words.all_shows);
  return page;
}

}  // namespace usher::app

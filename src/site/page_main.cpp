#include "site/page_main.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/escape.hpp"
#include "base/time_zone.hpp"

namespace usher::site {

using shows::PublicShow;

std::string when(const PublicShow& show, std::string_view locale) {
  return format_for_people(show.starts_at, show.time_zone, locale);
}

namespace {

// One date as a line: when, where, the way to its seats.
std::string date_line(const PublicShow& show, const Words& words) {
  return fmt::format(
      "<li class=\"py-4\"><p class=\"font-semibold\">{}</p><p class=\"text-mute\">{} · {}</p>"
      "<a class=\"text-velvet\" href=\"/public/recitals/{}/seating\">{}</a></li>",
      escape_markup(when(show, words.locale)), escape_markup(show.title),
      escape_markup(show.venue.name), show.id.text(), words.choose);
}

}  // namespace

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

// As LookupPage.vue.
std::string lookup_main(const Words& words) {
  return fmt::format(
      "<div class=\"mx-auto w-full max-w-[1080px] px-4 py-8 sm:px-6 lg:py-14\"><h1 "
      "class=\"text-4xl font-extrabold sm:text-6xl\">{}</h1><p class=\"mt-3 max-w-xl text-lg "
      "text-mute\">{}</p></div>",
      words.tickets, words.tickets_lead);
}

std::string missing_main(const Words& words) {
  return fmt::format(
      "<div class=\"mx-auto w-full max-w-[1120px] px-4 py-10 sm:px-6 lg:py-14\"><h1 "
      "class=\"text-4xl font-extrabold\">{}</h1><p class=\"mt-3 text-lg text-mute\">{}</p><p><a "
      "class=\"text-velvet\" href=\"/public/tickets\">{}</a></p></div>",
      words.missing, words.missing_text, words.all_shows);
}

}  // namespace usher::site

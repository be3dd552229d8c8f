#include "site/pages.hpp"

#include <fmt/format.h>

#include <utility>

#include "site/event_data.hpp"
#include "site/page_main.hpp"

namespace usher::site {
namespace {

std::string image_of(const std::optional<HttpUrl>& url) { return url ? url->value : std::string(); }

}  // namespace

PageContent shows_page(const std::vector<shows::PublicShow>& shows, const std::string& locale,
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

PageContent seating_page(const shows::PublicShow& show, const std::string& locale,
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
  page.main_html = lookup_main(words);
  return page;
}

PageContent missing_page(const std::string& locale, const std::string& url) {
  const Words& words = words_of(locale);
  PageContent page{.locale = std::string(words.locale),
                   .title = std::string(words.missing),
                   .description = std::string(words.missing_text),
                   .url = url,
                   .is_listed = false};
  page.main_html = missing_main(words);
  return page;
}

}  // namespace usher::site

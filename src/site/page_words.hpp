// Purpose: the few words that pages need before the app speaks, in its languages. Place: site;
// private to it. The app's own words are in ui/src/locales.
#pragma once
#include <string>
#include <string_view>

namespace usher::site {

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

// English for what is none of ours.
const Words& words_of(std::string_view locale);

// The language of the pages that the header asks for first, else `fallback`.
std::string page_locale(std::string_view accept_language, std::string_view fallback);

}  // namespace usher::site

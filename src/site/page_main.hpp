// Purpose: the words of a page until the app takes over, laid out as the app lays them out. Place:
// site; private to it. Pure: HTML from what shows know.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shows/shows.hpp"
#include "site/page_words.hpp"

namespace usher::site {

// When it begins, as people there say it.
std::string when(const shows::PublicShow& show, std::string_view locale);

std::string shows_main(const std::vector<shows::PublicShow>& shows, const Words& words);
std::string recital_main(const shows::PublicRecitalPage& recital, const Words& words);
std::string seating_main(const shows::PublicShow& show, const Words& words);
std::string lookup_main(const Words& words);
std::string missing_main(const Words& words);

}  // namespace usher::site

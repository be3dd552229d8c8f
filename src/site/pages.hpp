// Purpose: the first HTML of each public page, for people before any script and for machines
// without one. Place: site; private to it. Pure; site.cpp serves them.
#pragma once
#include <string>
#include <vector>

#include "shows/shows.hpp"
#include "site/page_frame.hpp"

namespace usher::site {

PageContent shows_page(const std::vector<shows::PublicShow>& shows, const std::string& locale,
                       const std::string& base_url);
PageContent recital_page(const shows::PublicRecitalPage& recital, const std::string& locale,
                         const std::string& base_url);
PageContent seating_page(const shows::PublicShow& show, const std::string& locale,
                         const std::string& base_url);
// Where buyers find their tickets again.
PageContent lookup_page(const std::string& locale, const std::string& base_url);
PageContent missing_page(const std::string& locale, const std::string& url);

}  // namespace usher::site

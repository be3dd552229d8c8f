// Purpose: what search engines ask for: which pages there are, which to leave alone. Place: site;
// private to it. Pure.
#pragma once
#include <string>
#include <vector>

#include "shows/shows.hpp"

namespace usher::site {

// Source: sitemaps.org protocol 0.9.
std::string sitemap_xml(const std::vector<shows::ListedShow>& shows, const std::string& base_url);
// Source: RFC 9309.
std::string robots_txt(const std::string& base_url);

}  // namespace usher::site

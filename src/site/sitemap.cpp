#include "site/sitemap.hpp"

#include <algorithm>
#include <set>

#include "base/escape.hpp"

namespace usher::site {

std::string sitemap_xml(const std::vector<shows::ListedShow>& shows, const std::string& base_url) {
  constexpr std::size_t kUrlsMax = 50'000;  // Source: sitemaps.org
  std::set<std::string> recitals;
  std::vector<std::string> seatings;
  for (const auto& show : shows) {
    recitals.insert("/public/recitals/" + show.recital_slug);
    seatings.push_back("/public/recitals/" + show.id.text() + "/seating");
  }
  std::vector<std::string> paths{"/public/tickets"};
  paths.insert(paths.end(), recitals.begin(), recitals.end());
  paths.insert(paths.end(), seatings.begin(), seatings.end());
  paths.resize(std::min(paths.size(), kUrlsMax));
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (const auto& path : paths) {
    out.append("<url><loc>").append(escape_markup(base_url + path)).append("</loc></url>\n");
  }
  return out + "</urlset>\n";
}

std::string robots_txt(const std::string& base_url) {
  return "User-agent: *\n"
         "Disallow: /admin\n"
         "Disallow: /api/\n"
         "Disallow: /scan\n"
         "Disallow: /public/checkout\n"
         "Sitemap: " +
         base_url + "/sitemap.xml\n";
}

}  // namespace usher::site

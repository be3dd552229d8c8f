// What web is told of the pages, and what search engines are.
#include "site/site.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "site/sitemap.hpp"

namespace usher::site {
namespace {

bool has(const web::PageHeaders& headers, std::string_view name, std::string_view part) {
  return std::ranges::any_of(headers, [&](const auto& header) {
    return header.first == name && header.second.contains(part);
  });
}

TEST(Pages, have_one_address_each_and_a_file_of_the_built_ui) {
  const auto told = pages(CardForm::own);
  std::set<std::string_view> patterns;
  for (const auto& route : told.routes) {
    EXPECT_TRUE(patterns.insert(route.pattern).second) << route.pattern;
    EXPECT_TRUE(route.file == "/shop.html" || route.file == "/admin.html" ||
                route.file == "/door.html")
        << route.pattern;
  }
  EXPECT_TRUE(patterns.contains(told.home));
  EXPECT_TRUE(patterns.contains("/public/tickets/{code}"));
  EXPECT_TRUE(patterns.contains("/admin/ticketing/venues/{id}/seat-map"));
  EXPECT_TRUE(told.missing_html.contains("There is no page here"));
}

TEST(Pages, let_browsers_load_a_card_form_only_where_it_takes_the_payments) {
  const auto own = pages(CardForm::own).headers_of("/public/tickets");
  EXPECT_TRUE(has(own, "Content-Security-Policy", "frame-ancestors 'none'"));
  EXPECT_FALSE(has(own, "Content-Security-Policy", "stripe"));
  const auto stripe = pages(CardForm::stripe).headers_of("/public/tickets");
  EXPECT_TRUE(has(stripe, "Content-Security-Policy", "https://js.stripe.com"));
}

TEST(Pages, use_the_camera_at_the_door_alone) {
  const auto told = pages(CardForm::own);
  EXPECT_TRUE(has(told.headers_of("/scan"), "Permissions-Policy", "camera=(self)"));
  for (const auto* path : {"/public/tickets", "/admin/ticketing/door", "/nothing"})
    EXPECT_TRUE(has(told.headers_of(path), "Permissions-Policy", "camera=()")) << path;
}

TEST(Sitemap, names_each_page_once_and_escapes_the_address) {
  const std::vector<shows::ListedShow> shows{{ShowId{12345}, "winter-concert"},
                                             {ShowId{12346}, "winter-concert"}};
  const auto xml = sitemap_xml(shows, "https://example.org/?a&b");
  const std::string recital =
      "<loc>https://example.org/?a&amp;b/public/recitals/winter-concert</loc>";
  EXPECT_TRUE(xml.contains(recital));
  EXPECT_EQ(xml.find(recital), xml.rfind(recital));
  for (const auto& show : shows)
    EXPECT_TRUE(xml.contains("/public/recitals/" + show.id.text() + "/seating</loc>"));
}

TEST(Robots, are_told_of_the_sitemap_and_kept_out_of_the_office) {
  const auto text = robots_txt("https://example.org");
  EXPECT_TRUE(text.contains("Disallow: /admin\n"));
  EXPECT_TRUE(text.contains("Sitemap: https://example.org/sitemap.xml\n"));
}

}  // namespace
}  // namespace usher::site

#include "site/pages.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "site/event_data.hpp"
#include "site/page_words.hpp"

namespace {

using namespace usher;
using namespace usher::site;

constexpr std::string_view kShell =
    "<html lang=\"en\"><head><title>Tickets</title></head><body><div id=\"app\">"
    "<!--usher:main--></div><!--usher:data--></body></html>";

shows::PublicShow gala() {
  shows::PublicShow show;
  show.id = ShowId{12345};
  show.recital_id = RecitalId{7};
  show.title = "Gala";
  show.recital = {RecitalId{7}, Label{"Spring"}, Slug{"spring"}, Paragraph{"One evening."}, {}};
  show.venue = {VenueId{1}, "Riverside <Theatre>", "1 Lane", "Riverside", "NY", "", "US"};
  show.starts_at = *parse_rfc3339("2027-03-01T00:00:00Z");
  show.time_zone = *TimeZoneName::parse("America/New_York");
  show.currency = Currency{"USD"};
  show.price_zones.push_back(
      {PriceZoneId{3}, Label{"Stalls"}, HexColor{"#0b06eb"}, Money{2500}, Money{3050}, {}});
  show.from_price = Money{3050};
  return show;
}

TEST(PageHtml, cannot_be_broken_out_of_by_names) {
  auto show = gala();
  show.title = "</script><script>alert(1)</script>\"'&";
  show.recital.description = Paragraph{"<!--usher:data--></title><img src=x onerror=alert(1)>"};
  auto content = seating_page(show, "en", "https://example.org\"><b>");
  content.data_key = "show:\"><script>";
  content.data_json = "{\"title\":\"</script><script>\"}";
  const auto page = fill_page(kShell, content);
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  std::size_t ends = 0;
  for (auto at = page.find("</script>"); at != std::string::npos;
       at = page.find("</script>", at + 1))
    ++ends;
  EXPECT_EQ(ends, 2U) << "the structured data and the app's data, each ended by us alone";
}

TEST(PageHtml, tells_machines_of_the_event_with_its_offers) {
  const auto event =
      boost::json::parse(events_json_ld({gala()}, "https://example.org")).as_object();
  EXPECT_EQ(event.at("@type"), "Event");
  EXPECT_EQ(event.at("name"), "Spring – Gala");
  EXPECT_EQ(event.at("startDate"), "2027-02-28T19:00:00-05:00");
  const auto& offer = event.at("offers").at(0).as_object();
  EXPECT_EQ(offer.at("price"), "30.50") << "with all mandatory fees";
  EXPECT_EQ(offer.at("priceCurrency"), "USD");
  EXPECT_EQ(offer.at("availability"), "https://schema.org/InStock");
  EXPECT_EQ(event.at("location").at("address").at("addressLocality"), "Riverside");
}

TEST(PageHtml, says_when_an_event_is_cancelled_or_sold_out) {
  auto show = gala();
  show.sale_state = shows::SaleState::cancelled;
  auto event = boost::json::parse(events_json_ld({show}, "https://example.org"));
  EXPECT_EQ(event.at("eventStatus"), "https://schema.org/EventCancelled");
  show.sale_state = shows::SaleState::open;
  show.price_zones[0].available.value = 0;
  event = boost::json::parse(events_json_ld({show}, "https://example.org"));
  EXPECT_EQ(event.at("offers").at(0).at("availability"), "https://schema.org/SoldOut");
}

TEST(PageHtml, has_title_description_canonical_and_words_in_the_reader_s_language) {
  const auto page = fill_page(kShell, shows_page({gala()}, "es", "https://example.org"));
  EXPECT_NE(page.find("<html lang=\"es\""), std::string::npos);
  EXPECT_NE(page.find("<title>Cartelera · Usher</title>"), std::string::npos);
  EXPECT_NE(page.find("<link rel=\"canonical\" href=\"https://example.org/public/tickets\""),
            std::string::npos);
  EXPECT_NE(page.find("Riverside &lt;Theatre&gt;"), std::string::npos);
}

TEST(PageHtml, keeps_missing_pages_out_of_search_engines) {
  const auto page = fill_page(kShell, missing_page("en", "https://example.org/x"));
  EXPECT_NE(page.find("noindex"), std::string::npos);
  EXPECT_EQ(page.find("canonical"), std::string::npos);
}

TEST(PageHtml, speaks_the_first_language_that_it_knows) {
  EXPECT_EQ(page_locale("fr-CH, es;q=0.9, en;q=0.8", "en"), "es");
  EXPECT_EQ(page_locale("", "es-MX"), "es");
  EXPECT_EQ(page_locale("xx,,;;", "en"), "en");
}

TEST(PageHtml, shortens_between_words_and_never_inside_a_character) {
  EXPECT_EQ(shortened("one\n two   three", 100), "one two three");
  EXPECT_EQ(shortened("one two three", 9), "one two…");
  EXPECT_EQ(shortened("ééééé", 3), "é…");
}

}  // namespace

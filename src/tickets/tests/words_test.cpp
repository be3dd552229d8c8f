#include "tickets/words.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace usher::tickets {
namespace {

std::set<std::string> places_of(const std::string& text) {
  static const std::regex place(R"(\{(\w+)\})");
  return {std::sregex_token_iterator(text.begin(), text.end(), place, 1),
          std::sregex_token_iterator()};
}

TEST(TicketWords, have_the_same_names_and_places_in_every_language) {
  const auto& english = words_in("en").all();
  const auto& spanish = words_in("es").all();
  EXPECT_EQ(english.size(), spanish.size());
  for (const auto& [name, text] : english) {
    const auto other = spanish.find(name);
    ASSERT_NE(other, spanish.end()) << name;
    EXPECT_EQ(places_of(other->second), places_of(text)) << name;
  }
  for (const auto* language : {"en", "es"}) {
    EXPECT_NO_THROW(words_in(language).nth("days", 6));
    EXPECT_THROW(words_in(language).nth("days", 7), std::out_of_range);
    EXPECT_NO_THROW(words_in(language).nth("months", 11));
    EXPECT_THROW(words_in(language).nth("months", 12), std::out_of_range);
  }
}

TEST(TicketWords, fill_their_places_once) {
  const Words words("# a remark\nhello: Hello {name}, {other}!\n");
  EXPECT_EQ(words.say("hello", {{"name", "{other}"}, {"other", "x"}}), "Hello {other}, x!");
}

TEST(TicketWords, are_of_the_buyers_language_else_of_the_house) {
  EXPECT_EQ(language_of("es-MX", "en"), "es");
  EXPECT_EQ(language_of("ES", "en"), "es");
  EXPECT_EQ(language_of("en-GB", "es"), "en");
  EXPECT_EQ(language_of("", "es"), "es");
  EXPECT_EQ(language_of("fr-CH", "es-ES"), "es");
  EXPECT_EQ(language_of("fr", "de"), "en");
  EXPECT_EQ(language_of("est", "en"), "en") << "Estonian is not Spanish";
}

}  // namespace
}  // namespace usher::tickets

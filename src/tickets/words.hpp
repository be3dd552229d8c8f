// Purpose: what tickets say, in each language that the house speaks. Place: tickets, pure.
// The texts are in words/; each language has the same names with the same places.
#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::tickets {

// The words of one language. Immutable, and shared by all threads.
class Words {
 public:
  using Places = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // `text` has "name: text" lines; those that begin with # are remarks.
  explicit Words(std::string_view text);

  // The text of that name, with its {places} filled.
  std::string say(std::string_view name, Places places = {}) const;
  // One of a list: the days of the week from Sunday, the months from January.
  std::string_view nth(std::string_view name, std::size_t index) const;

  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

// "en" or "es": the language of a BCP 47 tag, else that of the house, else English.
std::string_view language_of(std::string_view tag, std::string_view house);

// Those of a language that language_of() gives.
const Words& words_in(std::string_view language);

}  // namespace usher::tickets

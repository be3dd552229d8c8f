#include "tickets/words.hpp"

#include <array>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace usher::tickets {
namespace {

// Neither ninja nor ccache sees that an embedded file has changed: touch this one with it.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
constexpr char kEnglish[] = {
#embed "words/en.txt"
};
constexpr char kSpanish[] = {
#embed "words/es.txt"
};
#pragma clang diagnostic pop

constexpr std::array<std::string_view, 2> kLanguages{"en", "es"};
constexpr std::string_view kBetweenItems = ", ";

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  for (;;) {
    const auto end = text.find(kBetweenItems);
    items.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return items;
    text.remove_prefix(end + kBetweenItems.size());
  }
}

}  // namespace

Words::Words(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto colon = line.find(": ");
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    texts_.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  for (const std::string_view list : {"days", "months"}) {
    if (const auto found = texts_.find(list); found != texts_.end())
      lists_.emplace(list, items_of(found->second));
  }
}

std::string Words::say(std::string_view name, Places places) const {
  const auto found = texts_.find(name);
  USHER_ASSERT(found != texts_.end());
  std::string text;
  std::string_view rest = found->second;
  // One pass: what is filled in is never looked at for places again.
  while (!rest.empty()) {
    const auto open = rest.find('{');
    text += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}', open);
    USHER_ASSERT(close != std::string_view::npos);
    const auto place = rest.substr(open + 1, close - open - 1);
    for (const auto& [key, value] : places) {
      if (key == place) text += value;
    }
    rest.remove_prefix(close + 1);
  }
  return text;
}

std::string_view Words::nth(std::string_view name, std::size_t index) const {
  const auto found = lists_.find(name);
  USHER_ASSERT(found != lists_.end());
  return found->second.at(index);
}

std::string_view language_of(std::string_view tag, std::string_view house) {
  for (const auto wanted : {tag, house}) {
    const std::string primary = fold_case(wanted.substr(0, wanted.find_first_of("-_")));
    for (const auto language : kLanguages) {
      if (primary == language) return language;
    }
  }
  return kLanguages.front();
}

const Words& words_in(std::string_view language) {
  static const Words english(std::string_view(kEnglish, sizeof kEnglish));
  static const Words spanish(std::string_view(kSpanish, sizeof kSpanish));
  return language == "es" ? spanish : english;
}

}  // namespace usher::tickets

// Purpose: the first HTML of a public page, for people before any script and for machines without
// one: head, structured data, the words that matter. Place: app; pure, public_pages.cpp serves it.
#pragma once
#include <string>
#include <string_view>

#include "shows/views.hpp"

namespace usher::app {

// What one page puts into the frame. Everything is plain text but the members whose name says so.
struct PageContent {
  std::string locale = "en";  // BCP 47, one that the pages speak
  std::string title;
  std::string description;
  std::string url;          // absolute: the canonical address
  std::string image{};      // absolute, or "" for none
  std::string json_ld{};    // JSON, or "" for none
  std::string data_json{};  // what the app would ask the API for first, or ""
  std::string data_key{};   // under which key the app looks for it
  std::string main_html{};  // shown until the app takes over
  bool is_listed = true;    // false: no search engine shall keep it
};

// `shell` is shop.html as it was built; what it has no place for is left out.
std::string fill_page(std::string_view shell, const PageContent& content);

// JSON that may stand inside <script>: no character in it can end the element.
std::string script_safe(std::string_view json);
// The beginning of a text in one line, cut between words.
std::string shortened(std::string_view text, std::size_t max_bytes);

// The language of the pages that the header asks for first, else `fallback`.
std::string page_locale(std::string_view accept_language, std::string_view fallback);

// Source: schema.org Event, https://schema.org/Event; prices hold all mandatory fees (rule 41).
std::string events_json_ld(const std::vector<shows::PublicShow>& shows,
                           const std::string& base_url);

PageContent shows_page(const std::vector<shows::PublicShow>& shows, const std::string& locale,
                       const std::string& base_url);
PageContent recital_page(const shows::PublicRecitalPage& recital, const std::string& locale,
                         const std::string& base_url);
PageContent seating_page(const shows::PublicShow& show, const std::string& locale,
                         const std::string& base_url);
// Where buyers find their tickets again.
PageContent lookup_page(const std::string& locale, const std::string& base_url);
PageContent missing_page(const std::string& locale, const std::string& url);

}  // namespace usher::app

// Purpose: puts what a page has to say into the frame that the UI was built with: its head, the
// app's first data, the words until the app takes over. Place: site; private to it. Pure.
#pragma once
#include <string>
#include <string_view>

namespace usher::site {

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

}  // namespace usher::site

// Purpose: what the site says of its pages: their addresses, their headers, what is shown where
// there is none. Place: web; the site fills it in.
#pragma once
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::web {

// An address and the file of the embedded UI that answers it.
struct PageRoute {
  std::string_view pattern;  // a segment {…} stands for any one
  std::string_view file;     // "/shop.html"
};

using PageHeaders = std::vector<std::pair<std::string_view, std::string_view>>;

// Everything it points to lives as long as the program.
struct SitePages {
  std::span<const PageRoute> routes{};
  std::string_view home{};          // where "/" leads; "" for nowhere
  std::string_view missing_html{};  // the whole page of an address that has none
  // The security headers of the page at a path; none when it is not set.
  std::function<PageHeaders(std::string_view path)> headers_of{};
};

}  // namespace usher::web

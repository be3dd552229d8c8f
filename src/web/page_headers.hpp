// Purpose: the security headers that every page of HTML carries, whoever makes it. Place: web.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

namespace usher::web {

// For the page at `path`; the views live as long as the program.
std::vector<std::pair<std::string_view, std::string_view>> page_headers(std::string_view path);

}  // namespace usher::web

// Purpose: the security headers that every page of HTML carries, whoever makes it. Place: web.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "web/request.hpp"

namespace usher::web {

// For the page that is asked for; the views live as long as the program.
std::vector<std::pair<std::string_view, std::string_view>> page_headers(const Request& request);

}  // namespace usher::web

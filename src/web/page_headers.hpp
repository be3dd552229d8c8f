// Purpose: the security headers that every page of HTML carries, whoever makes it. Place: web.
#pragma once
#include "web/request.hpp"
#include "web/site_pages.hpp"

namespace usher::web {

// For the page that is asked for, as the site says.
PageHeaders page_headers(const Request& request);

}  // namespace usher::web

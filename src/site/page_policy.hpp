// Purpose: what browsers let pages do: load, embed, use the camera. Place: site; private to it.
#pragma once
#include <string_view>

#include "site/site.hpp"
#include "web/site_pages.hpp"

namespace usher::site {

// The security headers of the page at `path`.
web::PageHeaders policy_of(std::string_view path, CardForm card_form);

}  // namespace usher::site

// Purpose: the one list of the addresses that pages have. Place: site; private to it. The UI's
// routers are held to page_routes.cpp by ui/*/__tests__/pageRoutes.test.ts.
#pragma once
#include <span>

#include "web/site_pages.hpp"

namespace usher::site {

std::span<const web::PageRoute> page_routes();

}  // namespace usher::site

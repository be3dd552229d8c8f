// Purpose: the one list of the addresses that pages have. Place: site; private to it. The UI's
// routers are held to it by ui/src/shared/__tests__/pageRoutes.test.ts, which reads
// page_routes.cpp.
#pragma once
#include <span>

#include "web/site_pages.hpp"

namespace usher::site {

std::span<const web::PageRoute> page_routes();

}  // namespace usher::site

// Purpose: GET /api/admin/audit-log. Place: audit.
#pragma once
#include "audit/audit.hpp"

namespace usher::web {
class Router;
}

namespace usher::audit {

void add_endpoints(web::Router& router, Audit& audit);

}  // namespace usher::audit

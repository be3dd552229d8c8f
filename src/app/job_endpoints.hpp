// Purpose: what failed for good in the background, and trying it again: /api/admin/jobs. Place:
// app, since jobs lies below audit, and a retry is audited.
#pragma once
#include "jobs/queue.hpp"
#include "store/store.hpp"
#include "web/router.hpp"

namespace usher::app {

// Both outlive the router.
void add_job_endpoints(web::Router& router, store::Store& store, jobs::Queue& queue);

}  // namespace usher::app

// Purpose: health, readiness, metrics, the OpenAPI document and its page, robots.txt. Place: web.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "web/metrics.hpp"
#include "web/router.hpp"

namespace usher::web {

struct SystemParts {
  Metrics* metrics = nullptr;
  // Whether requests can be served: the database answers. Called on I/O threads; must be quick.
  std::function<bool()> ready{};
  // What a person should look at although requests are served, in words. Called likewise.
  std::function<std::vector<std::string>()> warnings{};
  std::string version{};
};

// Adds the endpoints. The OpenAPI document is made at its first request, from all routes that the
// router has by then. `router` outlives the endpoints.
void add_system_endpoints(Router& router, SystemParts parts);

}  // namespace usher::web

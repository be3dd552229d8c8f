// Purpose: health, readiness, metrics, the OpenAPI document and its page, robots.txt. Place: web.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "web/metrics.hpp"
#include "web/router.hpp"

namespace usher::web {

// What a person should look at although requests are served: a code to say it by in any language,
// and the words.
struct ReadinessWarning {
  std::string code;
  std::string detail;
};

struct SystemParts {
  Metrics* metrics = nullptr;
  // Whether requests can be served: the database answers. Called on I/O threads; must be quick.
  std::function<bool()> ready{};
  // What a person should look at although requests are served. Called likewise.
  std::function<std::vector<ReadinessWarning>()> warnings{};
  std::string version{};
};

// Adds the endpoints. The OpenAPI document is made at its first request, from all routes that the
// router has by then. `router` outlives the endpoints.
void add_system_endpoints(Router& router, SystemParts parts);

}  // namespace usher::web

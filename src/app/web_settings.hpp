// Purpose: from settings to what web needs. Place: app.
#pragma once
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/random.hpp"
#include "web/rate_limit.hpp"
#include "web/server.hpp"
#include "web/site.hpp"

namespace usher::app {

// Errors: each throws std::runtime_error with what is wrong with a setting.
web::ServerOptions server_options(const Settings& settings);
web::RateLimitOptions rate_limit_options(const Settings& settings);
web::TrustedProxies trusted_proxies(const Settings& settings);
// Without a slash at its end; empty when it is not set.
std::string public_url(const Settings& settings);
// The organiser's own site; empty when there is none.
std::string marketing_site(const Settings& settings);
std::string house_locale(const Settings& settings);
std::string database_url(const Settings& settings);
web::Site make_site(const Settings& settings);
// Throws with the whole list when the access table and the endpoints do not agree.
void check_routes(const std::vector<std::string>& faults);
// A database that is gone or full is 503 `database_unavailable`.
std::optional<Error> map_database_exception(std::exception_ptr cause);

}  // namespace usher::app

// Purpose: /api/auth/… and /api/admin/users, /api/admin/api-tokens. Place: accounts.
#pragma once
#include "accounts/accounts.hpp"

namespace usher::web {
class Request;
class Router;
}  // namespace usher::web

namespace usher::accounts {

// Who asks and from where; copied, so that it may outlive the request.
Caller caller_of(web::Request request);

void add_endpoints(web::Router& router, Accounts& accounts);

}  // namespace usher::accounts

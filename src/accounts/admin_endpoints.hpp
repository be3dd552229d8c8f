// Purpose: what administrators do with users and API tokens. Place: accounts, part of endpoints.
#pragma once
#include "accounts/accounts.hpp"

namespace usher::web {
class Router;
}

namespace usher::accounts {

void add_admin_endpoints(web::Router& router, Accounts& accounts);

}  // namespace usher::accounts

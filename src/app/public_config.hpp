// Purpose: what every page must know before it can be shown: GET /api/public/config. Place: app,
// since only the composition root sees the settings of all slices.
#pragma once
#include "accounts/accounts.hpp"
#include "app/config.hpp"
#include "payments/provider.hpp"
#include "web/router.hpp"

namespace usher::app {

// `provider` outlives the router.
void add_public_config_endpoint(web::Router& router, const Settings& settings,
                                payments::Provider& provider, accounts::Accounts& accounts);

}  // namespace usher::app

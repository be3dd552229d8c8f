// Purpose: from settings to what slices need. Place: app.
#pragma once
#include "app/config.hpp"
#include "payments/payments.hpp"
#include "shows/shows.hpp"
#include "tickets/tickets.hpp"

namespace usher::app {

// Errors: throws std::runtime_error when the settings ask for a provider that is not built in.
payments::PaymentSettings payment_settings(const Settings& settings);
shows::ShowsOptions shows_options(const Settings& settings);
tickets::TicketOptions ticket_options(const Settings& settings);

}  // namespace usher::app

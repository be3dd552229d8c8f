// Purpose: from settings to what slices need. Place: app.
#pragma once
#include "accounts/accounts.hpp"
#include "app/config.hpp"
#include "net/http_client.hpp"
#include "payments/payments.hpp"
#include "payments/stripe_client.hpp"
#include "shows/shows.hpp"
#include "tickets/s3_files.hpp"
#include "tickets/tickets.hpp"

namespace usher::app {

accounts::AccountsOptions accounts_options(const Settings& settings);
payments::PaymentSettings payment_settings(const Settings& settings);
// nullopt: the test provider takes the payments. Errors: throws std::runtime_error when Stripe is
// asked for and something of it is missing or wrong.
std::optional<payments::StripeSettings> stripe_settings(const Settings& settings);
// Errors: throws std::runtime_error when seats would be sold on a public https address for made-up
// cards and nobody said that this is meant (`test_payments`).
void require_real_payments(const Settings& settings);
// Errors: throws std::runtime_error when it is a secret key.
std::string check_publishable_key(const Settings& settings);
// Errors: throws std::runtime_error when one of Stripe's keys is live and the other a test's.
void check_key_modes(const Settings& settings);
// That of new shows. Errors: throws std::runtime_error when there is no such currency.
Currency house_currency(const Settings& settings);
// nullopt: files stay in data_dir. Errors: throws std::runtime_error when a bucket is named without
// what opens it.
std::optional<tickets::S3Settings> s3_settings(const Settings& settings);
// `http` and `clock` outlive tickets. Errors: as s3_settings().
tickets::TicketOptions ticket_options(const Settings& settings, net::Http& http,
                                      const Clock& clock);

}  // namespace usher::app

#include "app/slice_settings.hpp"

#include <stdexcept>

#include "pricing/pricing.hpp"

namespace usher::app {

payments::PaymentSettings payment_settings(const Settings& settings) {
  // The test provider gives tickets for test cards: who means to take money must never get it.
  if (settings.payment_provider == "stripe" || !settings.stripe_secret_key.empty()) {
    throw std::runtime_error(
        "payment_provider: this version cannot take money through Stripe yet; it has the test "
        "provider only. Leave payment_provider and stripe_secret_key out to use that.");
  }
  payments::PaymentSettings made;
  if (!settings.stripe_webhook_secret.empty()) {
    made.webhook_secrets.push_back(settings.stripe_webhook_secret);
  }
  return made;
}

shows::ShowsOptions shows_options(const Settings& settings) {
  const auto currency = Currency::parse(settings.currency);
  if (!currency) throw std::runtime_error("currency: not an ISO 4217 code: " + settings.currency);
  return {*currency, [](const shows::TicketConfig& config, Money price) {
            const auto all_in = pricing::all_in_price(price, pricing::terms_of(config));
            return shows::AllInPrice{all_in.seat, all_in.order};
          }};
}

tickets::TicketOptions ticket_options(const Settings& settings) {
  tickets::TicketOptions made;
  made.files = std::filesystem::path(settings.data_dir) / "tickets";
  made.refuse_early = settings.refuse_early_scans;
  made.early_margin = std::chrono::minutes(settings.early_scan_margin_min);
  return made;
}

}  // namespace usher::app

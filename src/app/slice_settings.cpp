#include "app/slice_settings.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

namespace usher::app {
namespace {

bool is_this_machine(const boost::urls::url_view& url) {
  if (url.host_type() == boost::urls::host_type::ipv4) return url.host_ipv4_address().is_loopback();
  if (url.host_type() == boost::urls::host_type::ipv6) return url.host_ipv6_address().is_loopback();
  const std::string host = boost::algorithm::to_lower_copy(url.host_name());
  return host == "localhost" || host.ends_with(".localhost");
}

}  // namespace

accounts::AccountsOptions accounts_options(const Settings& settings) {
  return {
      .captcha = {.max_number = settings.captcha_work, .on_orders = settings.captcha_on_orders}};
}

payments::PaymentSettings payment_settings(const Settings& settings) {
  payments::PaymentSettings made;
  std::string_view rest = settings.stripe_webhook_secret;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    auto secret = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    while (secret.starts_with(' ')) secret.remove_prefix(1);
    while (secret.ends_with(' ')) secret.remove_suffix(1);
    if (!secret.empty()) made.webhook_secrets.emplace_back(secret);
  }
  return made;
}

void require_real_payments(const Settings& settings) {
  if (settings.test_payments || stripe_settings(settings)) return;
  const auto url = boost::urls::parse_uri(settings.public_url);
  if (!url || url->scheme_id() != boost::urls::scheme::https) return;
  if (is_this_machine(*url)) return;
  throw std::runtime_error(
      "public_url: buyers would get real seats at " + settings.public_url +
      " for made-up cards, since no payment provider is set up; give stripe_secret_key, or "
      "--test-payments when that is meant");
}

std::string check_publishable_key(const Settings& settings) {
  if (settings.stripe_publishable_key.starts_with("sk_") ||
      settings.stripe_publishable_key.starts_with("rk_")) {
    throw std::runtime_error(
        "stripe_publishable_key: is a secret key, which every page would show");
  }
  return settings.stripe_publishable_key;
}

void check_key_modes(const Settings& settings) {
  const auto mode_of = [](std::string_view key) -> std::string_view {
    if (key.contains("_live_")) return "live";
    return key.contains("_test_") ? "test" : "";
  };
  const auto secret = mode_of(settings.stripe_secret_key);
  const auto shown = mode_of(settings.stripe_publishable_key);
  if (secret.empty() || shown.empty() || secret == shown) return;
  throw std::runtime_error("stripe_publishable_key: is a " + std::string(shown) +
                           " key and stripe_secret_key a " + std::string(secret) +
                           " one, so no card could be charged; both must be of one mode");
}

std::optional<payments::StripeSettings> stripe_settings(const Settings& settings) {
  const bool has_key = !settings.stripe_secret_key.empty();
  const bool wanted =
      settings.payment_provider == "stripe" || (settings.payment_provider == "auto" && has_key);
  if (!wanted) return std::nullopt;
  if (!has_key) throw std::runtime_error("stripe_secret_key: is needed to take money with Stripe");
  if (settings.stripe_secret_key.starts_with("pk_")) {
    throw std::runtime_error(
        "stripe_secret_key: is the publishable key; the secret one begins with sk_ or rk_");
  }
  payments::StripeSettings made{settings.stripe_secret_key, check_publishable_key(settings),
                                settings.stripe_api_base};
  while (made.api_base.ends_with('/')) made.api_base.pop_back();
  if (!made.api_base.starts_with("https://") && !made.api_base.starts_with("http://"))
    throw std::runtime_error("stripe_api_base: must begin with https://");
  return made;
}

Currency house_currency(const Settings& settings) {
  const auto currency = Currency::parse(settings.currency);
  if (!currency) throw std::runtime_error("currency: not an ISO 4217 code: " + settings.currency);
  return *currency;
}

std::optional<tickets::S3Settings> s3_settings(const Settings& settings) {
  if (settings.s3_bucket.empty()) return std::nullopt;
  if (settings.s3_access_key.empty() || settings.s3_secret_key.empty())
    throw std::runtime_error("s3_bucket: needs s3_access_key and s3_secret_key");
  return tickets::S3Settings{settings.s3_endpoint,   settings.s3_bucket,     settings.s3_region,
                             settings.s3_access_key, settings.s3_secret_key, settings.s3_prefix};
}

tickets::TicketOptions ticket_options(const Settings& settings, net::Http& http,
                                      const Clock& clock) {
  tickets::TicketOptions made;
  if (auto bucket = s3_settings(settings))
    made.remote_files = std::make_shared<tickets::S3Files>(http, clock, *std::move(bucket));
  made.files = std::filesystem::path(settings.data_dir) / "tickets";
  made.refuse_early = settings.refuse_early_scans;
  made.early_margin = std::chrono::minutes(settings.early_scan_margin_min);
  made.locale = settings.locale;
  return made;
}

}  // namespace usher::app

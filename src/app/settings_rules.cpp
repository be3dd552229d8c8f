#include "app/settings_rules.hpp"

#include <algorithm>
#include <stdexcept>

#include "app/mail.hpp"
#include "app/slice_settings.hpp"
#include "app/web_settings.hpp"

namespace usher::app {

std::vector<std::string> setting_faults(const Settings& settings) {
  std::vector<std::string> faults;
  // What makes something of a setting is the judge of it: a second opinion could differ.
  const auto attempt = [&](auto make) {
    try {
      static_cast<void>(make());
    } catch (const std::runtime_error& fault) {
      faults.emplace_back(fault.what());
    }
  };
  attempt([&] { return server_options(settings); });
  attempt([&] { return rate_limit_options(settings); });
  attempt([&] { return trusted_proxies(settings); });
  attempt([&] { return public_url(settings); });
  attempt([&] { return marketing_site(settings); });
  attempt([&] { return house_locale(settings); });
  attempt([&] { return house_currency(settings); });
  attempt([&] { return stripe_settings(settings); });
  attempt([&] { return check_publishable_key(settings); });
  attempt([&] { check_key_modes(settings); });
  attempt([&] { return s3_settings(settings); });
  attempt([&] { return database_url(settings); });
  for (auto& fault : mail_faults(settings)) faults.push_back(std::move(fault));
  return faults;
}

}  // namespace usher::app

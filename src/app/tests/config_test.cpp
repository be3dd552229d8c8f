#include "app/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/slice_settings.hpp"
#include "app/web_settings.hpp"
#include "base/random.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace usher;
using namespace usher::app;

using Environment = std::map<std::string, std::string>;

std::expected<Settings, std::vector<std::string>> load(
    std::map<std::string, std::string, std::less<>> flags, const Environment& environment = {},
    std::optional<std::string> file = {}) {
  const auto look_up = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
  };
  return load_settings({std::move(flags), look_up, std::move(file)});
}

TEST(Settings, take_the_strongest_source) {
  const std::string file = "listen = \"1.1.1.1:1\"\nreaders = 3\nio_threads = 4\n";
  const Environment environment{{"USHER_LISTEN", "2.2.2.2:2"}, {"USHER_READERS", "5"}};
  const auto settings = load({{"listen", "3.3.3.3:3"}}, environment, file);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->listen, "3.3.3.3:3");
  EXPECT_EQ(settings->readers, 5);
  EXPECT_EQ(settings->io_threads, 4);
  EXPECT_EQ(settings->currency, "USD");
}

TEST(Settings, honour_the_names_that_others_gave) {
  const Environment environment{{"DATABASE_URL", "sqlite:a.db"},
                                {"STRIPE_SECRET_KEY", "sk_1"},
                                {"SMTP_URL", "smtp://x"},
                                {"MAILGUN_DOMAIN", "m.example"},
                                {"MARKETING_SITE_URL", "https://example.org"}};
  const auto settings = load({}, environment);
  ASSERT_TRUE(settings) << settings.error().front();
  EXPECT_EQ(settings->database, "sqlite:a.db");
  EXPECT_EQ(settings->stripe_secret_key, "sk_1");
  EXPECT_EQ(settings->smtp_url, "smtp://x");
  EXPECT_EQ(settings->mailgun_domain, "m.example");
  EXPECT_EQ(settings->marketing_site_url, "https://example.org");
  const auto own = load({}, {{"DATABASE_URL", "sqlite:a.db"}, {"USHER_DATABASE", "sqlite:b.db"}});
  EXPECT_EQ(own->database, "sqlite:b.db");
}

TEST(Settings, report_every_fault_with_its_place) {
  const auto settings =
      load({{"readers", "many"}}, {{"USHER_LOG_LEVEL", "loud"}},
           "io_threads = 9999\nlistne = \"x\"\nrate_limit_loopback = \"perhaps\"");
  ASSERT_FALSE(settings);
  const auto& faults = settings.error();
  ASSERT_EQ(faults.size(), 5U);
  const auto has = [&](std::string_view text) {
    return std::ranges::any_of(
        faults, [&](const std::string& fault) { return fault.find(text) != std::string::npos; });
  };
  EXPECT_TRUE(has("there is no setting listne"));
  EXPECT_TRUE(has("--readers: must be a whole number"));
  EXPECT_TRUE(has("USHER_LOG_LEVEL: must be one of"));
  EXPECT_TRUE(has("configuration file: io_threads: must be from 0 to 256 threads"));
  EXPECT_TRUE(has("rate_limit_loopback: must be true or false"));
}

TEST(Settings, report_faults_of_value_name_and_relation_together) {
  SettingSources sources{{{"payment_provider", "stripe"}, {"locale", "xx"}},
                         [](const std::string& name) -> std::optional<std::string> {
                           if (name == "USHER_READERS") return "0";
                           return std::nullopt;
                         },
                         "public_url = \"https://example.org/tickets\"\nlisten = 1.5\n"
                         "stripe_publishable_key = \"sk_live_1\"\nsmtp_url = \"http://x\"\n",
                         {"USHER_REDERS", "USHER_READERS", "USHER_TEST_X", "PATH"}};
  const auto settings = load_settings(sources);
  ASSERT_FALSE(settings);
  std::string all;
  for (const auto& fault : settings.error()) all += fault + '\n';
  for (const char* part :
       {"USHER_REDERS: there is no such setting", "configuration file: listen: must be text",
        "USHER_READERS: must be from 1 to 64", "public_url: must end after the host",
        "locale: must be en or es", "stripe_secret_key: is needed",
        "stripe_publishable_key: is a secret key", "smtp_url: "}) {
    EXPECT_NE(all.find(part), std::string::npos) << part << "\nin\n" << all;
  }
}

SettingSources with_files(std::map<std::string, std::string, std::less<>> flags,
                          Environment environment = {}, std::optional<std::string> file = {}) {
  SettingSources sources{std::move(flags),
                         [environment](const std::string& name) -> std::optional<std::string> {
                           const auto found = environment.find(name);
                           if (found == environment.end()) return std::nullopt;
                           return found->second;
                         },
                         std::move(file)};
  sources.read_file = [](const std::string& path) -> std::optional<std::string> {
    if (path == "/run/key") return "sk_test_of_file\n";
    if (path == "/credentials/stripe_secret_key") return "sk_test_of_systemd\r\n";
    return std::nullopt;
  };
  sources.credentials = "/credentials";
  return sources;
}

TEST(Settings, take_secrets_from_files_and_credentials) {
  const auto key = [](const SettingSources& sources) {
    const auto settings = load_settings(sources);
    return settings ? settings->stripe_secret_key : settings.error().front();
  };
  EXPECT_EQ(key(with_files({{"stripe_secret_key_file", "/run/key"}})), "sk_test_of_file");
  EXPECT_EQ(key(with_files({}, {{"STRIPE_SECRET_KEY_FILE", "/run/key"}})), "sk_test_of_file");
  EXPECT_EQ(key(with_files({}, {{"USHER_STRIPE_SECRET_KEY_FILE", "/run/key"}})), "sk_test_of_file");
  EXPECT_EQ(key(with_files({}, {}, "stripe_secret_key_file = \"/run/key\"")), "sk_test_of_file");
  EXPECT_EQ(key(with_files({})), "sk_test_of_systemd");
  EXPECT_EQ(key(with_files({{"stripe_secret_key", "sk_1"}})), "sk_1");
  EXPECT_EQ(key(with_files({{"stripe_secret_key_file", "/gone"}})),
            "--stripe-secret-key-file: cannot read /gone");
  EXPECT_EQ(key(with_files({{"stripe_secret_key_file", "/run/key"}, {"stripe_secret_key", "a"}})),
            "--stripe-secret-key-file: --stripe-secret-key is given too");
}

TEST(Settings, sample_names_every_setting_and_is_a_configuration_file) {
  const std::string sample = settings_sample();
  std::string active;
  for (const auto& row : setting_rows()) {
    EXPECT_NE(sample.find("\n# " + std::string(row.name)), std::string::npos) << row.name;
  }
  // Every second line is a setting behind a "# ".
  std::size_t at = 0;
  for (int line = 0; at < sample.size(); ++line) {
    const auto end = sample.find('\n', at);
    const auto text = sample.substr(at + 2, end - at - 2);
    if (line % 2 == 1 && text.find("_file = ") == std::string::npos) active += text + '\n';
    at = end + 1;
  }
  EXPECT_TRUE(load({}, {}, active)) << active;
}

TEST(Settings, report_a_file_that_is_no_toml) {
  const auto settings = load({}, {}, "listen = \n");
  ASSERT_FALSE(settings);
  EXPECT_TRUE(settings.error().front().starts_with("configuration file: "));
}

TEST(Settings, have_different_names_and_right_defaults) {
  std::set<std::string> names;
  for (const auto& row : setting_rows()) {
    EXPECT_TRUE(names.insert(flag_of(row)).second);
    EXPECT_TRUE(names.insert(env_of(row)).second);
    EXPECT_FALSE(row.text.empty());
    EXPECT_NE(settings_markdown().find("| `" + std::string(row.name) + "` |"), std::string::npos);
  }
  EXPECT_TRUE(load({}));
}

Settings with(std::string Settings::* member, std::string value) {
  Settings settings = *load({});
  settings.*member = std::move(value);
  return settings;
}

TEST(WebSettings, read_addresses_and_ports) {
  EXPECT_EQ(server_options(with(&Settings::listen, "127.0.0.1:0")).port, 0);
  EXPECT_EQ(server_options(with(&Settings::listen, "[::1]:8080")).address, "::1");
  EXPECT_EQ(server_options(with(&Settings::listen, "*:80")).address, "0.0.0.0");
  for (const char* wrong : {"", "8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "a.b:80"}) {
    EXPECT_THROW(server_options(with(&Settings::listen, wrong)), std::runtime_error) << wrong;
  }
}

TEST(WebSettings, refuse_limits_networks_and_addresses_that_are_none) {
  EXPECT_EQ(rate_limit_options(with(&Settings::rate_limit, "off")).per_second, 0U);
  EXPECT_EQ(rate_limit_options(with(&Settings::rate_limit, "7")).per_second, 7U);
  EXPECT_THROW(rate_limit_options(with(&Settings::rate_limit, "0")), std::runtime_error);
  EXPECT_THROW(rate_limit_options(with(&Settings::rate_limit, "-1")), std::runtime_error);
  EXPECT_THROW(make_site(with(&Settings::trusted_proxies, "10.0.0.0/99")), std::runtime_error);
  for (const char* wrong : {"tickets.example", "ftp://t.example", "https://t.example/shop",
                            "https://t.example?x=1", "https://u:p@t.example", "https://"}) {
    EXPECT_THROW(make_site(with(&Settings::public_url, wrong)), std::runtime_error) << wrong;
  }
  EXPECT_EQ(make_site(with(&Settings::public_url, "https://t.example/")).public_url,
            "https://t.example");
}

TEST(WebSettings, know_the_languages_that_have_texts) {
  for (const char* right : {"en", "es", "en-GB", "es-MX"})
    EXPECT_EQ(house_locale(with(&Settings::locale, right)), right);
  for (const char* wrong : {"", "xx", "e", "english", "en-", "en-gb", "en_GB", "de"})
    EXPECT_THROW(house_locale(with(&Settings::locale, wrong)), std::runtime_error) << wrong;
}

Settings stripe_with(std::string secret_key, std::string publishable_key = "pk_test_1") {
  auto settings = with(&Settings::stripe_secret_key, std::move(secret_key));
  settings.stripe_publishable_key = std::move(publishable_key);
  return settings;
}

TEST(StripeSettings, are_those_of_stripe_as_soon_as_its_key_is_given) {
  EXPECT_FALSE(stripe_settings(with(&Settings::payment_provider, "auto")));
  const auto found = stripe_settings(stripe_with("sk_test_1"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->secret_key, "sk_test_1");
  EXPECT_EQ(found->publishable_key, "pk_test_1");
  EXPECT_EQ(found->api_base, "https://api.stripe.com");
  auto asked_for_tests = stripe_with("sk_test_1");
  asked_for_tests.payment_provider = "test";
  EXPECT_FALSE(stripe_settings(asked_for_tests));
}

TEST(StripeSettings, never_give_tickets_for_test_cards_to_who_asked_for_stripe) {
  EXPECT_THROW(stripe_settings(with(&Settings::payment_provider, "stripe")), std::runtime_error);
}

TEST(StripeSettings, refuse_keys_in_each_others_place) {
  EXPECT_THROW(stripe_settings(stripe_with("pk_test_1")), std::runtime_error);
  EXPECT_THROW(stripe_settings(stripe_with("sk_test_1", "sk_test_1")), std::runtime_error);
  auto settings = stripe_with("sk_test_1");
  settings.stripe_api_base = "ftp://stripe";
  EXPECT_THROW(stripe_settings(settings), std::runtime_error);
}

TEST(StripeSettings, refuse_a_live_key_beside_a_test_key) {
  EXPECT_NO_THROW(check_key_modes(stripe_with("sk_live_1", "pk_live_1")));
  EXPECT_NO_THROW(check_key_modes(stripe_with("rk_test_1", "pk_test_1")));
  EXPECT_NO_THROW(check_key_modes(stripe_with("sk_live_1", "")));
  EXPECT_THROW(check_key_modes(stripe_with("sk_live_1", "pk_test_1")), std::runtime_error);
  EXPECT_THROW(check_key_modes(stripe_with("rk_test_1", "pk_live_1")), std::runtime_error);
}

TEST(PaymentSettings, take_several_webhook_secrets) {
  EXPECT_TRUE(payment_settings(with(&Settings::stripe_webhook_secret, "")).webhook_secrets.empty());
  EXPECT_EQ(
      payment_settings(with(&Settings::stripe_webhook_secret, "whsec_1, whsec_2,")).webhook_secrets,
      (std::vector<std::string>{"whsec_1", "whsec_2"}));
}

}  // namespace

// Purpose: every setting, described once: flag, environment variable, TOML name, bounds and help.
// Place: app. No other room reads the environment or a configuration file.
#pragma once
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace usher::app {

// The values in force. Read only once made.
struct Settings {
  std::string listen;
  std::string database;
  std::string database_listen;
  std::string data_dir;
  std::string trusted_proxies;
  std::string public_url;
  std::string marketing_site_url;
  std::string metrics_token;
  std::string log_level;
  std::string log_format;
  bool log_requests = false;
  std::string rate_limit;
  bool rate_limit_loopback = false;
  std::int64_t io_threads = 0;
  std::int64_t worker_threads = 0;
  std::int64_t worker_queue_max = 0;
  std::int64_t connections_max = 0;
  std::int64_t connections_per_address_max = 0;
  std::int64_t body_memory_max_mib = 0;
  std::int64_t head_timeout_s = 0;
  std::int64_t body_timeout_s = 0;
  std::int64_t idle_timeout_s = 0;
  std::int64_t write_timeout_s = 0;
  std::int64_t drain_timeout_s = 0;
  std::int64_t lane_queue_max = 0;
  std::int64_t lane_batch_max = 0;
  std::int64_t readers = 0;
  std::int64_t write_lanes = 0;
  std::string currency;
  std::string locale;
  std::int64_t captcha_work = 0;
  bool captcha_on_orders = false;
  std::int64_t held_seats_per_network = 0;
  bool refuse_early_scans = false;
  std::int64_t early_scan_margin_min = 0;
  std::string payment_provider;
  bool test_payments = false;
  std::string stripe_secret_key;
  std::string stripe_publishable_key;
  std::string stripe_webhook_secret;
  std::string stripe_api_base;
  std::string mailgun_api_key;
  std::string mailgun_domain;
  std::string mailgun_api_base;
  std::string smtp_url;
  std::string smtp_ca_file;
  std::string mail_from;
  std::string s3_endpoint;
  std::string s3_bucket;
  std::string s3_region;
  std::string s3_access_key;
  std::string s3_secret_key;
  std::string s3_prefix;
  std::string mail_reply_to;
  std::int64_t mail_timeout_s = 0;
  std::int64_t reminder_hours = 0;
  std::int64_t sent_messages_days = 0;
};

// One setting. "data_dir" is --data-dir, USHER_DATA_DIR and `data_dir = …` in the TOML file.
struct SettingRow {
  std::string_view name;
  std::variant<std::string Settings::*, std::int64_t Settings::*, bool Settings::*> member;
  std::string_view initial;
  std::string_view text;
  std::string_view unit{};
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool secret = false;          // never logged, never shown
  std::string_view also_env{};  // a name that others gave it: STRIPE_SECRET_KEY
  std::string_view one_of{};    // "test|stripe"
};

std::span<const SettingRow> setting_rows();

std::string flag_of(const SettingRow& row);  // "--data-dir"
std::string env_of(const SettingRow& row);   // "USHER_DATA_DIR"
std::string flag_of(std::string_view name);

// Secrets have a second name with "_file" at its end, in every source: a file whose text is the
// value. A file of a secret's name in `credentials` (systemd's) is the weakest source.
struct SettingSources {
  std::map<std::string, std::string, std::less<>> flags;  // by setting name
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::optional<std::string> file;  // the text of the TOML file
  // Names of all variables of the environment: one that begins with USHER_ and is no setting is a
  // fault.
  std::vector<std::string> environment_names{};
  std::function<std::optional<std::string>(const std::string& path)> read_file{};
  std::optional<std::string> credentials{};  // a directory
};

// Errors: every fault at once, each with the place it comes from: unknown names, values that are
// none, and what setting_faults() finds of those that are.
std::expected<Settings, std::vector<std::string>> load_settings(const SettingSources& sources);

// The table of docs/reference/settings.md.
std::string settings_markdown();
// A configuration file with every setting at its default, commented out.
std::string settings_sample();

}  // namespace usher::app

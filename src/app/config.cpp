#include "app/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <sstream>

#include "app/settings_rules.hpp"

namespace usher::app {
namespace {

using S = Settings;

constexpr auto kRows = std::to_array<SettingRow>({
    {"listen", &S::listen, "127.0.0.1:8080", "Address and port to serve at; port 0 takes any"},
    {.name = "database",
     .member = &S::database,
     .initial = "sqlite:usher.db",
     .text = "sqlite:FILE or postgresql://…",
     .also_env = "DATABASE_URL"},
    {"database_listen", &S::database_listen, "",
     "postgresql://… past a pooler in transaction mode, for news from other nodes"},
    {"data_dir", &S::data_dir, ".",
     "Directory for finished ticket files; what is lost there is drawn again"},
    {"trusted_proxies", &S::trusted_proxies, "",
     "Networks (CIDR, comma-separated) whose X-Forwarded-For is believed"},
    {"public_url", &S::public_url, "",
     "The site's address as buyers see it, such as https://tickets.example.org"},
    {.name = "marketing_site_url",
     .member = &S::marketing_site_url,
     .initial = "",
     .text = "The organiser's own site, linked from the shop",
     .also_env = "MARKETING_SITE_URL"},
    {.name = "metrics_token",
     .member = &S::metrics_token,
     .initial = "",
     .text = "Bearer token for /metrics; without one only this machine may read it",
     .secret = true},
    {.name = "log_level",
     .member = &S::log_level,
     .initial = "info",
     .text = "What is logged",
     .one_of = "debug|info|warning|error|off"},
    {.name = "log_format",
     .member = &S::log_format,
     .initial = "auto",
     .text = "How lines look; auto is for people on a terminal, and json elsewhere",
     .one_of = "auto|json|text"},
    {"log_requests", &S::log_requests, "false",
     "Writes a line for every request, with the client's address"},
    {"rate_limit", &S::rate_limit, "200",
     "Requests a second that one address may make for long, or off"},
    {"rate_limit_loopback", &S::rate_limit_loopback, "false",
     "Limits requests from this machine too"},
    {"io_threads", &S::io_threads, "0", "Threads for connections; 0 is one less than cores",
     "threads", 0, 256},
    {"worker_threads", &S::worker_threads, "2", "Threads for passwords, documents, compression",
     "threads", 1, 256},
    {"worker_queue_max", &S::worker_queue_max, "1024", "Jobs that may wait for a worker", "jobs", 1,
     1'000'000},
    {"connections_max", &S::connections_max, "20000", "Open connections; more get 503",
     "connections", 1, 1'000'000},
    {"connections_per_address_max", &S::connections_per_address_max, "15000",
     "Of them from one address, at most three quarters of all; more get 429. Behind a trusted "
     "proxy "
     "its clients are counted",
     "connections", 1, 1'000'000},
    {"body_memory_max_mib", &S::body_memory_max_mib, "256",
     "Memory for requests under way; one address gets half, more gets 429 or 503", "MiB", 96,
     1'000'000},
    {"head_timeout_s", &S::head_timeout_s, "10", "For a request's head", "seconds", 1, 3600},
    {"body_timeout_s", &S::body_timeout_s, "30", "For a request's body, and 1 s per 16 KiB",
     "seconds", 1, 3600},
    {"idle_timeout_s", &S::idle_timeout_s, "60", "Between two requests of a connection", "seconds",
     1, 3600},
    {"write_timeout_s", &S::write_timeout_s, "30", "For reading an answer, and 1 s per 16 KiB",
     "seconds", 1, 3600},
    {"drain_timeout_s", &S::drain_timeout_s, "5",
     "For running requests when stopping; the process ends 1 s later at the latest", "seconds", 0,
     3600},
    {"lane_queue_max", &S::lane_queue_max, "4096", "Commands that may wait for a write lane",
     "commands", 1, 1'000'000},
    {"lane_batch_max", &S::lane_batch_max, "512", "Commands in one commit", "commands", 1, 100'000},
    {"readers", &S::readers, "2", "Database connections for reading", "connections", 1, 64},
    {"write_lanes", &S::write_lanes, "4",
     "Database connections for writing on PostgreSQL; SQLite has one", "connections", 1, 64},
    {"currency", &S::currency, "USD", "Currency of new shows (ISO 4217)"},
    {"locale", &S::locale, "en", "Language of the shop until a visitor chooses (BCP 47)"},
    {"captcha_work", &S::captcha_work, "100000",
     "Numbers to try at most for a captcha; a phone tries some 100,000 a second", "numbers", 1,
     100'000'000},
    {"captcha_on_orders", &S::captcha_on_orders, "false",
     "Asks for a captcha for every order, not only after many failures"},
    {"held_seats_per_network", &S::held_seats_per_network, "40",
     "Seats of a show that may be held from one network, in baskets and unpaid orders; for more a "
     "captcha is asked, 0 for never. As with rate limits, not from this machine itself",
     "seats", 0, 1'000'000},
    {"refuse_early_scans", &S::refuse_early_scans, "false",
     "Scans before the doors open that say nothing of it are answered too_early, not admitted"},
    {"early_scan_margin_min", &S::early_scan_margin_min, "15",
     "How long before doors_at the doors open; a show without opens twelve hours before it starts",
     "minutes", 0, 1440},
    {.name = "payment_provider",
     .member = &S::payment_provider,
     .initial = "auto",
     .text = "Who takes the money; auto is Stripe once its secret key is set",
     .one_of = "auto|test|stripe"},
    {"test_payments", &S::test_payments, "false",
     "Gives tickets for made-up cards although public_url is a public https address"},
    {.name = "stripe_secret_key",
     .member = &S::stripe_secret_key,
     .initial = "",
     .text = "Stripe's secret key",
     .secret = true,
     .also_env = "STRIPE_SECRET_KEY"},
    {.name = "stripe_publishable_key",
     .member = &S::stripe_publishable_key,
     .initial = "",
     .text = "Stripe's publishable key",
     .also_env = "STRIPE_PUBLISHABLE_KEY"},
    {.name = "stripe_webhook_secret",
     .member = &S::stripe_webhook_secret,
     .initial = "",
     .text = "Signing secrets of the webhook, comma-separated while they rotate",
     .secret = true,
     .also_env = "STRIPE_WEBHOOK_SECRET"},
    {.name = "stripe_api_base",
     .member = &S::stripe_api_base,
     .initial = "https://api.stripe.com",
     .text = "Another host for tests",
     .also_env = "STRIPE_API_BASE"},
    {.name = "mailgun_api_key",
     .member = &S::mailgun_api_key,
     .initial = "",
     .text = "Mailgun's key",
     .secret = true,
     .also_env = "MAILGUN_API_KEY"},
    {.name = "mailgun_domain",
     .member = &S::mailgun_domain,
     .initial = "",
     .text = "Mailgun's domain",
     .also_env = "MAILGUN_DOMAIN"},
    {.name = "mailgun_api_base",
     .member = &S::mailgun_api_base,
     .initial = "https://api.mailgun.net",
     .text = "Another host for Europe or tests",
     .also_env = "MAILGUN_API_BASE"},
    {.name = "smtp_url",
     .member = &S::smtp_url,
     .initial = "",
     .text = "smtp://user:password@host:port (with STARTTLS) or smtps://… for mail",
     .secret = true,
     .also_env = "SMTP_URL"},
    {"smtp_ca_file", &S::smtp_ca_file, "",
     "Certificates to trust for smtp_url instead of the system's"},
    {"s3_bucket", &S::s3_bucket, "",
     "Bucket for finished ticket files instead of data_dir, so that several nodes share them"},
    {"s3_endpoint", &S::s3_endpoint, "https://s3.amazonaws.com",
     "Address of the store that speaks Amazon's S3"},
    {"s3_region", &S::s3_region, "us-east-1", "Its region"},
    {"s3_access_key", &S::s3_access_key, "", "Id of the key to it"},
    {.name = "s3_secret_key",
     .member = &S::s3_secret_key,
     .initial = "",
     .text = "The key to it",
     .secret = true},
    {"s3_prefix", &S::s3_prefix, "usher/", "What the names of all objects begin with"},
    {"mail_from", &S::mail_from, "", "Who mail comes from: Name <address>"},
    {"mail_reply_to", &S::mail_reply_to, "", "Where answers to mails go, if not to mail_from"},
    {"mail_timeout_s", &S::mail_timeout_s, "30", "For handing one mail over", "seconds", 1, 45},
    {"reminder_hours", &S::reminder_hours, "24",
     "How long before a show its guests are reminded by mail; 0: not at all", "hours", 0, 168},
    {"sent_messages_days", &S::sent_messages_days, "180",
     "How long a message that was sent stays in the records; 0: for ever", "days", 0, 3650},
});

struct Given {
  std::string text;
  std::string from;  // for messages
};

constexpr std::string_view kFileEnding = "_file";

// nullopt: nothing that a setting can be.
std::optional<std::string> toml_text(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  const auto* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::string joined;
  for (const auto& each : *list) {
    const auto text = toml_text(each);
    if (!text) return std::nullopt;
    joined += (joined.empty() ? "" : ",") + *text;
  }
  return joined;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// The names by which a setting is looked up in the environment, the strongest first.
std::vector<std::string> env_names_of(const SettingRow& row) {
  std::vector<std::string> names{env_of(row)};
  if (!row.also_env.empty()) names.emplace_back(row.also_env);
  return names;
}

// Whether a source may name it: a setting, or a secret's file.
bool is_name(std::string_view name) {
  return std::ranges::any_of(kRows, [&](const SettingRow& row) {
    if (row.name == name) return true;
    return row.secret && name == fmt::format("{}{}", row.name, kFileEnding);
  });
}

class Loader {
 public:
  explicit Loader(const SettingSources& sources) : sources_(sources) {
    read_file();
    check_environment();
  }

  std::expected<Settings, std::vector<std::string>> load() {
    Settings settings;
    for (const auto& row : kRows) {
      const Given given = find(row);
      std::visit([&](auto member) { set(row, given, settings.*member); }, row.member);
    }
    for (auto& fault : setting_faults(settings)) faults_.push_back(std::move(fault));
    if (!faults_.empty()) return std::unexpected(std::move(faults_));
    return settings;
  }

 private:
  void read_file() {
    if (!sources_.file) return;
    try {
      const toml::table table = toml::parse(*sources_.file);
      for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const auto text = toml_text(node);
        if (!is_name(name)) {
          faults_.push_back(fmt::format("configuration file: there is no setting {}", name));
        } else if (!text) {
          faults_.push_back(fmt::format(
              "configuration file: {}: must be text, a whole number, true or false", name));
        } else {
          file_[name] = *text;
        }
      }
    } catch (const toml::parse_error& failure) {
      std::ostringstream place;
      place << failure.source().begin;
      faults_.push_back(
          fmt::format("configuration file: {} ({})", failure.description(), place.str()));
    }
  }

  // A variable that is misspelt would pass for one that is not set. What tests set for themselves
  // begins with USHER_TEST_; scripts keep the name of this program in USHER_BINARY.
  void check_environment() {
    for (const auto& name : sources_.environment_names) {
      if (!name.starts_with("USHER_") || name.starts_with("USHER_TEST_")) continue;
      if (name == "USHER_CONFIG" || name.starts_with("USHER_BIN")) continue;
      const bool known = std::ranges::any_of(kRows, [&](const SettingRow& row) {
        return name == env_of(row) || (row.secret && name == upper(env_of(row) + "_file"));
      });
      if (!known) faults_.push_back(fmt::format("{}: there is no such setting", name));
    }
  }

  Given find(const SettingRow& row) {
    const std::string file_name = fmt::format("{}{}", row.name, kFileEnding);
    const auto flag = [&](std::string_view name) -> std::optional<std::string> {
      const auto found = sources_.flags.find(name);
      if (found == sources_.flags.end()) return std::nullopt;
      return found->second;
    };
    if (auto given = either(row, flag(row.name), flag_of(row), flag(file_name), flag_of(file_name)))
      return *std::move(given);
    for (const auto& name : env_names_of(row)) {
      const std::string path_name = name + "_FILE";
      if (auto given = either(row, variable(name), name,
                              row.secret ? variable(path_name) : std::nullopt, path_name))
        return *std::move(given);
    }
    const auto listed = [&](const std::string& name) -> std::optional<std::string> {
      const auto found = file_.find(name);
      if (found == file_.end()) return std::nullopt;
      return found->second;
    };
    const auto place = [](std::string_view name) {
      return fmt::format("configuration file: {}", name);
    };
    if (auto given = either(row, listed(std::string(row.name)), place(row.name), listed(file_name),
                            place(file_name)))
      return *std::move(given);
    if (auto given = credential(row)) return *std::move(given);
    return {std::string(row.initial), std::string(row.name)};
  }

  std::optional<std::string> variable(const std::string& name) const {
    return sources_.environment ? sources_.environment(name) : std::nullopt;
  }

  // A value given as it is, or as the name of the file that holds it; not both.
  std::optional<Given> either(const SettingRow& row, std::optional<std::string> value,
                              std::string value_from, std::optional<std::string> path,
                              std::string path_from) {
    if (!path) {
      if (!value) return std::nullopt;
      return Given{*std::move(value), std::move(value_from)};
    }
    if (value) faults_.push_back(fmt::format("{}: {} is given too", path_from, value_from));
    auto text = sources_.read_file ? sources_.read_file(*path) : std::nullopt;
    if (!text) {
      faults_.push_back(fmt::format("{}: cannot read {}", path_from, *path));
      return Given{std::string(row.initial), std::move(path_from)};
    }
    return Given{without_line_end(*std::move(text)), std::move(path_from)};
  }

  std::optional<Given> credential(const SettingRow& row) const {
    if (!row.secret || !sources_.credentials || !sources_.read_file) return std::nullopt;
    auto text = sources_.read_file(fmt::format("{}/{}", *sources_.credentials, row.name));
    if (!text) return std::nullopt;
    return Given{without_line_end(*std::move(text)), fmt::format("credential {}", row.name)};
  }

  static std::string without_line_end(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
  }

  // What is no value counts as the default, so that the faults of other settings still show.
  void fault(const SettingRow& row, const Given& given, std::string_view what, auto& out) {
    faults_.push_back(fmt::format("{}: {}", given.from, what));
    if (given.text != row.initial) set(row, {std::string(row.initial), given.from}, out);
  }

  void set(const SettingRow& row, const Given& given, std::string& out) {
    out = given.text;
    if (row.one_of.empty()) return;
    std::string_view rest = row.one_of;
    while (!rest.empty()) {
      const auto bar = std::min(rest.find('|'), rest.size());
      if (rest.substr(0, bar) == given.text) return;
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    fault(row, given, fmt::format("must be one of {}", row.one_of), out);
  }

  void set(const SettingRow& row, const Given& given, std::int64_t& out) {
    const char* const end = given.text.data() + given.text.size();
    const auto [at, failure] = std::from_chars(given.text.data(), end, out);
    if (failure != std::errc{} || at != end)
      return fault(row, given, "must be a whole number", out);
    if (out < row.low || out > row.high) {
      fault(row, given, fmt::format("must be from {} to {} {}", row.low, row.high, row.unit), out);
    }
  }

  void set(const SettingRow& row, const Given& given, bool& out) {
    out = given.text == "true" || given.text == "1";
    if (!out && given.text != "false" && given.text != "0")
      fault(row, given, "must be true or false", out);
  }

  const SettingSources& sources_;
  std::map<std::string, std::string> file_;
  std::vector<std::string> faults_;
};

}  // namespace

std::span<const SettingRow> setting_rows() { return kRows; }

std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string flag_of(const SettingRow& row) { return flag_of(row.name); }

std::string env_of(const SettingRow& row) { return upper("USHER_" + std::string(row.name)); }

std::expected<Settings, std::vector<std::string>> load_settings(const SettingSources& sources) {
  return Loader(sources).load();
}

std::string settings_markdown() {
  std::string out = "| setting | flag | environment | default | meaning |\n|---|---|---|---|---|\n";
  for (const auto& row : kRows) {
    std::string meaning(row.text);
    if (!row.one_of.empty()) meaning += fmt::format(" ({})", row.one_of);
    if (!row.unit.empty()) meaning += fmt::format(", {}–{} {}", row.low, row.high, row.unit);
    std::ranges::replace(meaning, '|', '/');
    if (row.secret) meaning += fmt::format(". Secret: `{}_file` names a file with it", row.name);
    const std::string also = row.also_env.empty() ? "" : fmt::format(", `{}`", row.also_env);
    const std::string initial = row.initial.empty() ? "" : fmt::format("`{}`", row.initial);
    out += fmt::format("| `{}` | `{}` | `{}`{} | {} | {} |\n", row.name, flag_of(row), env_of(row),
                       also, initial, meaning);
  }
  return out;
}

std::string settings_sample() {
  std::string out;
  for (const auto& row : kRows) {
    const bool bare = !std::holds_alternative<std::string Settings::*>(row.member);
    const std::string_view quote = bare ? "" : "\"";
    out += fmt::format("# {}\n# {} = {}{}{}\n", row.text,
                       row.secret ? fmt::format("{}_file", row.name) : std::string(row.name), quote,
                       row.initial, quote);
  }
  return out;
}

}  // namespace usher::app

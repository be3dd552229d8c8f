#include "app/doctor.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/slice_settings.hpp"
#include "base/log.hpp"

namespace usher::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kLittleSpace = 1024 * kMiB;
constexpr std::uint64_t kNoSpace = 100 * kMiB;
constexpr std::int64_t kPlentyOfFiles = 4096;  // an evening's sale
// Rules go by the clock of the node that decides: more than this is worth a person's look.
constexpr Duration kClockOffMax = std::chrono::seconds(2);
constexpr Duration kMailLateAfter = std::chrono::minutes(15);

Check well(std::string_view id, std::string text) {
  return {id, CheckState::ok, {}, std::move(text), {}};
}
Check warning(std::string_view id, std::string_view code, std::string text, std::string advice) {
  return {id, CheckState::warning, code, std::move(text), std::move(advice)};
}
Check failure(std::string_view id, std::string_view code, std::string text, std::string advice) {
  return {id, CheckState::failed, code, std::move(text), std::move(advice)};
}

// A house that people outside can reach; without it this is a trial on somebody's machine.
bool is_public(const Settings& settings) { return settings.public_url.starts_with("https://"); }

Check check_data_dir(const Settings& settings) {
  constexpr std::string_view kId = "data_dir";
  std::string name = (fs::absolute(settings.data_dir) / ".usher-doctor-XXXXXX").string();
  const int file = ::mkstemp(name.data());
  const bool written = file >= 0 && ::write(file, "x", 1) == 1;
  if (file >= 0) {
    ::close(file);
    ::unlink(name.c_str());
  }
  if (written) return well(kId, "Files can be written to " + settings.data_dir + ".");
  return failure(kId, "data_dir_not_writable",
                 "No file can be written to data_dir: ticket files are drawn anew each time.",
                 "Give the directory to the user that the server runs as, or set data_dir.");
}

Check check_disk(const Settings& settings) {
  constexpr std::string_view kId = "disk";
  constexpr std::string_view kSqlite = "sqlite:";
  fs::path place = fs::absolute(settings.data_dir);
  if (settings.database.starts_with(kSqlite))
    place = fs::absolute(settings.database.substr(kSqlite.size())).parent_path();
  struct statvfs disk{};
  if (::statvfs(place.c_str(), &disk) != 0)
    return well(kId, "How full the disk is cannot be told.");
  const std::uint64_t left = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  const std::string text = fmt::format("The disk has {} MiB left.", left / kMiB);
  if (left >= kLittleSpace) return well(kId, text);
  const std::string advice = "Make room: without any, nothing can be sold.";
  return left < kNoSpace ? failure(kId, "disk_full", text, advice)
                         : warning(kId, "disk_nearly_full", text, advice);
}

Check check_open_files(const Settings& settings) {
  constexpr std::string_view kId = "open_files";
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return well(kId, "Open files cannot be counted.");
  const auto most = static_cast<std::int64_t>(std::min<rlim_t>(files.rlim_max, 1'000'000'000));
  if (most >= std::min(kPlentyOfFiles, settings.connections_max))
    return well(kId, "Enough files may be open at a time.");
  return warning(kId, "few_open_files",
                 fmt::format("Only {} files may be open at a time; each connection is one.", most),
                 "Raise the limit: LimitNOFILE= in the systemd unit, or ulimit -n.");
}

// Usher speaks no TLS: where buyers come over https, somebody stands in front.
Check check_proxy(const Settings& settings) {
  constexpr std::string_view kId = "proxy";
  if (!is_public(settings) || !settings.trusted_proxies.empty())
    return well(kId, "What stands in front is known.");
  return warning(kId, "proxy_not_named",
                 "Buyers come over https, so a proxy stands in front, but trusted_proxies names "
                 "none: all buyers count as one address, and limits meet everybody.",
                 "Set trusted_proxies to the proxy's address, such as 127.0.0.1.");
}

bool is_test_key(std::string_view key) { return key.contains("_test_"); }

}  // namespace

Checks check_machine(const Settings& settings) {
  return {check_data_dir(settings), check_disk(settings), check_open_files(settings),
          check_proxy(settings)};
}

Check judge_payments(const Settings& settings, const Status& probe) {
  constexpr std::string_view kId = "payments";
  if (!stripe_settings(settings))
    return well(kId, "Payments are made up: no provider is set up, so no money is taken.");
  if (!probe && probe.error().code == "provider_key_refused") {
    return failure(kId, "payment_key_refused", probe.error().detail,
                   "Copy the secret key from Stripe's dashboard (Developers, API keys) into "
                   "stripe_secret_key. A restricted key needs PaymentIntents, Refunds, Charges, "
                   "Disputes and Events.");
  }
  if (settings.stripe_publishable_key.empty()) {
    return failure(kId, "publishable_key_missing",
                   "stripe_publishable_key is not set: no page shows the card form.",
                   "Copy it from Stripe's dashboard; it begins with pk_.");
  }
  if (!probe) {
    return warning(kId, "payment_provider_away", "The payment provider does not answer.",
                   "Look whether this machine reaches " + settings.stripe_api_base +
                       ", and at the provider's status page.");
  }
  if (settings.stripe_webhook_secret.empty()) {
    return warning(kId, "webhook_secret_missing",
                   "stripe_webhook_secret is not set, so no message of Stripe is believed: buyers "
                   "who close the page wait for their tickets until `usher reconcile`.",
                   "Add an endpoint in Stripe's dashboard that leads to "
                   "/api/webhooks/stripe/ticket-payment, and "
                   "set its signing secret.");
  }
  if (is_test_key(settings.stripe_secret_key) && is_public(settings)) {
    return warning(kId, "payments_are_tests",
                   "Stripe's test keys are in use: cards are made up and no money is taken.",
                   "Set the live keys before real seats are sold.");
  }
  return well(kId, "Stripe takes the key.");
}

Check judge_mail(const Settings& settings, const Status& probe) {
  constexpr std::string_view kId = "mail";
  if (!sends_mail(settings)) {
    if (!is_public(settings)) return well(kId, "No mail is sent: a trial on this machine.");
    return warning(kId, "mail_not_set_up",
                   "No mail is sent: confirmations and tickets wait in the outbox.",
                   "Set smtp_url or mailgun_api_key.");
  }
  if (probe) return well(kId, "The mail server takes mail of this sender.");
  // What servers say may name the account: for the log and the command, not for pages.
  if (probe.error().code == "mail_refused") {
    return failure(kId, "mail_refused", "The mail server refuses: " + probe.error().detail,
                   "Check user, password and mail_from: many servers take only their own senders.");
  }
  if (probe.error().code == "mail_not_encrypted") {
    return failure(kId, "mail_not_encrypted", probe.error().detail,
                   "Use smtps://, a server with STARTTLS, or smtp_ca_file for a certificate of "
                   "your own.");
  }
  return failure(kId, "mail_unreachable", probe.error().detail,
                 "Check host and port, and whether this machine may connect to them.");
}

Check judge_role(const store::AskedBy& asked_by) {
  constexpr std::string_view kId = "database_role";
  if (!asked_by.passes_policies) return well(kId, "The database's role sees what it should.");
  return warning(kId, "role_passes_policies",
                 "The database's role is a superuser or bypasses row-level security: the wall "
                 "behind the server's own checks is gone.",
                 "Connect as a role that is neither; docs/operations.md has one (usher_app).");
}

Check judge_clock(Duration lead) {
  constexpr std::string_view kId = "clock";
  if (abs(lead) <= kClockOffMax) return well(kId, "The clock agrees with the database's.");
  const bool ahead = lead > Duration{};
  return warning(
      kId, ahead ? "clock_ahead" : "clock_behind",
      fmt::format("This machine's clock is {:.1f} s {} the database's; holds end and sales begin "
                  "by it.",
                  static_cast<double>(abs(lead).count()) / 1000, ahead ? "ahead of" : "behind"),
      "Let both machines ask a time server (NTP).");
}

Checks judge_backlog(const Backlog::Numbers& backlog, Timestamp now) {
  Checks checks;
  const auto& [mail, jobs] = backlog;
  if (mail.dead > 0) {
    checks.push_back(warning("outbox", "mails_given_up",
                             fmt::format("{} mails were given up.", mail.dead),
                             "Mail in the administration shows why, and sends them again."));
  } else if (mail.oldest && now - *mail.oldest > kMailLateAfter) {
    checks.push_back(
        warning("outbox", "mail_waits",
                fmt::format("{} mails wait, the oldest for more than 15 minutes.", mail.waiting),
                "Mail in the administration shows why."));
  } else {
    checks.push_back(well("outbox", "No mail has waited for long."));
  }
  checks.push_back(
      jobs.dead > 0
          ? warning("jobs", "jobs_given_up",
                    fmt::format("{} pieces of work in the background were given up.", jobs.dead),
                    "GET /api/admin/jobs names them; POST …/retry tries again.")
          : well("jobs", "No work in the background was given up."));
  return checks;
}

bool Doctor::is_well(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(found_, id, &Check::id);
  return found != found_.end() && found->state == CheckState::ok;
}

boost::asio::awaitable<void> Doctor::look() {
  Checks fresh = check_machine(parts_.settings);
  if (!is_well("payments"))
    fresh.push_back(judge_payments(parts_.settings, co_await parts_.provider.probe()));
  if (!is_well("mail")) fresh.push_back(judge_mail(parts_.settings, co_await parts_.mail.probe()));
  if (!is_well("database_role")) {
    const auto by =
        co_await parts_.store.read([](store::Queries& q) { return store::asked_by(q); });
    fresh.push_back(judge_role(by));
  }
  keep(std::move(fresh));
}

// What is new is logged; what was not looked at stays as it was.
void Doctor::keep(Checks fresh) {
  const std::lock_guard lock(mutex_);
  for (auto& check : fresh) {
    auto known = std::ranges::find(found_, check.id, &Check::id);
    if (check.code != (known == found_.end() ? std::string_view() : known->code))
      log::warning("check", {{"check", check.id}, {"code", check.code}, {"cause", check.text}});
    if (known == found_.end()) {
      found_.push_back(std::move(check));
    } else {
      *known = std::move(check);
    }
  }
}

std::vector<web::ReadinessWarning> Doctor::warnings() const {
  Checks checks;
  {
    const std::lock_guard lock(mutex_);
    checks = found_;
  }
  checks.push_back(judge_clock(parts_.store.clock_lead()));
  for (auto& check : judge_backlog(parts_.backlog.numbers(), parts_.clock.now()))
    checks.push_back(std::move(check));
  std::vector<web::ReadinessWarning> warnings;
  if (parts_.proxies.has_seen_untrusted()) {
    warnings.push_back({"unknown_proxy",
                        "A proxy on this machine passes requests on, but trusted_proxies does not "
                        "name it: all its visitors count as one address, and limits and blocks "
                        "meet everybody. Set trusted_proxies to the proxy's address, such as "
                        "127.0.0.1."});
  }
  for (auto& check : checks) {
    if (check.state == CheckState::ok) continue;
    // Anybody may ask: a mail server's own words stay in the log.
    const auto text = check.code == "mail_refused" ? "The mail server refuses." : check.text;
    warnings.push_back({std::string(check.code), text + " " + check.advice});
  }
  return warnings;
}

}  // namespace usher::app

// Purpose: looks for what is not set up well before buyers meet it. Place: app; `usher doctor` and
// a server's readiness say what it finds.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "app/backlog.hpp"
#include "app/config.hpp"
#include "app/mail.hpp"
#include "payments/provider.hpp"
#include "store/inspection.hpp"
#include "web/proxies.hpp"
#include "web/system_endpoints.hpp"

namespace usher::app {

enum class CheckState : std::uint8_t { ok, warning, failed };

// What one check came to. Pages have words of their own for `code`; the texts name no secret and no
// person.
struct Check {
  std::string_view id;  // "mail"
  CheckState state = CheckState::ok;
  std::string_view code{};  // "mail_refused"; empty when all is well
  std::string text{};
  std::string advice{};  // what to do; empty when all is well
};
using Checks = std::vector<Check>;

// Files, disk, limits and what the settings say of the proxy in front.
Checks check_machine(const Settings& settings);
// `probe`: what Provider::probe answered.
Check judge_payments(const Settings& settings, const Status& probe);
// `probe`: what MailCarrier::probe answered; not asked where no mail is sent.
Check judge_mail(const Settings& settings, const Status& probe);
Check judge_role(const store::AskedBy& asked_by);
// `lead`: how far this machine's clock is ahead of the database's.
Check judge_clock(Duration lead);
Checks judge_backlog(const Backlog::Numbers& backlog, Timestamp now);

// The same for a server that runs. Thread-safe; everything in Parts outlives it.
class Doctor {
 public:
  struct Parts {
    Settings settings;
    store::Store& store;
    const Clock& clock;
    payments::Provider& provider;
    const Mail& mail;
    const Backlog& backlog;
    const web::ProxyWatch& proxies;
  };
  explicit Doctor(Parts parts) : parts_(std::move(parts)) {}

  // Looks at everything; those outside are asked again only until they have said that all is well.
  boost::asio::awaitable<void> look();
  // What is not well, as of the last look; clock, proxies and backlog as of now.
  std::vector<web::ReadinessWarning> warnings() const;

 private:
  bool is_well(std::string_view id) const;
  void keep(Checks fresh);

  const Parts parts_;
  mutable std::mutex mutex_;
  Checks found_;
};

}  // namespace usher::app

#include "app/mail.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

#include "app/web_settings.hpp"
#include "base/log.hpp"
#include "notifications/endpoints.hpp"
#include "notifications/unsubscribe.hpp"

namespace usher::app {
namespace {

constexpr Duration kStopPatience = std::chrono::seconds(2);

[[noreturn]] void wrong(const std::string& setting, const std::string& why) {
  throw std::runtime_error(setting + ": " + why);
}

// Where links in mails lead to. Only a machine of one's own can do without the setting.
std::string shop_address(const Settings& settings) {
  if (auto address = public_url(settings); !address.empty()) return address;
  if (sends_mail(settings)) {
    log::warning("mail_links_lead_to_this_machine",
                 {{"cause", "public_url is not set; set it to the shop's address"}});
  }
  return "http://" + settings.listen;
}

std::string host_of(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  return parsed ? std::string(parsed->host()) : std::string();
}

notifications::MailAddress address_of(const std::string& setting, const std::string& text) {
  const auto address = notifications::MailAddress::parse(text);
  if (!address) wrong(setting, "must be an address, or Name <address>");
  return *address;
}

// Who the mail server knows; empty where it does not matter.
std::string mail_user(const Settings& settings) {
  const auto server = net::SmtpServer::parse(settings.smtp_url);
  return server ? server->user : std::string();
}

// The first of these that is an address: what is set, who signs in, tickets@ the provider's domain
// or the shop's.
notifications::MailAddress sender_address(const Settings& settings) {
  if (!settings.mail_from.empty()) return address_of("mail_from", settings.mail_from);
  for (const auto& guess : {mail_user(settings), "tickets@" + settings.mailgun_domain,
                            "tickets@" + host_of(settings.public_url)}) {
    if (auto address = notifications::MailAddress::parse(guess)) return *address;
  }
  wrong("mail_from", "must be set to send mail");
}

notifications::MailHouse house_of(const Settings& settings) {
  const auto from = notifications::MailAddress::parse(settings.mail_from);
  const bool named = from && !from->name.empty();
  return {named ? from->name : "Usher", shop_address(settings)};
}

net::SmtpSettings smtp_settings(const Settings& settings) {
  net::SmtpSettings made;
  auto server = net::SmtpServer::parse(settings.smtp_url);
  if (!server) wrong("smtp_url", server.error());
  made.server = *std::move(server);
  made.ca_file = settings.smtp_ca_file;
  made.total_timeout = std::chrono::seconds(settings.mail_timeout_s);
  return made;
}

notifications::MailgunSettings mailgun_settings(const Settings& settings) {
  if (settings.mailgun_domain.empty()) wrong("mailgun_domain", "must be set with mailgun_api_key");
  notifications::MailgunSettings made{settings.mailgun_api_key, settings.mailgun_domain,
                                      settings.mailgun_api_base};
  while (made.api_base.ends_with('/')) made.api_base.pop_back();
  made.timeout = std::chrono::seconds(settings.mail_timeout_s);
  return made;
}

}  // namespace

bool sends_mail(const Settings& settings) {
  return !settings.smtp_url.empty() || !settings.mailgun_api_key.empty();
}

std::string mail_sender(const Settings& settings) { return sender_address(settings).address; }

std::unique_ptr<notifications::MailCarrier> make_mail_carrier(const Settings& settings,
                                                              net::Http& http) {
  if (settings.smtp_url.empty())
    return std::make_unique<notifications::MailgunCarrier>(http, mailgun_settings(settings));
  auto smtp = smtp_settings(settings);
  const auto from = mail_sender(settings);
  smtp.hello_name = from.substr(from.rfind('@') + 1);
  return std::make_unique<notifications::SmtpCarrier>(std::move(smtp));
}

std::vector<std::string> mail_faults(const Settings& settings) {
  std::vector<std::string> faults;
  const auto attempt = [&](auto make) {
    try {
      static_cast<void>(make());
    } catch (const std::runtime_error& fault) {
      faults.emplace_back(fault.what());
    }
  };
  if (!settings.smtp_url.empty()) attempt([&] { return smtp_settings(settings); });
  if (!settings.mailgun_api_key.empty()) attempt([&] { return mailgun_settings(settings); });
  if (!settings.smtp_url.empty() && !settings.mailgun_api_key.empty())
    faults.emplace_back("smtp_url: either this or mailgun_api_key, not both");
  if (!settings.mail_reply_to.empty())
    attempt([&] { return address_of("mail_reply_to", settings.mail_reply_to); });
  if (sends_mail(settings) || !settings.mail_from.empty())
    attempt([&] { return sender_address(settings); });
  return faults;
}

Mail::Mail(const MailParts& parts)
    : store_(parts.store),
      notifications_(parts.notifications),
      house_(house_of(parts.settings)),
      unsubscribe_secret_(accounts::house_secret(parts.store, parts.random, "unsubscribe")),
      content_({parts.store, parts.orders, parts.tickets, house_, parts.settings.locale,
                unsubscribe_secret_}) {
  const auto& settings = parts.settings;
  if (!sends_mail(settings)) return;
  if (settings.mail_from.empty())
    log::warning("mail_from_is_guessed", {{"cause", "mail_from is not set"}});
  notifications::MailSender sender;
  sender.from = sender_address(settings);
  carrier_ = make_mail_carrier(settings, parts.http);
  if (sender.from.name.empty()) sender.from.name = house_.name;
  if (!settings.mail_reply_to.empty())
    sender.reply_to = address_of("mail_reply_to", settings.mail_reply_to);
  outbox_ = std::make_unique<notifications::Outbox>(
      notifications::OutboxParts{parts.store, parts.clock, parts.ids, notifications_, parts.timers,
                                 content_, *carrier_, std::move(sender)},
      parts.executor);
  if (settings.reminder_hours == 0) return;
  reminders_ = std::make_unique<orders::Reminders>(parts.store, notifications_,
                                                   std::chrono::hours(settings.reminder_hours));
}

void Mail::start() {
  if (outbox_) outbox_->start();
}

boost::asio::awaitable<void> Mail::remind() {
  if (reminds()) co_await reminders_->run();
}

void Mail::stop() {
  if (outbox_) outbox_->stop(kStopPatience);
}

boost::asio::awaitable<Status> Mail::probe() const {
  if (!outbox_) co_return Status{};
  co_return co_await carrier_->probe(outbox_->sender().from.address);
}

void Mail::say_measures(MeasureReader& reader) const {
  if (outbox_) outbox_->say_measures(reader);
}

void Mail::add_endpoints(web::Router& router) {
  notifications::add_endpoints(router, {store_, notifications_, outbox_.get(), house_});
  notifications::add_unsubscribe_endpoints(router, store_, unsubscribe_secret_);
}

}  // namespace usher::app

// Purpose: puts together what sends mail, if the settings say how. Place: app.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "accounts/accounts.hpp"
#include "app/config.hpp"
#include "app/mail_content.hpp"
#include "jobs/timers.hpp"
#include "net/http_client.hpp"
#include "notifications/carrier.hpp"
#include "notifications/notifications.hpp"
#include "notifications/outbox.hpp"
#include "orders/reminders.hpp"
#include "web/router.hpp"

namespace usher::app {

// Whether the settings say how to send mail.
bool sends_mail(const Settings& settings);
// What carries mail as the settings say, and the sender's address. Errors: throws
// std::runtime_error for settings that cannot work; `http` outlives it.
std::unique_ptr<notifications::MailCarrier> make_mail_carrier(const Settings& settings,
                                                              net::Http& http);
std::string mail_sender(const Settings& settings);
// What is wrong with the settings of mail, each as "setting: what".
std::vector<std::string> mail_faults(const Settings& settings);

struct MailParts {
  const Settings& settings;  // read while it is made, not later
  store::Store& store;
  const Clock& clock;
  Random& random;
  IdGenerator& ids;
  jobs::Timers& timers;
  notifications::Notifications& notifications;
  orders::Orders& orders;
  tickets::Tickets& tickets;
  net::Http& http;
  boost::asio::any_io_executor executor;
};

// Without a mail server messages stay in the outbox, and administrators see them there. Lives as
// long as the application.
class Mail {
 public:
  // Errors: throws std::runtime_error for settings that cannot work.
  explicit Mail(const MailParts& parts);
  Mail(const Mail&) = delete;
  Mail& operator=(const Mail&) = delete;

  bool reminds() const { return outbox_ && reminders_; }
  void start();
  // Writes the reminders that are due to the outbox.
  boost::asio::awaitable<void> remind();
  // Waits for what is under way; while the executor runs.
  void stop();
  void add_endpoints(web::Router& router);
  void say_measures(MeasureReader& reader) const;
  // Whether the mail server would take mail; yes where none is sent.
  boost::asio::awaitable<Status> probe() const;

 private:
  store::Store& store_;
  notifications::Notifications& notifications_;
  const notifications::MailHouse house_;
  const Bytes unsubscribe_secret_;
  OrderMailContent content_;
  std::unique_ptr<notifications::MailCarrier> carrier_;
  std::unique_ptr<notifications::Outbox> outbox_;
  std::unique_ptr<orders::Reminders> reminders_;
};

}  // namespace usher::app

// Purpose: who carries a finished mail away: an SMTP server or Mailgun. Place: notifications.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "net/http_client.hpp"
#include "net/smtp.hpp"

namespace usher::notifications {

struct FinishedMail {
  std::string from;  // addresses only
  std::string to;
  std::string data;  // as of to_mime()
};

// Thread-safe; lives as long as the application.
class MailCarrier {
 public:
  virtual ~MailCarrier() = default;
  // Returns once the mail is in other hands. Takes at most kCarryFor.
  // Errors: all 503; `mail_interrupted` by interrupt(), all others are failures of this attempt.
  // Their detail is for administrators and may name the address.
  virtual boost::asio::awaitable<Status> carry(FinishedMail mail) = 0;
  // Whether mail of this sender would be taken, as far as that shows without sending any.
  // Errors: as carry().
  virtual boost::asio::awaitable<Status> probe(std::string from);
  // Ends what is under way and refuses what comes later: the program is ending.
  virtual void interrupt() = 0;
};

inline constexpr Duration kCarryFor = std::chrono::seconds(45);

class SmtpCarrier final : public MailCarrier {
 public:
  explicit SmtpCarrier(net::SmtpSettings settings) : client_(std::move(settings)) {}
  boost::asio::awaitable<Status> carry(FinishedMail mail) override;
  boost::asio::awaitable<Status> probe(std::string from) override;
  void interrupt() override { client_.interrupt(); }

 private:
  net::SmtpClient client_;
};

struct MailgunSettings {
  std::string api_key;
  std::string domain;
  std::string api_base{"https://api.mailgun.net"};
  Duration timeout = kCarryFor;
};

// Hands the finished message over as it is. Source: Mailgun's API, POST /v3/{domain}/messages.mime.
class MailgunCarrier final : public MailCarrier {
 public:
  // `http` outlives this.
  MailgunCarrier(net::Http& http, MailgunSettings settings)
      : http_(http), settings_(std::move(settings)) {}
  boost::asio::awaitable<Status> carry(FinishedMail mail) override;
  boost::asio::awaitable<Status> probe(std::string from) override;
  void interrupt() override { interrupted_ = true; }

 private:
  net::HttpRequest request_of(const std::vector<std::string>& parts) const;

  net::Http& http_;
  const MailgunSettings settings_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace usher::notifications

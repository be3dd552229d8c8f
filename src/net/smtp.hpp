// Purpose: hands one mail to a mail server, over libcurl. Place: net.
//
// libcurl's SMTP blocks, so each connection has a thread of its own here. Nothing of a mail is
// logged: it carries personal data (rule 30).
#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/worker_pool.hpp"

namespace usher::net {

// Where mail is handed over.
struct SmtpServer {
  std::string host;
  int port = 0;
  bool implicit_tls = false;  // smtps: encrypted from the first byte
  std::string user{};
  std::string password{};

  // On this machine: nobody can listen in between.
  bool loopback() const;
  // "smtp://user:password@host:port" or "smtps://…"; port 587 or 465 where none is given, and user
  // and password percent-encoded. The fault is for people and never holds the password.
  static std::expected<SmtpServer, std::string> parse(std::string_view url);
};

struct SmtpSettings {
  SmtpServer server;
  std::string hello_name{"localhost"};  // who we say we are
  // A file of certificates to trust instead of the system's. With one, a server on this machine
  // must encrypt too.
  std::string ca_file{};
  Duration connect_timeout = std::chrono::seconds(10);
  Duration total_timeout = std::chrono::seconds(45);
  std::size_t connections = 2;
};

// One mail for one recipient.
struct SmtpMail {
  std::string from;
  std::string to;
  std::string data;  // the whole message, lines ended by CRLF
};

// Encrypts, and verifies the certificate, or does not send at all. To a server on this machine it
// encrypts where that is offered, whatever its certificate, unless ca_file says whom to trust.
// Keeps a connection open for a while and uses it again. Thread-safe. Destroying it waits for what
// is under way, which interrupt() cuts short.
class SmtpClient {
 public:
  explicit SmtpClient(SmtpSettings settings);
  ~SmtpClient();
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  // Returns once the server has taken the mail over.
  // Errors: all 503. `mail_refused`: the server said no, `detail` begins with its code; it has not
  // taken the mail. `mail_unreachable`, `mail_not_encrypted`, `mail_needs_smtputf8` (an address has
  // letters before its @ that the server does not know): it never got it. `mail_interrupted`:
  // by interrupt(), before or while it was sent. `mail_broken_off`: the connection ended or time
  // was up; the server may have taken it.
  boost::asio::awaitable<Status> send(SmtpMail mail);
  // Whether the server would take mail of this sender: greets, encrypts, signs in, names the sender
  // and takes that back. Sends nothing. Errors: as send().
  boost::asio::awaitable<Status> probe(std::string from);
  // Ends what is under way, and all that comes later.
  void interrupt() { interrupted_ = true; }

 private:
  struct Connection;
  Status deliver(const SmtpMail& mail);
  Status try_sender(const std::string& from);
  std::string url() const;
  void set_server(Connection& connection, const std::string& url) const;
  std::unique_ptr<Connection> take_connection();
  void give_back(std::unique_ptr<Connection> connection);

  const SmtpSettings settings_;
  std::atomic<bool> interrupted_{false};
  std::mutex idle_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  // Last, so that its threads end before what they use.
  WorkerPool threads_;
};

}  // namespace usher::net

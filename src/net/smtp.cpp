#include "net/smtp.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace usher::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kWaitingMax = 256;
constexpr std::size_t kReplyMax = 400;  // bytes kept of what the server said
constexpr long kIdleSeconds = 15;       // a connection that waited longer is not used again
constexpr int kSubmissionPort = 587;    // RFC 6409
constexpr int kImplicitTlsPort = 465;   // RFC 8314

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

Error failed(std::string code, std::string detail) {
  return {ErrorKind::unavailable, std::move(code), std::move(detail)};
}

// What is on its way, and the last refusal of the server, with its code.
struct Conversation {
  std::string_view left;
  std::string refusal;
  const std::atomic<bool>* interrupted = nullptr;
  bool needs_utf8 = false;
  // Of the connection, which may outlive the conversation: whether the server offers SMTPUTF8.
  bool* takes_utf8 = nullptr;

  bool lacks_utf8() const { return needs_utf8 && takes_utf8 != nullptr && !*takes_utf8; }
};

std::size_t give_data(char* to, std::size_t one, std::size_t count, void* self) {
  auto& conversation = *static_cast<Conversation*>(self);
  // libcurl says SMTPUTF8 where it is offered, and goes on without where it is not (RFC 6531, 3.1).
  if (conversation.lacks_utf8()) return CURL_READFUNC_ABORT;
  auto& left = conversation.left;
  const std::size_t size = std::min(one * count, left.size());
  left.copy(to, size);
  left.remove_prefix(size);
  return size;
}

// libcurl hands over the server's replies as if they were headers.
std::size_t take_reply(char* data, std::size_t one, std::size_t count, void* self) {
  const std::string_view line(data, one * count);
  const auto end = line.find_last_not_of("\r\n");
  // What comes after a refusal (QUIT's answer) says nothing more.
  auto& conversation = *static_cast<Conversation*>(self);
  const bool refusal = line.starts_with('4') || line.starts_with('5');
  if (refusal && end != std::string_view::npos)
    conversation.refusal = line.substr(0, std::min(end + 1, kReplyMax));
  // After "250-" or "250 " of the answer to EHLO.
  if (conversation.takes_utf8 != nullptr && line.starts_with("250") && line.size() > 4 &&
      line.substr(4, 8) == "SMTPUTF8")
    *conversation.takes_utf8 = true;
  return line.size();
}

int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Conversation*>(self)->interrupted->load() ? 1 : 0;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

// Source: libcurl's libcurl-errors(3).
Error error_of(CURLcode code, const Conversation& said) {
  if (said.lacks_utf8() && (code == CURLE_ABORTED_BY_CALLBACK || !said.refusal.empty()) &&
      !said.interrupted->load()) {
    return failed("mail_needs_smtputf8",
                  "The mail server does not deliver to letters like these before the @ (it offers "
                  "no SMTPUTF8).");
  }
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return failed("mail_interrupted", "The program is ending.");
    case CURLE_COULDNT_RESOLVE_HOST:
      return failed("mail_unreachable", "The name of the mail server is not known.");
    case CURLE_COULDNT_CONNECT:
      return failed("mail_unreachable", "The mail server does not take connections.");
    case CURLE_USE_SSL_FAILED:
      return failed("mail_not_encrypted", "The mail server does not offer encryption (STARTTLS).");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return failed("mail_not_encrypted",
                    fmt::format("The mail server's encryption cannot be trusted: {}.",
                                curl_easy_strerror(code)));
    case CURLE_LOGIN_DENIED:
      return failed("mail_refused", !said.refusal.empty()
                                        ? said.refusal
                                        : "The mail server takes neither user nor password.");
    case CURLE_OPERATION_TIMEDOUT:
      return failed("mail_broken_off", "The mail server did not answer in time.");
    default:
      break;
  }
  if (!said.refusal.empty()) return failed("mail_refused", said.refusal);
  return failed("mail_broken_off",
                fmt::format("The mail server broke off: {}.", curl_easy_strerror(code)));
}

}  // namespace

bool SmtpServer::loopback() const { return is_loopback(host); }

std::expected<SmtpServer, std::string> SmtpServer::parse(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || (parsed->scheme() != "smtp" && parsed->scheme() != "smtps") ||
      parsed->host().empty()) {
    return std::unexpected("must be smtp://user:password@host:port or smtps://…");
  }
  if (parsed->has_query() || parsed->has_fragment() || parsed->encoded_path().size() > 1) {
    return std::unexpected("must end after host and port");
  }
  SmtpServer server;
  server.host = parsed->host_address();
  server.implicit_tls = parsed->scheme() == "smtps";
  server.port = server.implicit_tls ? kImplicitTlsPort : kSubmissionPort;
  if (parsed->has_port()) {
    const std::string_view digits = parsed->port();
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), server.port);
    const bool whole = code == std::errc{} && end == digits.data() + digits.size();
    if (!whole || server.port < 1 || server.port > 65'535)
      return std::unexpected("has no such port");
  }
  server.user = parsed->user();
  server.password = parsed->password();
  return server;
}

// A handle of libcurl, which owns the connection.
struct SmtpClient::Connection {
  Connection() : easy(curl_easy_init()) {
    if (!easy) throw std::runtime_error("libcurl does not start");
  }
  ~Connection() { curl_easy_cleanup(easy); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  CURL* easy;
  bool takes_utf8 = false;
};

SmtpClient::SmtpClient(SmtpSettings settings)
    : settings_(std::move(settings)), threads_(settings_.connections, kWaitingMax) {
  start_curl();
}

SmtpClient::~SmtpClient() {
  threads_.stop();
  // Without a good-bye: libcurl would wait two minutes for a server that does not answer it.
  for (const auto& connection : idle_) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    const auto code = curl_easy_getinfo(connection->easy, CURLINFO_ACTIVESOCKET, &socket);
    if (code == CURLE_OK && socket != CURL_SOCKET_BAD) ::shutdown(socket, SHUT_RDWR);
  }
}

asio::awaitable<Status> SmtpClient::probe(std::string from) {
  co_return co_await threads_.run([this, from = std::move(from)] { return try_sender(from); });
}

asio::awaitable<Status> SmtpClient::send(SmtpMail mail) {
  co_return co_await threads_.run([this, mail = std::move(mail)] { return deliver(mail); });
}

std::unique_ptr<SmtpClient::Connection> SmtpClient::take_connection() {
  {
    const std::lock_guard lock(idle_mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return std::make_unique<Connection>();
}

void SmtpClient::give_back(std::unique_ptr<Connection> connection) {
  curl_easy_reset(connection->easy);  // keeps the open connection, forgets all else
  const std::lock_guard lock(idle_mutex_);
  idle_.push_back(std::move(connection));
}

// Where and how; the strings must live until the mail is through.
void SmtpClient::set_server(Connection& connection, const std::string& url) const {
  CURL* easy = connection.easy;
  const auto& server = settings_.server;
  const bool plain_allowed = server.loopback() && settings_.ca_file.empty();
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USE_SSL,
                   static_cast<long>(plain_allowed ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (plain_allowed && !server.implicit_tls) {
    // A server on this machine usually has a certificate of its own making. Nobody is in between.
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(settings_.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.total_timeout.count()));
  // Also bounds how long libcurl waits for the answer to its good-bye.
  const auto patience = std::chrono::ceil<std::chrono::seconds>(settings_.total_timeout);
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(patience.count()));
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kIdleSeconds);
}

std::string SmtpClient::url() const {
  const auto& server = settings_.server;
  const bool ipv6 = server.host.contains(':');
  return fmt::format("{}://{}{}{}:{}/{}", server.implicit_tls ? "smtps" : "smtp", ipv6 ? "[" : "",
                     server.host, ipv6 ? "]" : "", server.port, settings_.hello_name);
}

Status SmtpClient::deliver(const SmtpMail& mail) {
  if (interrupted_) return refuse(failed("mail_interrupted", "The program is ending."));
  auto connection = take_connection();
  CURL* easy = connection->easy;
  Conversation said{mail.data,
                    {},
                    &interrupted_,
                    !is_ascii(mail.to) || !is_ascii(mail.from),
                    &connection->takes_utf8};
  const std::string where = url();
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
      curl_slist_append(nullptr, ("<" + mail.to + ">").c_str()), curl_slist_free_all);
  set_server(*connection, where);
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &give_data);
  curl_easy_setopt(easy, CURLOPT_READDATA, &said);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.data.size()));
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &take_reply);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &said);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &go_on);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &said);

  const CURLcode code = curl_easy_perform(easy);
  if (code == CURLE_OK) {
    give_back(std::move(connection));
    return {};
  }
  return refuse(error_of(code, said));
}

namespace {

// One line to the server and the whole of its reply. Over a connection that libcurl has opened,
// with TLS where that was agreed. Nothing when the server does not answer in time.
class Dialogue {
 public:
  Dialogue(CURL* easy, std::chrono::milliseconds patience) : easy_(easy), patience_(patience) {
    curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket_);
  }

  std::optional<std::string> ask(std::string line) {
    line += "\r\n";
    std::string_view left = line;
    while (!left.empty()) {
      std::size_t sent = 0;
      const auto code = curl_easy_send(easy_, left.data(), left.size(), &sent);
      if (code != CURLE_OK && (code != CURLE_AGAIN || !wait(POLLOUT))) return std::nullopt;
      left.remove_prefix(sent);
    }
    return reply();
  }

 private:
  // Its last line: the one with a space after its code.
  std::optional<std::string> reply() {
    std::string text;
    char buffer[512];
    while (text.size() < kReplyMax * 8) {
      std::size_t got = 0;
      const auto code = curl_easy_recv(easy_, buffer, sizeof buffer, &got);
      if (code == CURLE_AGAIN ? !wait(POLLIN) : code != CURLE_OK || got == 0) return std::nullopt;
      text.append(buffer, got);
      if (!text.ends_with("\r\n")) continue;
      const auto before = text.rfind('\n', text.size() - 2);
      const auto last = text.substr(before == std::string::npos ? 0 : before + 1);
      if (last.size() >= 6 && last[3] == ' ') return last.substr(0, last.size() - 2);
    }
    return std::nullopt;
  }

  bool wait(short events) const {
    pollfd socket{socket_, events, 0};
    return ::poll(&socket, 1, static_cast<int>(patience_.count())) == 1;
  }

  CURL* const easy_;
  const std::chrono::milliseconds patience_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
};

}  // namespace

Status SmtpClient::try_sender(const std::string& from) {
  if (interrupted_) return refuse(failed("mail_interrupted", "The program is ending."));
  Connection connection;
  Conversation said{{}, {}, &interrupted_};
  const std::string where = url();
  set_server(connection, where);
  // Everything up to the log-in, and no mail.
  curl_easy_setopt(connection.easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(connection.easy, CURLOPT_HEADERFUNCTION, &take_reply);
  curl_easy_setopt(connection.easy, CURLOPT_HEADERDATA, &said);
  const CURLcode code = curl_easy_perform(connection.easy);
  if (code != CURLE_OK) return refuse(error_of(code, said));
  Dialogue dialogue(connection.easy, settings_.connect_timeout);
  const auto answer = dialogue.ask("MAIL FROM:<" + from + ">");
  if (!answer) return refuse(failed("mail_broken_off", "The mail server did not answer in time."));
  if (!answer->starts_with('2'))
    return refuse(failed("mail_refused", answer->substr(0, kReplyMax)));
  dialogue.ask("RSET");
  dialogue.ask("QUIT");
  return {};
}

}  // namespace usher::net

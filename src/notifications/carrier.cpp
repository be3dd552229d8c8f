#include "notifications/carrier.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace usher::notifications {
namespace {

constexpr std::size_t kReasonMax = 300;

std::string form_part(std::string_view head, std::string_view body) {
  return fmt::format("\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", head, body);
}

// What Mailgun says, or the beginning of whatever it is.
std::string reason_of(const net::HttpResponse& answer) {
  boost::system::error_code code;
  const auto document = boost::json::parse(answer.body, code);
  const auto* object = code ? nullptr : document.if_object();
  const auto* message = object ? object->if_contains("message") : nullptr;
  const auto* text = message ? message->if_string() : nullptr;
  const std::string reason = text ? std::string(*text) : answer.body;
  return fmt::format("{} {}", answer.status, cut_text(storable(reason), kReasonMax));
}

}  // namespace

boost::asio::awaitable<Status> SmtpCarrier::carry(FinishedMail mail) {
  co_return co_await client_.send({std::move(mail.from), std::move(mail.to), std::move(mail.data)});
}

boost::asio::awaitable<Status> MailCarrier::probe(std::string) { co_return Status(); }

boost::asio::awaitable<Status> SmtpCarrier::probe(std::string from) {
  co_return co_await client_.probe(std::move(from));
}

net::HttpRequest MailgunCarrier::request_of(const std::vector<std::string>& parts) const {
  std::string all;
  for (const auto& part : parts) all += part;
  // Not in the message: it would have to hold its own digest.
  const std::string boundary = "usher" + to_hex(ByteView(sha256(all)).first(16));
  net::HttpRequest request;
  request.method = net::HttpMethod::post;
  request.url = fmt::format("{}/v3/{}/messages.mime", settings_.api_base, settings_.domain);
  request.headers.push_back({"Content-Type", "multipart/form-data; boundary=" + boundary});
  request.credentials = "api:" + settings_.api_key;
  request.total_timeout = settings_.timeout;
  for (const auto& part : parts) request.body += fmt::format("--{}{}", boundary, part);
  request.body += fmt::format("--{}--\r\n", boundary);
  return request;
}

// A message without anything is refused before anything is sent: a key that may send, and may do
// nothing else, tells itself from a wrong one by that.
boost::asio::awaitable<Status> MailgunCarrier::probe(std::string) {
  auto answer = co_await http_.send(request_of({form_part("name=\"o:testmode\"", "yes")}));
  if (!answer) co_return std::unexpected(std::move(answer).error());
  if (answer->status == 400) co_return Status();
  co_return refuse(ErrorKind::unavailable, "mail_refused", reason_of(*answer));
}

boost::asio::awaitable<Status> MailgunCarrier::carry(FinishedMail mail) {
  if (interrupted_)
    co_return refuse(ErrorKind::unavailable, "mail_interrupted", "The program is ending.");
  const std::vector<std::string> parts{
      form_part("name=\"to\"", mail.to),
      form_part("name=\"message\"; filename=\"message.eml\"\r\nContent-Type: message/rfc822",
                mail.data)};
  auto answer = co_await http_.send(request_of(parts));
  if (!answer) co_return std::unexpected(std::move(answer).error());
  if (answer->status == 200) co_return Status();
  co_return refuse(ErrorKind::unavailable, "mail_refused", reason_of(*answer));
}

}  // namespace usher::notifications

#include "notifications/unsubscribe.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "notifications/sql.hpp"
#include "notifications/templates.hpp"
#include "notifications/types.hpp"
#include "web/endpoint.hpp"

namespace usher::notifications {
namespace asio = boost::asio;
namespace {

constexpr std::string_view kPath = "/api/public/mail/unsubscribe";
constexpr std::size_t kBodyMax = 4096;

constexpr std::string_view kStyle =
    "body{font:400 17px/1.6 'Segoe UI',Helvetica,Arial,sans-serif;max-width:34rem;margin:12vh auto;"
    "padding:0 20px;color:#17131c;background:#fbf9f6}h1{font-size:28px;line-height:1.2}"
    "button{font:600 17px/1 inherit;font-family:inherit;padding:15px 28px;border:0;"
    "border-radius:999px;background:#6b1d5e;color:#fff;cursor:pointer}"
    "@media(prefers-color-scheme:dark){body{color:#f4f0f6;background:#131017}"
    "button{background:#e29ad3;color:#2a0b25}}";

struct UnsubscribeQuery {
  std::string message;
  std::string proof;
};
BOOST_DESCRIBE_STRUCT(UnsubscribeQuery, (), (message, proof))

std::string proof_of(MessageId message, const Bytes& secret) {
  const auto digest = hmac_sha256(secret, "unsubscribe " + message.text());
  return to_base64url(ByteView(digest).first(18));
}

// The texts of the two pages.
struct Words {
  std::string_view language, title, question, button, done_title, done;
};
constexpr Words kEnglish{"en",
                         "No more reminders?",
                         "Mails about your orders, such as tickets and refunds, still come.",
                         "Send no more reminders",
                         "Done",
                         "You will get no more reminders before a show."};
constexpr Words kSpanish{
    "es",
    "¿No más recordatorios?",
    "Los correos sobre sus pedidos, como entradas y reembolsos, siguen llegando.",
    "No enviar más recordatorios",
    "Hecho",
    "No recibirá más recordatorios antes de una función."};

web::Raw page(std::string_view language, std::string_view title, std::string_view content) {
  web::Raw raw;
  raw.content_type = "text/html; charset=utf-8";
  raw.body = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">"
      "<title>{}</title><style>{}</style></head><body><main><h1>{}</h1>{}</main></body></html>\n",
      language, title, kStyle, title, content);
  raw.headers.emplace_back("Content-Security-Policy",
                           "default-src 'none'; style-src 'sha256-" + to_base64(sha256(kStyle)) +
                               "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  raw.headers.emplace_back("Referrer-Policy", "no-referrer");
  return raw;
}

const Words& words_for(const web::Request& request) {
  const auto accepted = request.header("Accept-Language");
  const auto tag = accepted.substr(0, accepted.find_first_of(",; "));
  return mail_language(tag, "en") == "es" ? kSpanish : kEnglish;
}

Result<MessageId> genuine(const UnsubscribeQuery& query, const Bytes& secret) {
  const auto message = MessageId::parse(query.message);
  if (!message || !constant_time_equal(proof_of(message, secret), query.proof))
    return refuse(ErrorKind::not_found, "link_not_found", "This link does not open anything.");
  return message;
}

asio::awaitable<Result<web::Raw>> unsubscribe(store::Store& store, web::Request request,
                                              UnsubscribeQuery query, Bytes secret) {
  CO_TRY(const auto id, genuine(query, secret));
  CO_TRY_OK(co_await store.write(store::kHouseLane, [id](store::Transaction& tx) -> Status {
    const auto message = tx.find<StoredMessage>(sql::find_message, id);
    if (message) refuse_reminders(tx, message->recipient);
    return {};
  }));
  const auto& words = words_for(request);
  co_return page(words.language, words.done_title, fmt::format("<p>{}</p>", words.done));
}

}  // namespace

std::string unsubscribe_path(MessageId message, const Bytes& secret) {
  return fmt::format("{}?message={}&proof={}", kPath, message.text(), proof_of(message, secret));
}

void add_unsubscribe_endpoints(web::Router& router, store::Store& store, Bytes secret) {
  router.add(
      web::get(std::string(kPath))
          .access(web::Access::anyone)
          .tag("Mail")
          .summary("Ask whether to end reminders")
          .query<UnsubscribeQuery>()
          .answers_raw(200, "text/html")
          .refuses(404, {"link_not_found"})
          .handle([secret](web::Request request, UnsubscribeQuery query) -> Result<web::Raw> {
            TRY_OK(genuine(query, secret));
            const auto& words = words_for(request);
            return page(words.language, words.title,
                        fmt::format("<p>{}</p><form method=\"post\"><button>{}</button></form>",
                                    words.question, words.button));
          }));
  router.add(web::post(std::string(kPath))
                 .access(web::Access::anyone)
                 .tag("Mail")
                 .summary("End reminders, with one click (RFC 8058)")
                 .query<UnsubscribeQuery>()
                 .takes_raw({"*/*"}, kBodyMax)
                 .answers_raw(200, "text/html")
                 .refuses(404, {"link_not_found"})
                 .handle([&store, secret](web::Request request, UnsubscribeQuery query) {
                   return unsubscribe(store, request, std::move(query), secret);
                 }));
}

}  // namespace usher::notifications

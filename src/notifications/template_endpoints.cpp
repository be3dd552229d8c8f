// The templates of mails over HTTP.
#include <fmt/format.h>

#include "audit/audit.hpp"
#include "base/crypto.hpp"
#include "base/json_binding.hpp"
#include "base/text.hpp"
#include "notifications/endpoints.hpp"
#include "notifications/templates.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::notifications {

void add_template_endpoints(web::Router& router, const MailDesk& desk);

namespace {

// Three parts at their longest, were every character escaped.
constexpr std::size_t kBodyMax = std::size_t{4} << 20U;

// A part of a template: valid UTF-8, line ends as LF.
struct TemplateText {
  std::string value;

  static std::expected<TemplateText, TextFault> parse(std::string_view text) {
    if (text.size() > kMax)
      return std::unexpected(TextFault{"too_long", fmt::format("At most {} bytes.", kMax)});
    if (!is_valid_utf8(text)) return std::unexpected(TextFault{"invalid_format", "Not UTF-8."});
    TemplateText made;
    for (const char c : text) {
      if (c != '\r') made.value += c;
    }
    return made;
  }
  static TextSchema schema() { return {.max_length = kMax}; }

 private:
  static constexpr std::size_t kMax = 200'000;
};

struct TemplatePath {
  std::string kind;
  std::string language;
};
BOOST_DESCRIBE_STRUCT(TemplatePath, (), (kind, language))

struct TemplateBody {
  TemplateText subject;
  TemplateText text;
  TemplateText html;

  MailTemplate source() const { return {subject.value, text.value, html.value}; }
};
BOOST_DESCRIBE_STRUCT(TemplateBody, (), (subject, text, html))

struct TestBody {
  Email to;
  TemplateText subject;
  TemplateText text;
  TemplateText html;
};
BOOST_DESCRIBE_STRUCT(TestBody, (), (to, subject, text, html))

struct TemplateSummary {
  MessageKind kind = MessageKind::order_confirmation;
  std::string language;
  std::string subject;
  bool customised = false;
  std::optional<Timestamp> updated_at;
};
BOOST_DESCRIBE_STRUCT(TemplateSummary, (), (kind, language, subject, customised, updated_at))

struct TemplateView {
  MessageKind kind = MessageKind::order_confirmation;
  std::string language;
  std::string subject;
  std::string text;
  std::string html;
  // False: the binary's own.
  bool customised = false;
  std::int64_t version = 0;
  std::vector<MailVariable> variables;
  bool sends_mail = false;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (),
                      (kind, language, subject, text, html, customised, version, variables,
                       sends_mail))

struct PreviewView {
  std::string subject;
  std::string text;
  std::string html;
};
BOOST_DESCRIBE_STRUCT(PreviewView, (), (subject, text, html))

struct TestSent {
  std::string sent_to;
};
BOOST_DESCRIBE_STRUCT(TestSent, (), (sent_to))

// Which template a path names.
struct Place {
  MessageKind kind;
  std::string language;

  std::string text() const { return fmt::format("{}/{}", enum_text(kind), language); }
};

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

Result<Place> place_of(const TemplatePath& path) {
  const auto kind = enum_from_text<MessageKind>(path.kind);
  const bool known = std::ranges::find(kMailLanguages, path.language) != kMailLanguages.end();
  if (!kind || !known)
    return refuse(ErrorKind::not_found, "template_not_found", "There is no such template.");
  return Place{*kind, path.language};
}

// `template_faults` has line and column of each.
Error broken(const std::vector<MailTemplateFault>& faults) {
  Error error{ErrorKind::invalid, "template_broken", "The template cannot be used as it is."};
  for (const auto& fault : faults) {
    error.fields.push_back(
        {"/" + fault.field, fault.code,
         fmt::format("Line {}, column {}: {}", fault.line, fault.column, fault.detail)});
  }
  error.members["template_faults"] = to_json_value(faults);
  return error;
}

TemplateView view_of(const MailDesk& desk, const Place& place,
                     const std::optional<StoredTemplate>& own) {
  const MailTemplate source = own ? own->source() : default_template(place.kind, place.language);
  return {.kind = place.kind,
          .language = place.language,
          .subject = source.subject,
          .text = source.text,
          .html = source.html,
          .customised = own.has_value(),
          .version = own ? own->version : 0,
          .variables = mail_variables(place.language),
          .sends_mail = desk.outbox != nullptr};
}

Answer<web::Page<TemplateSummary>> list(MailDesk desk, web::ListQuery query) {
  const auto own = co_await desk.store.read([](store::Queries& q) { return list_templates(q); });
  std::vector<TemplateSummary> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<MessageKind>>([&](auto entry) {
    for (const auto language : kMailLanguages) {
      TemplateSummary summary{entry.value, std::string(language),
                              default_template(entry.value, language).subject, false, std::nullopt};
      for (const auto& changed : own) {
        if (changed.kind != entry.value || changed.language != language) continue;
        summary.subject = changed.subject;
        summary.customised = true;
        summary.updated_at = changed.updated_at;
      }
      all.push_back(std::move(summary));
    }
  });
  const auto place = [](const TemplateSummary& each) {
    return std::string(enum_text(each.kind)) + '/' + each.language;
  };
  CO_TRY_OK(web::sort_list<TemplateSummary>(
      all, query.sort, {{"subject", [](const TemplateSummary& a, const TemplateSummary& b) {
                           return a.subject < b.subject;
                         }}}));
  CO_TRY(auto page, web::page_of(std::move(all), query, place));
  co_return web::ok(std::move(page));
}

Answer<TemplateView> get(MailDesk desk, TemplatePath path) {
  CO_TRY(const auto place, place_of(path));
  const auto own = co_await desk.store.read(
      [place](store::Queries& q) { return find_template(q, place.kind, place.language); });
  auto view = view_of(desk, place, own);
  const auto version = view.version;
  co_return web::ok(std::move(view)).with_etag(version).with_cache_control("no-cache");
}

Answer<TemplateView> save(MailDesk desk, web::Request request, TemplatePath path,
                          TemplateBody body) {
  CO_TRY(const auto place, place_of(path));
  if (const auto faults = faults_of(body.source()); !faults.empty())
    co_return refuse(broken(faults));
  CO_TRY(auto saved, co_await desk.store.write(
                         store::kHouseLane,
                         [place, body = std::move(body), if_match = request.if_match(),
                          user = request.identity().user, by = audit::by(request)](
                             store::Transaction& tx) -> Result<StoredTemplate> {
                           const auto before = find_template(tx, place.kind, place.language);
                           const std::int64_t version = before ? before->version : 0;
                           TRY_OK(check_version(if_match, version));
                           StoredTemplate made{
                               place.kind,      place.language, body.subject.value, body.text.value,
                               body.html.value, version + 1,    tx.now(),           user};
                           save_template(tx, made);
                           audit::record(tx, by,
                                         {.action = "mail_template.saved",
                                          .subject = "mail_template",
                                          .subject_id = place.text()});
                           return made;
                         }));
  auto view = view_of(desk, place, saved);
  const auto version = view.version;
  co_return web::ok(std::move(view)).with_etag(version);
}

Answer<web::NoContent> remove(MailDesk desk, web::Request request, TemplatePath path) {
  CO_TRY(const auto place, place_of(path));
  CO_TRY_OK(
      co_await desk.store.write(store::kHouseLane,
                                [place, if_match = request.if_match(),
                                 by = audit::by(request)](store::Transaction& tx) -> Status {
                                  const auto before = find_template(tx, place.kind, place.language);
                                  TRY_OK(check_version(if_match, before ? before->version : 0));
                                  if (!delete_template(tx, place.kind, place.language)) return {};
                                  audit::record(tx, by,
                                                {.action = "mail_template.reset",
                                                 .subject = "mail_template",
                                                 .subject_id = place.text()});
                                  return {};
                                }));
  co_return web::no_content();
}

// As a page can show it: the picture is in the text.
std::string with_data_image(std::string html) {
  const auto picture = logo();
  const std::string name = "cid:" + picture.id;
  const std::string data =
      "data:" + picture.media_type + ";base64," + to_base64(as_bytes(picture.bytes));
  for (auto at = html.find(name); at != std::string::npos; at = html.find(name, at + data.size()))
    html.replace(at, name.size(), data);
  return html;
}

Result<web::Reply<PreviewView>> preview(const MailDesk& desk, const TemplatePath& path,
                                        const TemplateBody& body) {
  TRY(const auto place, place_of(path));
  auto mail = write_mail(body.source(), sample_mail_data(place.language, desk.house));
  if (!mail) return refuse(broken(mail.error()));
  return web::ok(PreviewView{std::move(mail->subject), std::move(mail->text),
                             with_data_image(std::move(mail->html))});
}

Answer<TestSent> send_test(MailDesk desk, web::Request request, TemplatePath path, TestBody body) {
  CO_TRY(const auto place, place_of(path));
  auto text = write_mail({body.subject.value, body.text.value, body.html.value},
                         sample_mail_data(place.language, desk.house));
  if (!text) co_return refuse(broken(text.error()));
  if (!desk.outbox) {
    co_return refuse(ErrorKind::conflict, "mail_not_configured",
                     "No mail server is configured. Set smtp_url, or Mailgun's settings.");
  }
  const auto& sender = desk.outbox->sender();
  const auto made = co_await desk.store.write(
      store::kHouseLane,
      [place, by = audit::by(request)](store::Transaction& tx) -> Result<Timestamp> {
        audit::record(tx, by,
                      {.action = "mail_template.tested",
                       .subject = "mail_template",
                       .subject_id = place.text()});
        return tx.now();
      });
  CO_TRY(const auto now, made);
  const std::string id = to_hex(ByteView(sha256(request.request_id() + place.text())).first(12));
  Mail mail{.from = sender.from,
            .to = {"", body.to.value},
            .reply_to = sender.reply_to,
            .subject = "[Test] " + text->subject,
            .message_id =
                "test." + id + "@" + sender.from.address.substr(sender.from.address.rfind('@') + 1),
            .date = now,
            .language = place.language,
            .text = std::move(text->text),
            .html = std::move(text->html),
            .images = {logo()}};
  CO_TRY_OK(co_await desk.outbox->send_now(std::move(mail)));
  co_return web::ok(TestSent{body.to.value});
}

// To see a text before it is sent to anybody.
void add_trial_endpoints(web::Router& router, const MailDesk& desk, const std::string& one) {
  router.add(web::post(one + "/preview")
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Write a mail of sample data with a template that is not saved")
                 .path<TemplatePath>()
                 .body<TemplateBody>()
                 .body_limit(kBodyMax)
                 .answers<PreviewView>()
                 .refuses(404, {"template_not_found"})
                 .refuses(422, {"template_broken"})
                 .handle([desk](web::Request, TemplatePath path, TemplateBody body) {
                   return preview(desk, path, body);
                 }));
  router.add(web::post(one + "/test")
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Send a mail of sample data at once")
                 .path<TemplatePath>()
                 .body<TestBody>()
                 .body_limit(kBodyMax)
                 .answers<TestSent>()
                 .refuses(404, {"template_not_found"})
                 .refuses(409, {"mail_not_configured"})
                 .refuses(422, {"template_broken"})
                 .refuses(503, {"mail_refused", "mail_unreachable", "mail_not_encrypted",
                                "mail_broken_off"})
                 .handle([desk](web::Request request, TemplatePath path, TestBody body) {
                   return send_test(desk, request, std::move(path), std::move(body));
                 }));
}

}  // namespace

void add_template_endpoints(web::Router& router, const MailDesk& desk) {
  const std::string one = "/api/admin/mail-templates/{kind}/{language}";
  router.add(web::get("/api/admin/mail-templates")
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("The texts of all mails, by kind and language")
                 .description("sort: subject, -subject.")
                 .query<web::ListQuery>()
                 .answers<web::Page<TemplateSummary>>()
                 .handle([desk](web::Request, web::ListQuery query) {
                   return list(desk, std::move(query));
                 }));
  router.add(
      web::get(one)
          .access(web::Access::admin)
          .tag("Mail")
          .summary("One template with the variables that it may use")
          .path<TemplatePath>()
          .answers<TemplateView>()
          .refuses(404, {"template_not_found"})
          .handle([desk](web::Request, TemplatePath path) { return get(desk, std::move(path)); }));
  router.add(web::put(one)
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Write a template; a broken one is refused with line and column")
                 .path<TemplatePath>()
                 .body<TemplateBody>()
                 .body_limit(kBodyMax)
                 .answers<TemplateView>()
                 .refuses(404, {"template_not_found"})
                 .refuses(422, {"template_broken"})
                 .takes_if_match()
                 .handle([desk](web::Request request, TemplatePath path, TemplateBody body) {
                   return save(desk, request, std::move(path), std::move(body));
                 }));
  router.add(web::delete_(one)
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Go back to the text that Usher brings")
                 .path<TemplatePath>()
                 .answers_nothing()
                 .refuses(404, {"template_not_found"})
                 .takes_if_match()
                 .handle([desk](web::Request request, TemplatePath path) {
                   return remove(desk, request, std::move(path));
                 }));
  add_trial_endpoints(router, desk, one);
}

}  // namespace usher::notifications

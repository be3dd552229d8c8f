#include "notifications/outbox.hpp"

#include <array>

#include "base/email.hpp"
#include "base/json_binding.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "notifications/sql.hpp"
#include "notifications/templates.hpp"

namespace usher::notifications {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kWorkersMax = 2;  // connections to the mail server
// How often a node looks for messages that other nodes made.
constexpr Duration kLookAround = std::chrono::seconds(15);
// Preparing must not eat up the claim before the sending begins.
constexpr Duration kPrepareFor = std::chrono::seconds(60);
constexpr std::size_t kReasonMax = 500;
constexpr std::int64_t kForgottenAtOnce = 500;
constexpr std::string_view kTooOld = "mail_too_old";

constexpr Measure kMails{"usher_mails_total", MeasureKind::counter,
                         "Attempts of this node to hand a mail over, by what became of them."};
constexpr Measure kMailSeconds{"usher_mail_seconds", MeasureKind::histogram,
                               "What writing a mail and handing it over took."};

std::string domain_of(const std::string& address) { return address.substr(address.rfind('@') + 1); }

std::string shortened(std::string_view reason) {
  return std::string(cut_text(storable(reason), kReasonMax));
}

StoredMessage stored(const ClaimedMessage& message) {
  StoredMessage made;
  made.id = message.id;
  made.kind = message.kind;
  made.recipient = message.recipient;
  made.order_id = message.order_id;
  made.cause = message.cause;
  made.facts = message.facts;
  made.attempts = message.attempts;
  made.last_error = message.last_error;
  made.wanted_at = message.wanted_at;
  return made;
}

}  // namespace

Duration pause_after_failed_mail(std::int64_t attempt) {
  constexpr std::array<Duration, kMailAttemptsMax - 1> kPauses{
      std::chrono::seconds(30), std::chrono::minutes(5), std::chrono::minutes(30),
      std::chrono::hours(4)};
  const auto last = std::ssize(kPauses) - 1;
  return kPauses.at(static_cast<std::size_t>(std::clamp<std::int64_t>(attempt - 1, 0, last)));
}

void drop_what_waits(store::Transaction& tx, std::string_view why) {
  tx.run(sql::drop_waiting_messages, why);
}

bool forget_sent(store::Transaction& tx, Timestamp before) {
  return tx.run(sql::forget_sent_messages, before, kForgottenAtOnce) == kForgottenAtOnce;
}

Outbox::Outbox(OutboxParts parts, asio::any_io_executor executor)
    : parts_(std::move(parts)),
      loop_({"mail", kWorkersMax, kLookAround}, parts_.store, parts_.timers, std::move(executor),
            {.next_due =
                 [](store::Queries& q) {
                   const auto due = q.find<std::optional<Timestamp>>(sql::next_attempt);
                   return due && *due ? **due : kNever;
                 },
             .claim =
                 [this](store::Transaction& tx) {
                   return tx.run_returning<ClaimedMessage>(sql::claim_message, tx.now(),
                                                           tx.now() + kMailClaimFor,
                                                           parts_.ids.next_value());
                 },
             .work = [this](ClaimedMessage message) { return handle(std::move(message)); }}) {}

void Outbox::start() {
  parts_.notifications.on_new_message([this](Timestamp due) { loop_.wake_by(due); });
  loop_.start();
}

void Outbox::stop(Duration patience) {
  if (!loop_.stop() || loop_.wait_until_idle(patience)) return;
  parts_.carrier.interrupt();
  loop_.wait_until_idle(patience);
}

void Outbox::say_measures(MeasureReader& reader) const {
  mails_.say(reader, kMails);
  reader.histogram(kMailSeconds, seconds_);
}

asio::awaitable<void> Outbox::handle(ClaimedMessage message) {
  Sent outcome;
  std::string thrown;
  const Duration begun = parts_.clock.monotonic();
  try {
    outcome = co_await attempt(message);
  } catch (const std::exception& failure) {
    thrown = failure.what();
  }
  if (!thrown.empty()) outcome = refuse(ErrorKind::unavailable, "mail_threw", thrown);
  seconds_.observe(parts_.clock.monotonic() - begun);
  mails_.add(outcome ? "sent" : "failed");
  co_await settle(message, outcome);
  if (outcome) {
    log::info("mail_sent", {{"message", message.id.text()},
                            {"kind", enum_text(message.kind)},
                            {"attempt", message.attempts}});
  } else {
    log::warning("mail_not_sent", {{"message", message.id.text()},
                                   {"kind", enum_text(message.kind)},
                                   {"attempt", message.attempts},
                                   {"code", outcome.error().code}});
  }
}

asio::awaitable<Outbox::Sent> Outbox::attempt(ClaimedMessage message) {
  const Duration begun = parts_.clock.monotonic();
  if (message.attempts > kMailAttemptsMax) {
    co_return refuse(ErrorKind::unavailable, "mail_kills",
                     "The process ended each time it was sent.");
  }
  if (parts_.clock.now() - message.wanted_at > kMailTooOld) {
    co_return refuse(ErrorKind::conflict, std::string(kTooOld),
                     "It has waited for more than three days. Send it if it still makes sense.");
  }
  CO_TRY(auto prepared, co_await prepare(std::move(message)));
  if (parts_.clock.monotonic() - begun > kPrepareFor)
    co_return refuse(ErrorKind::unavailable, "mail_interrupted", "Preparing took too long.");
  CO_TRY_OK(co_await parts_.carrier.carry(std::move(prepared.mail)));
  co_return std::move(prepared.remark);
}

asio::awaitable<Result<Outbox::Prepared>> Outbox::prepare(ClaimedMessage message) {
  CO_TRY(auto content, co_await parts_.content.content_of(stored(message)));
  auto source = co_await parts_.store.read(
      [kind = message.kind, language = content.data.language](store::Queries& q) {
        return template_in_force(q, kind, language);
      });
  auto text = write_mail(source, content.data);
  if (!text) {
    // A template of the house that an older version took: the binary's own is always right.
    log::error("mail_template_broken", {{"kind", enum_text(message.kind)}});
    text = write_mail(default_template(message.kind, content.data.language), content.data);
    USHER_ASSERT(text.has_value());
  }
  const auto& sender = parts_.sender;
  const bool to_staff = message.kind == MessageKind::payment_disputed;
  const std::string recipient = ascii_email(message.recipient);
  const Mail mail{.from = sender.from,
                  .to = {to_staff ? "" : content.data.order.customer_name, recipient},
                  .reply_to = sender.reply_to,
                  .subject = std::move(text->subject),
                  .message_id = message.id.text() + "." + "usher@" + domain_of(sender.from.address),
                  .date = message.wanted_at,
                  .language = content.data.language,
                  .unsubscribe_url = message.kind == MessageKind::show_reminder
                                         ? content.data.unsubscribe_url
                                         : "",
                  .text = std::move(text->text),
                  .html = std::move(text->html),
                  .images = {logo()},
                  .attachments = std::move(content.attachments)};
  co_return Prepared{{sender.from.address, recipient, to_mime(mail)}, std::move(content.remark)};
}

asio::awaitable<void> Outbox::settle(ClaimedMessage message, Sent outcome) {
  auto write = [this, message, outcome](store::Transaction& tx) -> Status {
    settle_in(tx, message, outcome);
    return {};
  };
  const auto stored = co_await parts_.store.write(store::kHouseLane, std::move(write));
  // The claim runs out, and it is sent again under the same id.
  if (!stored) log::warning("mail_outcome_not_stored", {{"message", message.id.text()}});
}

void Outbox::settle_in(store::Transaction& tx, const ClaimedMessage& message, const Sent& outcome) {
  if (outcome) {
    tx.run(sql::finish_message, message.id, message.claim, tx.now(), *outcome);
    return;
  }
  const Error& error = outcome.error();
  const std::string reason = shortened(error.code + ": " + error.detail);
  if (error.kind == ErrorKind::gone) {
    tx.run(sql::drop_message, message.id, message.claim, reason);
  } else if (error.code == "mail_interrupted") {
    tx.run(sql::release_message, message.id, message.claim, tx.now());
  } else if (message.attempts >= kMailAttemptsMax || error.code == kTooOld) {
    tx.run(sql::bury_message, message.id, message.claim, reason);
  } else {
    const Timestamp due = tx.now() + pause_after_failed_mail(message.attempts);
    tx.run(sql::postpone_message, message.id, message.claim, due, reason);
    tx.after_commit([this, due] { loop_.wake_by(due); });
  }
}

asio::awaitable<Status> Outbox::send_now(Mail mail) {
  FinishedMail finished{mail.from.address, mail.to.address, to_mime(mail)};
  co_return co_await parts_.carrier.carry(std::move(finished));
}

}  // namespace usher::notifications

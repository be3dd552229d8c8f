#include "notifications/outbox.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "base/email.hpp"
#include "base/json_binding.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "notifications/sql.hpp"
#include "notifications/templates.hpp"

namespace usher::notifications {
namespace asio = boost::asio;
namespace {

constexpr int kWorkersMax = 2;  // connections to the mail server
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
    : parts_(std::move(parts)), executor_(std::move(executor)) {}

void Outbox::start() {
  next_due_.start(parts_.timers);
  parts_.notifications.on_new_message([this](Timestamp due) { next_due_.by(due); });
  parts_.timers.every("mail.look_around", kLookAround, [this] { wake(); });
  asio::post(executor_, [this] { wake(); });
}

void Outbox::stop(Duration patience) {
  parts_.timers.cancel("mail.look_around");
  next_due_.stop();
  std::unique_lock lock(mutex_);
  if (stopping_) return;
  stopping_ = true;
  const auto all_done = [this] { return busy_ == 0; };
  if (idle_.wait_for(lock, patience, all_done)) return;
  parts_.carrier.interrupt();
  idle_.wait_for(lock, patience, all_done);
}

void Outbox::say_measures(MeasureReader& reader) const {
  mails_.say(reader, kMails);
  reader.histogram(kMailSeconds, seconds_);
}

void Outbox::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (busy_ >= kWorkersMax) {
      missed_ = true;
      return;
    }
    ++busy_;
  }
  try {
    asio::co_spawn(executor_, work_until_idle(),
                   [this](std::exception_ptr failure) { worker_ended(failure != nullptr); });
  } catch (...) {
    worker_ended(true);
    throw;
  }
}

void Outbox::worker_ended(bool failed) {
  // The database failed; the next look around tries again.
  if (failed) log::error("mail_worker_failed");
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    --busy_;
    again = !failed && missed_ && !stopping_;
    if (again) missed_ = false;
    idle_.notify_all();
  }
  if (again) wake();
}

asio::awaitable<void> Outbox::work_until_idle() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) co_return;
    }
    auto message = co_await next_message();
    if (!message) co_return;
    wake();  // one more helps while there is more to do
    co_await handle(*std::move(message));
  }
}

asio::awaitable<std::optional<ClaimedMessage>> Outbox::next_message() {
  // A look costs no write; only a message that is due costs one.
  auto look = [](store::Queries& q) {
    const auto due = q.find<std::optional<Timestamp>>(sql::next_attempt);
    return std::pair(due && *due ? **due : kNever, q.now());
  };
  const auto [due, now] = co_await parts_.store.read(std::move(look));
  if (due > now) {
    next_due_.by(due);
    co_return std::nullopt;
  }
  auto take = [this](store::Transaction& tx) -> Result<std::optional<ClaimedMessage>> {
    return tx.run_returning<ClaimedMessage>(sql::claim_message, tx.now(), tx.now() + kMailClaimFor,
                                            parts_.ids.next_value());
  };
  auto claimed = co_await parts_.store.write(store::kHouseLane, std::move(take));
  if (!claimed) co_return std::nullopt;
  co_return *std::move(claimed);
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
    tx.after_commit([this, due] { next_due_.by(due); });
  }
}

asio::awaitable<Status> Outbox::send_now(Mail mail) {
  FinishedMail finished{mail.from.address, mail.to.address, to_mime(mail)};
  co_return co_await parts_.carrier.carry(std::move(finished));
}

}  // namespace usher::notifications

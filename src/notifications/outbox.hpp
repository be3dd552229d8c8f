// Purpose: sends what waits in the outbox (rules 31 and 32). Place: notifications; app/ makes it
// when mail is configured.
//
// A message is claimed for a limited time, so that several nodes send it once and a node that died
// loses it to another. It is carried away outside every transaction, so a crash between the
// server's yes and ours sends it again: with the same Message-ID, by which readers know it.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "base/measures.hpp"
#include "jobs/claim_loop.hpp"
#include "jobs/timers.hpp"
#include "notifications/carrier.hpp"
#include "notifications/mail_text.hpp"
#include "notifications/notifications.hpp"
#include "store/store.hpp"

namespace usher::notifications {

inline constexpr std::int64_t kMailAttemptsMax = 5;
// Longer than everything that a message goes through in one attempt.
inline constexpr Duration kMailClaimFor = std::chrono::minutes(3);
// What nobody could send for so long is not sent by itself any more.
inline constexpr Duration kMailTooOld = std::chrono::hours(72);

// The pause after the n-th failed attempt: 30 s, 5 min, 30 min, 4 h.
Duration pause_after_failed_mail(std::int64_t attempt);

// Nothing that waits now is ever sent: it was made up, as for a demo.
void drop_what_waits(store::Transaction& tx, std::string_view why);
// Forgets messages made before `before` that were sent or dropped, some at once; true when there
// may be more. Dead letters stay.
bool forget_sent(store::Transaction& tx, Timestamp before);

// Who writes.
struct MailSender {
  MailAddress from;
  std::optional<MailAddress> reply_to{};
};

// A message in a worker's hands; the members are the columns of sql/outbox.sql, claim_message.
struct ClaimedMessage {
  MessageId id;
  MessageKind kind = MessageKind::order_confirmation;
  std::string recipient;
  std::optional<OrderId> order_id;
  std::string cause;
  std::string facts;
  std::int64_t attempts = 0;  // this one counts
  Timestamp wanted_at;
  std::int64_t claim = 0;
  std::string last_error;
};
BOOST_DESCRIBE_STRUCT(ClaimedMessage, (),
                      (id, kind, recipient, order_id, cause, facts, attempts, wanted_at, claim,
                       last_error))

// Everything here outlives the outbox.
struct OutboxParts {
  store::Store& store;
  const Clock& clock;
  IdGenerator& ids;
  Notifications& notifications;
  jobs::Timers& timers;
  ContentSource& content;
  MailCarrier& carrier;
  MailSender sender;
};

// Lives from before serving until the executor has stopped; start() and stop() from one thread.
class Outbox {
 public:
  Outbox(OutboxParts parts, boost::asio::any_io_executor executor);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void start();
  // Begins nothing more and waits for what is under way; after `patience` that is cut short and its
  // message goes back. Call it while the executor runs.
  void stop(Duration patience);

  // Sends a mail at once, past the outbox: for an administrator's test.
  // Errors: those of MailCarrier::carry.
  boost::asio::awaitable<Status> send_now(Mail mail);
  const MailSender& sender() const { return parts_.sender; }
  void say_measures(MeasureReader& reader) const;

 private:
  enum class Outcome : std::uint8_t { sent, dropped, failed, interrupted };

  boost::asio::awaitable<void> handle(ClaimedMessage message);
  // What is to be remarked about it, once it is sent.
  using Sent = Result<std::string>;
  struct Prepared {
    FinishedMail mail;
    std::string remark;
  };
  boost::asio::awaitable<Sent> attempt(ClaimedMessage message);
  boost::asio::awaitable<Result<Prepared>> prepare(ClaimedMessage message);
  boost::asio::awaitable<void> settle(ClaimedMessage message, Sent outcome);
  void settle_in(store::Transaction& tx, const ClaimedMessage& message, const Sent& outcome);

  const OutboxParts parts_;
  CountsBy mails_{"outcome", {"sent", "failed"}};
  Histogram seconds_{kSecondsBounds};
  jobs::ClaimLoop<ClaimedMessage> loop_;
};

}  // namespace usher::notifications

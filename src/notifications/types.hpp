// Purpose: the words of notifications that other rooms may use. Place: notifications.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "notifications/mail_data.hpp"
#include "notifications/mime.hpp"

namespace usher::notifications {

enum class MessageKind : std::uint8_t {
  order_confirmation,
  order_refunded,
  order_cancelled,
  order_lookup_link,
  payment_returned,  // paid too late, refunded at once
  show_cancelled,
  show_moved,  // to another time or place
  show_reminder,
  payment_disputed,  // to administrators: the buyer's bank claims the money back
};
BOOST_DESCRIBE_ENUM(MessageKind, order_confirmation, order_refunded, order_cancelled,
                    order_lookup_link, payment_returned, show_cancelled, show_moved, show_reminder,
                    payment_disputed)

// waiting → sent | dead | dropped; an administrator makes dead ones wait again.
enum class MessageState : std::uint8_t { waiting, sent, dead, dropped };
BOOST_DESCRIBE_ENUM(MessageState, waiting, sent, dead, dropped)

// What the data no longer says when the message is sent. All else is read then.
struct Facts {
  std::optional<Money> amount{};             // order_refunded, payment_returned: what comes back;
                                             // payment_disputed: what is claimed
  std::optional<Timestamp> was_starts_at{};  // show_moved: the time that no longer holds
  std::optional<std::string> was_venue_name{};  // show_moved: the place that no longer holds
  std::optional<std::string> note{};            // show_*: what staff say about it, in their words;
                                                // payment_disputed: the bank's reason
  std::optional<ShowId> show_id{};              // show_*: of an order of several shows, which
};
BOOST_DESCRIBE_STRUCT(Facts, (), (amount, was_starts_at, was_venue_name, note, show_id))

struct Message {
  MessageKind kind = MessageKind::order_confirmation;
  std::string to;                     // e-mail address
  std::optional<OrderId> order_id{};  // what it is about
  std::string cause;                  // "order <id> paid": a second message of a cause is not made
  Facts facts{};
};

// A row of the outbox.
struct StoredMessage {
  MessageId id;
  MessageKind kind = MessageKind::order_confirmation;
  std::string recipient;
  std::optional<OrderId> order_id;
  std::string cause;
  std::string facts;  // Facts as JSON
  MessageState state = MessageState::waiting;
  std::int64_t attempts = 0;
  Timestamp next_attempt_at;
  std::string last_error;
  Timestamp wanted_at;
  Timestamp created_at;
  std::optional<Timestamp> sent_at;
};
BOOST_DESCRIBE_STRUCT(StoredMessage, (),
                      (id, kind, recipient, order_id, cause, facts, state, attempts,
                       next_attempt_at, last_error, wanted_at, created_at, sent_at))

// What a message says, read when it is sent.
struct MailContent {
  MailData data;
  std::vector<Attachment> attachments{};
  std::string remark{};  // what administrators should know of it once it is sent; "" for nothing
};

// Knows what a message is about; implemented above, registered by app/. Thread-safe; lives as long
// as the application.
class ContentSource {
 public:
  virtual ~ContentSource() = default;
  // Errors: gone, any code: the message has lost its sense and is dropped. Others: tried again.
  virtual boost::asio::awaitable<Result<MailContent>> content_of(StoredMessage message) = 0;
};

}  // namespace usher::notifications

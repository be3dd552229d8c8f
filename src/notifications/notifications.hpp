// Purpose: what is to be told to people, as rows of an outbox (rule 31). Place: notifications;
// orders and tickets write to it in the transaction of the cause.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/transaction.hpp"

namespace usher::notifications {

enum class MessageKind : std::uint8_t {
  order_confirmation,
  order_refunded,
  order_cancelled,
  order_lookup_link,
  payment_returned,  // paid too late, refunded at once
};
BOOST_DESCRIBE_ENUM(MessageKind, order_confirmation, order_refunded, order_cancelled,
                    order_lookup_link, payment_returned)

enum class MessageState : std::uint8_t { waiting, sent, dead };
BOOST_DESCRIBE_ENUM(MessageState, waiting, sent, dead)

struct Message {
  MessageKind kind = MessageKind::order_confirmation;
  std::string to;                     // e-mail address
  std::optional<OrderId> order_id{};  // what it is about
  std::string cause;                  // "order <id> paid": a second message of a cause is not made
};

// A row of the outbox.
struct StoredMessage {
  MessageId id;
  MessageKind kind = MessageKind::order_confirmation;
  std::string recipient;
  std::optional<OrderId> order_id;
  std::string cause;
  MessageState state = MessageState::waiting;
  std::int64_t attempts = 0;
  Timestamp next_attempt_at;
  std::string last_error;
  Timestamp created_at;
  std::optional<Timestamp> sent_at;
};
BOOST_DESCRIBE_STRUCT(StoredMessage, (),
                      (id, kind, recipient, order_id, cause, state, attempts, next_attempt_at,
                       last_error, created_at, sent_at))

// Thread-safe. Lives as long as the application.
class Notifications {
 public:
  explicit Notifications(IdGenerator& ids) : ids_(ids) {}

  // False when the cause has its message already; that one stays as it is.
  bool enqueue(store::Transaction& tx, const Message& message);

  // In the order in which they were made.
  std::vector<StoredMessage> of_order(store::Queries& queries, OrderId order) const;
  // The newest first; those older than `before`, which zero leaves open.
  std::vector<StoredMessage> list(store::Queries& queries, MessageState state, MessageId before,
                                  std::int64_t limit) const;
  std::int64_t count(store::Queries& queries, MessageState state) const;

 private:
  IdGenerator& ids_;
};

}  // namespace usher::notifications

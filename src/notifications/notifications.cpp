#include "notifications/notifications.hpp"

#include "base/json_binding.hpp"
#include "notifications/sql.hpp"

namespace usher::notifications {

bool Notifications::enqueue(store::Transaction& tx, const Message& message) {
  const bool made =
      tx.run(sql::insert_message, ids_.next<MessageId>(), message.kind, message.to,
             message.order_id, message.cause, to_json_text(message.facts), tx.now()) != 0;
  if (made && nudge_) tx.after_commit([this, due = tx.now()] { nudge_(due); });
  return made;
}

std::vector<StoredMessage> Notifications::of_order(store::Queries& queries, OrderId order) const {
  return queries.all<StoredMessage>(sql::list_messages_of_order, order);
}

std::vector<StoredMessage> Notifications::list(store::Queries& queries, MessageState state,
                                               MessageId before, std::int64_t limit) const {
  const MessageId end = before ? before : MessageId{INT64_MAX};
  return queries.all<StoredMessage>(sql::list_messages, state, end, limit);
}

std::int64_t Notifications::count(store::Queries& queries, MessageState state) const {
  return queries.find<std::int64_t>(sql::count_messages, state).value_or(0);
}

}  // namespace usher::notifications

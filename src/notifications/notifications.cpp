#include "notifications/notifications.hpp"

#include "base/json_binding.hpp"
#include "notifications/sql.hpp"

namespace usher::notifications {

bool Notifications::enqueue(store::Transaction& tx, const Message& message) {
  const bool made =
      tx.run(sql::insert_message, ids_.next<MessageId>(), message.kind, message.to,
             message.order_id, message.cause, to_json_text(message.facts), tx.now()) != 0;
  if (made) nudge_after_commit(tx);
  return made;
}

std::optional<StoredMessage> Notifications::of_cause(store::Queries& queries,
                                                     std::string_view cause) const {
  return queries.find<StoredMessage>(sql::find_message_of_cause, cause);
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

Backlog Notifications::backlog(store::Queries& queries) const {
  return {count(queries, MessageState::waiting), count(queries, MessageState::dead),
          queries.find<std::optional<Timestamp>>(sql::oldest_wanted).value_or(std::nullopt)};
}

Result<StoredMessage> Notifications::retry(store::Transaction& tx, MessageId message) {
  const bool revived = tx.run(sql::revive_message, message, tx.now()) != 0;
  auto found = tx.find<StoredMessage>(sql::find_message, message);
  if (!found) return refuse(ErrorKind::not_found, "message_not_found", "There is no such message.");
  if (!revived)
    return refuse(ErrorKind::conflict, "message_not_dead", "Only a dead letter can be sent again.");
  nudge_after_commit(tx);
  return *std::move(found);
}

std::int64_t Notifications::retry_all(store::Transaction& tx) {
  const auto revived = tx.run(sql::revive_all_messages, tx.now());
  if (revived > 0) nudge_after_commit(tx);
  return revived;
}

void Notifications::nudge_after_commit(store::Transaction& tx) const {
  if (nudge_) tx.after_commit([this, due = tx.now()] { nudge_(due); });
}

}  // namespace usher::notifications

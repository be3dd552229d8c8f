// Purpose: the door of notifications: what is to be told to people, as rows of an outbox (rule 31).
// Place: notifications; orders, tickets and shows' flows write to it in the transaction of the
// cause. outbox.hpp sends what waits.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "notifications/types.hpp"
#include "store/transaction.hpp"

namespace usher::notifications {

// What waits and what nobody will send, in a database that several nodes share.
struct Backlog {
  std::int64_t waiting = 0;
  std::int64_t dead = 0;
  std::optional<Timestamp> oldest{};  // since when the oldest that waits was wanted
};

// Thread-safe. Lives as long as the application.
class Notifications {
 public:
  explicit Notifications(IdGenerator& ids) : ids_(ids) {}

  // False when the cause has its message already; that one stays as it is.
  bool enqueue(store::Transaction& tx, const Message& message);

  // Also one that was sent long ago.
  std::optional<StoredMessage> of_cause(store::Queries& queries, std::string_view cause) const;

  // In the order in which they were made.
  std::vector<StoredMessage> of_order(store::Queries& queries, OrderId order) const;
  // The newest first; those older than `before`, which zero leaves open.
  std::vector<StoredMessage> list(store::Queries& queries, MessageState state, MessageId before,
                                  std::int64_t limit) const;
  std::int64_t count(store::Queries& queries, MessageState state) const;
  Backlog backlog(store::Queries& queries) const;

  // Lets a dead letter wait anew, with all its attempts.
  // Errors: 404 `message_not_found`; 409 `message_not_dead`.
  Result<StoredMessage> retry(store::Transaction& tx, MessageId message);
  // How many there were.
  std::int64_t retry_all(store::Transaction& tx);

  // Called on a lane's thread once a message waits, with its due time. Set before serving.
  void on_new_message(std::function<void(Timestamp)> nudge) { nudge_ = std::move(nudge); }

 private:
  void nudge_after_commit(store::Transaction& tx) const;

  IdGenerator& ids_;
  std::function<void(Timestamp)> nudge_;
};

}  // namespace usher::notifications

#include "notifications/endpoints.hpp"

#include "audit/audit.hpp"
#include "base/json_binding.hpp"
#include "base/text.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::notifications {

void add_template_endpoints(web::Router& router, const MailDesk& desk);

namespace {

struct MessageQuery {
  std::optional<MessageState> state;
  std::optional<std::string> cursor;
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(MessageQuery, (), (state, cursor, limit, sort))

struct MessagePath {
  MessageId id;
};
BOOST_DESCRIBE_STRUCT(MessagePath, (), (id))

struct MessageView {
  MessageId id;
  MessageKind kind = MessageKind::order_confirmation;
  std::string recipient;
  std::optional<OrderId> order_id;
  MessageState state = MessageState::waiting;
  std::int64_t attempts = 0;
  // Of a waiting one.
  std::optional<Timestamp> next_attempt_at;
  // Why the last attempt failed, or why it was dropped; "" when nothing was wrong.
  std::string last_error;
  Timestamp created_at;
  std::optional<Timestamp> sent_at;
};
BOOST_DESCRIBE_STRUCT(MessageView, (),
                      (id, kind, recipient, order_id, state, attempts, next_attempt_at, last_error,
                       created_at, sent_at))

struct MessageCounts {
  std::int64_t waiting = 0;
  std::int64_t sent = 0;
  std::int64_t dead = 0;
  std::int64_t dropped = 0;
};
BOOST_DESCRIBE_STRUCT(MessageCounts, (), (waiting, sent, dead, dropped))

struct MessageList {
  std::vector<MessageView> items;
  std::optional<std::string> next_cursor;
  std::int64_t total = 0;
  MessageCounts counts;
  // False when no mail server is configured: nothing leaves the outbox then.
  bool sends_mail = false;
};
BOOST_DESCRIBE_STRUCT(MessageList, (), (items, next_cursor, total, counts, sends_mail))

struct Retried {
  std::int64_t retried = 0;
};
BOOST_DESCRIBE_STRUCT(Retried, (), (retried))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

MessageView view_of(StoredMessage message) {
  MessageView view;
  view.id = message.id;
  view.kind = message.kind;
  view.recipient = std::move(message.recipient);
  view.order_id = message.order_id;
  view.state = message.state;
  view.attempts = message.attempts;
  if (message.state == MessageState::waiting) view.next_attempt_at = message.next_attempt_at;
  view.last_error = std::move(message.last_error);
  view.created_at = message.created_at;
  view.sent_at = message.sent_at;
  return view;
}

Answer<MessageList> list(MailDesk desk, MessageQuery query) {
  CO_TRY_OK(web::check_sort(query.sort, "-created_at"));
  MessageId before;
  if (query.cursor) {
    before = MessageId::parse(*query.cursor);
    if (!before)
      co_return refuse_field("/cursor", "invalid_format", "Must be the next_cursor of an answer.");
  }
  const std::int64_t limit = query.limit ? query.limit->value : 50;
  const auto state = query.state.value_or(MessageState::dead);
  auto page = co_await desk.store.read([desk, state, before, limit](store::Queries& q) {
    MessageList made;
    auto rows = desk.notifications.list(q, state, before, limit + 1);
    if (std::ssize(rows) > limit) {
      rows.pop_back();
      made.next_cursor = rows.back().id.text();
    }
    for (auto& row : rows) made.items.push_back(view_of(std::move(row)));
    made.counts = {desk.notifications.count(q, MessageState::waiting),
                   desk.notifications.count(q, MessageState::sent),
                   desk.notifications.count(q, MessageState::dead),
                   desk.notifications.count(q, MessageState::dropped)};
    made.total = desk.notifications.count(q, state);
    return made;
  });
  page.sends_mail = desk.outbox != nullptr;
  co_return web::ok(std::move(page));
}

Answer<MessageView> retry(MailDesk desk, web::Request request, MessagePath path) {
  CO_TRY(auto message,
         co_await desk.store.write(
             store::kHouseLane,
             [desk, id = path.id,
              by = audit::by(request)](store::Transaction& tx) -> Result<StoredMessage> {
               TRY(auto revived, desk.notifications.retry(tx, id));
               audit::record(
                   tx, by,
                   {.action = "message.retried", .subject = "message", .subject_id = id.text()});
               return revived;
             }));
  co_return web::ok(view_of(std::move(message)));
}

Answer<Retried> retry_all(MailDesk desk, web::Request request) {
  CO_TRY(const auto count,
         co_await desk.store.write(
             store::kHouseLane,
             [desk, by = audit::by(request)](store::Transaction& tx) -> Result<std::int64_t> {
               const auto revived = desk.notifications.retry_all(tx);
               if (revived > 0) {
                 audit::record(tx, by,
                               {.action = "messages.retried",
                                .subject = "message",
                                .after = "{\"count\":" + std::to_string(revived) + "}"});
               }
               return revived;
             }));
  co_return web::ok(Retried{count});
}

}  // namespace

void add_endpoints(web::Router& router, const MailDesk& desk) {
  router.describe_tag("Mail", "What was and will be sent, and the texts of mails.");
  router.add(web::get("/api/admin/messages")
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Messages of the outbox, newest first; dead letters unless asked else")
                 .query<MessageQuery>()
                 .answers<MessageList>()
                 .handle([desk](web::Request, MessageQuery query) {
                   return list(desk, std::move(query));
                 }));
  router.add(web::post("/api/admin/messages/{id}/retry")
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Send a dead letter again")
                 .path<MessagePath>()
                 .answers<MessageView>()
                 .refuses(404, {"message_not_found"})
                 .refuses(409, {"message_not_dead"})
                 .handle([desk](web::Request request, MessagePath path) {
                   return retry(desk, request, path);
                 }));
  router.add(web::post("/api/admin/messages/retry-dead")
                 .access(web::Access::admin)
                 .tag("Mail")
                 .summary("Send all dead letters again")
                 .answers<Retried>()
                 .handle([desk](web::Request request) { return retry_all(desk, request); }));
  add_template_endpoints(router, desk);
}

}  // namespace usher::notifications

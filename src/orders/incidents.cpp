// Purpose: what about an order a person must look at: a list, cleared one by one. Place: orders.
//
// The same thing about the same subject is told once while it is open, whatever order and
// repetition its causes come in.
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;

void Orders::raise(store::Transaction& tx, OrderId order, std::string kind, std::string subject,
                   std::string detail) {
  insert_incident(tx, order,
                  {parts_.ids.next<IncidentId>(), std::move(kind), std::move(subject),
                   std::move(detail), tx.now()});
}

// Named by its id, or by its kind: then the newest of that kind.
Status Orders::clear_in(store::Transaction& tx, OrderId id, const std::string& incident,
                        const std::string& text, const audit::Entry& by) {
  const auto order = find_order(tx, id);
  if (!order) return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  const auto open = open_incidents(tx, id);
  if (open.empty()) {
    return refuse(ErrorKind::conflict, "no_incident",
                  "Nothing about this order waits for anybody.");
  }
  const auto meant = std::ranges::find_if(open.rbegin(), open.rend(), [&](const Incident& each) {
    return each.id.text() == incident || each.kind == incident;
  });
  // Others may have come up meanwhile: nobody has looked at those yet.
  if (meant == open.rend() || !orders::clear_incident(tx, id, meant->id)) {
    return refuse(ErrorKind::conflict, "incident_changed",
                  "Something else has happened to this order meanwhile. Look at it again.");
  }
  note(tx, id, "incident_cleared", by.actor, text);
  std::map<std::string, std::string> after{{"cleared", meant->kind}};
  if (!meant->subject.empty()) after["subject"] = meant->subject;
  record(tx, by, "order.incident_cleared", *order, to_json_text(after));
  return {};
}

asio::awaitable<Result<OrderView>> Orders::clear_incident(OrderId id, std::string incident,
                                                          std::string text, audit::Entry by) {
  const auto now = co_await snapshot(id);
  if (!now.order)
    co_return refuse(ErrorKind::not_found, "order_not_found", "There is no such order.");
  CO_TRY_OK(co_await store_.write(
      now.order->keys,
      [this, id, incident = std::move(incident), text = std::move(text), by = std::move(by)](
          store::Transaction& tx) { return clear_in(tx, id, incident, text, by); }));
  co_return co_await details(id);
}

}  // namespace usher::orders

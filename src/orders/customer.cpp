// Purpose: who an order is for, corrected. Place: orders.
#include "orders/orders.hpp"
#include "orders/repository.hpp"

namespace usher::orders {
namespace asio = boost::asio;
namespace {

// What differs, by the names that clients use: the audit log holds no personal data (rule 29).
std::vector<std::string> fields_changed(const Order& before, const Order& after) {
  std::vector<std::string> fields;
  if (before.customer_name != after.customer_name) fields.emplace_back("customer_name");
  if (before.customer_email != after.customer_email) fields.emplace_back("customer_email");
  if (before.customer_phone != after.customer_phone) fields.emplace_back("customer_phone");
  return fields;
}

Order changed(Order order, const CustomerChange& change) {
  if (change.name) order.customer_name = change.name->value;
  if (change.email) order.customer_email = change.email->value;
  if (change.phone.is_null()) order.customer_phone.reset();
  if (change.phone.has_value()) order.customer_phone = change.phone.value().value;
  return order;
}

std::string joined(const std::vector<std::string>& fields) {
  std::string text;
  for (const auto& field : fields) text += (text.empty() ? "" : ", ") + field;
  return text;
}

}  // namespace

asio::awaitable<Result<OrderView>> Orders::change_customer(OrderId id, CustomerChange change,
                                                           Proof proof, audit::Entry by) {
  CO_TRY(const auto now, co_await open(id, proof));
  const bool staff = proof.staff;
  CO_TRY_OK(co_await store_.write(
      now.order->keys,
      [this, id, staff, change = std::move(change),
       by = std::move(by)](store::Transaction& tx) -> Status {
        const auto before = find_order(tx, id);
        USHER_ASSERT(before.has_value());
        if (!staff && before->status != OrderStatus::pending) {
          return refuse(ErrorKind::conflict, "order_not_pending",
                        "The order is no longer waiting for its payment.");
        }
        TRY_OK(check_version(change.if_match, before->version));
        const Order after = changed(*before, change);
        const auto fields = fields_changed(*before, after);
        if (fields.empty()) return {};
        set_customer(tx, after);
        note(tx, id, "customer_changed", by.actor, joined(fields));
        record(tx, by, "order.customer_changed", after,
               to_json_text(std::map<std::string, std::vector<std::string>>{{"changed", fields}}));
        return tx.emit(CustomerChanged{id, after.customer_name, after.customer_email});
      }));
  if (staff) co_return co_await details(id);
  co_return co_await read_view(id, viewer_of(id, proof));
}

}  // namespace usher::orders

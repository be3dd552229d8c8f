#include "app/admin_notices.hpp"

#include "accounts/users.hpp"
#include "payments/events.hpp"

namespace usher::app {
namespace {

std::string words_of(std::string reason) {
  std::ranges::replace(reason, '_', ' ');
  return reason.empty() ? "none" : reason;
}

}  // namespace

void tell_admins_of_disputes(store::EventBus& bus, notifications::Notifications& notifications) {
  bus.on<payments::DisputeOpened>(
      [&notifications](store::Transaction& tx, const payments::DisputeOpened& event) {
        for (const auto& user : accounts::list_all_users(tx)) {
          const bool is_admin = user.role == accounts::Role::admin;
          if (!is_admin || user.status != accounts::UserStatus::active) continue;
          notifications::Message message;
          message.kind = notifications::MessageKind::payment_disputed;
          message.to = user.email;
          message.order_id = event.payment.order;
          message.cause = "dispute " + event.dispute.id + " to " + user.id.text();
          message.facts.amount = event.dispute.amount;
          message.facts.note = words_of(event.dispute.reason);
          notifications.enqueue(tx, message);
        }
        return Status{};
      });
}

}  // namespace usher::app

// Purpose: what the provider tells by itself: payments, refunds, disputes. Place: payments.
//
// Every message is applied in one transaction with its id (rule 44). What is applied is a maximum
// of what was heard so far, so that order and repetition do not matter (rule 16).
#include "base/log.hpp"
#include "payments/payments.hpp"
#include "payments/repository.hpp"
#include "payments/webhook.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

Finding finding_of(FindingKind kind, const ProviderRefund& refund, OrderId order) {
  return {kind, refund.id, order, std::nullopt, refund.amount, refund.currency};
}

// A failure to ask is no failure of the message: the refund's job asks again.
void log_not_carried_out(OrderId order, std::string_view cause) {
  log::warning("refund_not_carried_out", {{"order", order.text()}, {"cause", cause}});
}

}  // namespace

Status Payments::tell_outside(store::Transaction& tx, const ProviderRefund& refund) {
  const auto payment = select_payment_by_intent(tx, refund.intent_id);
  if (!payment || refund.status == ProviderRefundStatus::failed) return {};
  if (!see_finding(tx, finding_of(FindingKind::refund_outside, refund, payment->order))) return {};
  return tx.emit(RefundOutside{*payment, refund});
}

Status Payments::apply(store::Transaction& tx, const ProviderRefund& refund) {
  const auto ours =
      refund.order ? select_refund(tx, refund.order, refund.number) : std::optional<Refund>();
  if (!ours || ours->intent_id != refund.intent_id) return tell_outside(tx, refund);
  if (ours->amount == refund.amount) return settle(tx, *ours, refund);
  auto finding = finding_of(FindingKind::refund_amount_differs, refund, ours->order);
  finding.ours = ours->amount;
  see_finding(tx, finding);
  log::error("refund_amount_differs", {{"order", ours->order.text()}});
  return {};
}

Status Payments::apply(store::Transaction& tx, const ProviderDispute& dispute) {
  const auto payment = select_payment_by_intent(tx, dispute.intent_id);
  if (!payment) return {};
  const std::int64_t news = dispute.told_at.ms / 1000;
  if (insert_dispute(tx, *payment, dispute, news)) {
    log::warning("payment_disputed", {{"order", payment->order.text()}});
    TRY_OK(tx.emit(DisputeOpened{*payment, *select_dispute(tx, dispute.id)}));
  } else if (dispute.status == DisputeStatus::open) {
    update_dispute(tx, dispute, news);
  }
  if (dispute.status == DisputeStatus::open || !close_dispute(tx, dispute)) return {};
  return tx.emit(DisputeClosed{*payment, *select_dispute(tx, dispute.id)});
}

Status Payments::apply_event(store::Transaction& tx, const ProviderEvent& event) {
  if (const auto* intent = std::get_if<Intent>(&event.news)) return apply(tx, *intent);
  if (const auto* refund = std::get_if<ProviderRefund>(&event.news)) return apply(tx, *refund);
  if (const auto* dispute = std::get_if<ProviderDispute>(&event.news)) return apply(tx, *dispute);
  return {};
}

std::optional<Payment> Payments::payment_of(store::Queries& q, const ProviderEvent& event) const {
  if (const auto* intent = std::get_if<Intent>(&event.news))
    return select_payment(q, intent->order, intent->attempt);
  if (const auto* refund = std::get_if<ProviderRefund>(&event.news))
    return select_payment_by_intent(q, refund->intent_id);
  if (const auto* charge = std::get_if<ChargeRefunded>(&event.news))
    return select_payment_by_intent(q, charge->intent_id);
  if (const auto* dispute = std::get_if<ProviderDispute>(&event.news))
    return select_payment_by_intent(q, dispute->intent_id);
  return std::nullopt;
}

// A charge does not say which refund it means: those that wait for an answer are asked for.
asio::awaitable<void> Payments::carry_out_requested(Payment payment) {
  const auto requested = co_await store_.read(
      [order = payment.order, intent_id = payment.intent_id](store::Queries& q) {
        return select_requested_refunds(q, order, intent_id);
      });
  for (const auto& refund : requested) {
    std::string failure;
    try {
      const auto done = co_await carry_out(refund.order, refund.number);
      if (!done) failure = done.error().code;
    } catch (const std::exception& thrown) {
      failure = thrown.what();
    }
    if (!failure.empty()) log_not_carried_out(refund.order, failure);
  }
}

asio::awaitable<Status> Payments::hear(Intent intent) {
  const auto payment =
      co_await store_.read([order = intent.order, attempt = intent.attempt](store::Queries& q) {
        return select_payment(q, order, attempt);
      });
  if (!payment || payment->status == PaymentStatus::succeeded) co_return Status{};
  co_return co_await apply_later(std::move(intent), payment->show);
}

asio::awaitable<Result<bool>> Payments::take_event(std::string raw_body, Timestamp now) {
  CO_TRY(auto event, read_event(raw_body, now));
  struct Known {
    std::optional<Payment> payment;
    bool event = false;
  };
  const auto known = co_await store_.read([this, event](store::Queries& q) {
    return Known{payment_of(q, event), is_known_event(q, event.id)};
  });
  if (known.event) co_return false;
  const auto& payment = known.payment;
  const auto lane = payment ? store::lane_of(payment->show) : store::kHouseLane;
  const bool is_charge = std::holds_alternative<ChargeRefunded>(event.news);
  CO_TRY(const bool is_new,
         co_await store_.write(
             lane, [this, event = std::move(event)](store::Transaction& tx) -> Result<bool> {
               if (!keep_event(tx, event.id, event.type)) return false;
               TRY_OK(apply_event(tx, event));
               return true;
             }));
  if (is_new && is_charge && payment) co_await carry_out_requested(*payment);
  co_return is_new;
}

asio::awaitable<Status> Payments::receive_event(std::string signature, std::string raw_body,
                                                Timestamp now) {
  CO_TRY_OK(check_signature(signature, raw_body, settings_.webhook_secrets, now));
  CO_TRY_OK(co_await take_event(std::move(raw_body), now));
  co_return Status{};
}

}  // namespace usher::payments

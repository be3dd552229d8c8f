#include "payments/payments.hpp"

#include <boost/json/parse.hpp>

#include "base/json_binding.hpp"
#include "base/log.hpp"
#include "payments/repository.hpp"
#include "payments/webhook.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

struct RefundJobPayload {
  OrderId order;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(RefundJobPayload, (), (order, number))

bool refused_for_good(const Error& error) { return error.code == "provider_refused"; }

}  // namespace

std::vector<Payment> Payments::payments_of(store::Queries& q, OrderId order) const {
  return select_payments(q, order);
}

std::vector<Refund> Payments::refunds_of(store::Queries& q, OrderId order) const {
  return select_refunds(q, order);
}

bool Payments::record(store::Transaction& tx, ShowId show, const Intent& intent) {
  Payment payment;
  payment.order = intent.order;
  payment.attempt = intent.attempt;
  payment.show = show;
  payment.provider = provider_.name();
  payment.intent_id = intent.id;
  payment.amount = intent.amount;
  payment.currency = intent.currency;
  return insert_payment(tx, payment);
}

Status Payments::apply_success(store::Transaction& tx, const Payment& payment,
                               const Intent& intent) {
  const bool right = intent.amount == payment.amount && intent.currency == payment.currency;
  const auto status = right ? PaymentStatus::succeeded : PaymentStatus::mismatched;
  if (!settle_payment(tx, payment, status)) return {};
  if (right) return tx.emit(PaymentSucceeded{payment});
  log::error("payment_mismatch", {{"order", payment.order.text()}});
  return tx.emit(PaymentMismatched{payment, intent.amount, intent.currency});
}

Status Payments::apply(store::Transaction& tx, const Intent& intent) {
  const auto payment = select_payment(tx, intent.order, intent.attempt);
  if (!payment || payment->intent_id != intent.id) return {};
  switch (intent.status) {
    case IntentStatus::succeeded:
      return apply_success(tx, *payment, intent);
    case IntentStatus::processing:
      if (mark_processing(tx, *payment)) return tx.emit(PaymentProcessing{*payment});
      return {};
    case IntentStatus::canceled:
      mark_canceled(tx, *payment);
      return {};
    case IntentStatus::requires_payment_method:
      mark_open_again(tx, *payment);
      if (payment->live() && !intent.decline_code.empty())
        return tx.emit(PaymentFailed{*payment, intent.decline_code});
      return {};
    case IntentStatus::requires_action:
      return {};
  }
  return {};
}

Result<Refund> Payments::request_refund(store::Transaction& tx, const RefundDraft& draft) {
  if (!add_refunded(tx, draft.payment, draft.amount)) {
    return refuse(ErrorKind::conflict, "refund_exceeds_payment",
                  "That is more than what is left of the payment.");
  }
  Refund refund;
  refund.order = draft.payment.order;
  refund.number = next_refund_number(tx, refund.order);
  refund.attempt = draft.payment.attempt;
  refund.show = draft.payment.show;
  refund.intent_id = draft.payment.intent_id;
  refund.amount = draft.amount;
  refund.fees = draft.fees;
  refund.tax = draft.tax;
  refund.currency = draft.payment.currency;
  refund.reason = draft.reason;
  refund.requested_at = tx.now();
  insert_refund(tx, refund);
  const RefundJobPayload payload{refund.order, refund.number};
  const RefundRequest key{refund.order, refund.number, "", {}};
  queue_.enqueue(tx, {std::string(kRefundJob), to_json_text(payload), key.idempotency_key(),
                      tx.now() + kRefundJobAfter});
  return refund;
}

asio::awaitable<Status> Payments::apply_later(Intent intent, ShowId show) {
  co_return co_await store_.write(
      store::lane_of(show),
      [this, intent = std::move(intent)](store::Transaction& tx) { return apply(tx, intent); });
}

asio::awaitable<Result<Intent>> Payments::reconcile(Payment payment) {
  CO_TRY(auto intent, co_await provider_.retrieve(payment.intent_id));
  CO_TRY_OK(co_await apply_later(intent, payment.show));
  co_return intent;
}

asio::awaitable<Result<Intent>> Payments::cancel(Payment payment) {
  CO_TRY(auto intent, co_await provider_.cancel(payment.intent_id));
  CO_TRY_OK(co_await apply_later(intent, payment.show));
  co_return intent;
}

asio::awaitable<Result<ProviderRefund>> Payments::ask_for_refund(Refund refund) {
  if (!refund.provider_refund_id.empty())
    co_return co_await provider_.retrieve_refund(refund.provider_refund_id);
  RefundRequest request{refund.order, refund.number, refund.intent_id, refund.amount};
  auto answer = co_await provider_.refund(std::move(request));
  if (!answer && refused_for_good(answer.error()))
    co_return ProviderRefund{"", ProviderRefundStatus::failed, answer.error().detail};
  co_return answer;
}

asio::awaitable<Result<Refund>> Payments::carry_out(OrderId order, std::int64_t number) {
  auto refund = co_await store_.read(
      [order, number](store::Queries& q) { return select_refund(q, order, number); });
  if (!refund) co_return refuse(ErrorKind::not_found, "refund_not_found", "No such refund.");
  if (refund->status != RefundStatus::requested) co_return *std::move(refund);
  CO_TRY(const auto answer, co_await ask_for_refund(*refund));
  co_return co_await store_.write(
      store::lane_of(refund->show),
      [refund = *refund, answer](store::Transaction& tx) mutable -> Result<Refund> {
        refund.provider_refund_id = answer.id;
        if (answer.status == ProviderRefundStatus::pending) {
          note_provider_refund(tx, refund, answer.id);
          return refund;
        }
        const bool done = answer.status == ProviderRefundStatus::succeeded;
        refund.status = done ? RefundStatus::completed : RefundStatus::failed;
        refund.failure = answer.failure;
        refund.completed_at = tx.now();
        if (!finish_refund(tx, refund)) return *select_refund(tx, refund.order, refund.number);
        if (done) {
          TRY_OK(tx.emit(RefundCompleted{refund}));
        } else {
          take_back_refunded(tx, refund);
          log::error("refund_failed", {{"order", refund.order.text()}});
          TRY_OK(tx.emit(RefundFailed{refund}));
        }
        return refund;
      });
}

asio::awaitable<Status> Payments::finish_refund_job(jobs::Job job) {
  CO_TRY(const auto payload, read_json_text<RefundJobPayload>(job.payload));
  CO_TRY(const auto refund, co_await carry_out(payload.order, payload.number));
  if (refund.status == RefundStatus::requested)
    co_return refuse(ErrorKind::unavailable, "refund_pending", "The provider needs longer.");
  co_return Status{};
}

asio::awaitable<std::optional<Payment>> Payments::payment_of(Intent intent) {
  co_return co_await store_.read(
      [order = intent.order, attempt = intent.attempt](store::Queries& q) {
        return select_payment(q, order, attempt);
      });
}

asio::awaitable<Status> Payments::hear(Intent intent) {
  const auto payment = co_await payment_of(intent);
  if (!payment || payment->status == PaymentStatus::succeeded) co_return Status{};
  co_return co_await apply_later(std::move(intent), payment->show);
}

asio::awaitable<Status> Payments::receive_event(std::string signature, std::string raw_body,
                                                Timestamp now) {
  CO_TRY_OK(check_signature(signature, raw_body, settings_.webhook_secrets, now));
  CO_TRY(auto event, read_event(raw_body));
  store::LaneKey lane = store::kHouseLane;
  if (event.intent) {
    const auto payment = co_await payment_of(*event.intent);
    if (payment) lane = store::lane_of(payment->show);
  }
  co_return co_await store_.write(
      lane, [this, event = std::move(event)](store::Transaction& tx) -> Status {
        if (!keep_event(tx, event.id, event.type)) return {};
        return event.intent ? apply(tx, *event.intent) : Status{};
      });
}

asio::awaitable<void> Payments::forget_old_events() {
  co_await store_.write(store::kHouseLane, [](store::Transaction& tx) -> Result<std::int64_t> {
    return forget_events(tx, tx.now() - kKeepEvents);
  });
}

}  // namespace usher::payments

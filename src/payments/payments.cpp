#include "payments/payments.hpp"

#include "base/json_binding.hpp"
#include "base/log.hpp"
#include "payments/repository.hpp"

namespace usher::payments {
namespace asio = boost::asio;
namespace {

struct RefundJobPayload {
  OrderId order;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(RefundJobPayload, (), (order, number))

bool refused_for_good(const Error& error) {
  return error.code == "provider_refused" || error.code == "card_declined";
}

// Orders what a provider says about a payment that is not settled: by the second in which it was
// true, and within a second by what follows what: a card is entered, authenticated, processed,
// declined.
std::int64_t news_of(const Intent& intent) {
  const std::int64_t second = intent.told_at.ms / 1000;
  const int rank = intent.status == IntentStatus::processing        ? 2
                   : intent.status == IntentStatus::requires_action ? 1
                   : intent.decline_code.empty()                    ? 0
                                                                    : 3;
  return second * 4 + rank;
}

}  // namespace

std::vector<Payment> Payments::payments_of(store::Queries& q, OrderId order) const {
  return select_payments(q, order);
}

std::vector<Refund> Payments::refunds_of(store::Queries& q, OrderId order) const {
  return select_refunds(q, order);
}

std::vector<Dispute> Payments::disputes_of(store::Queries& q, OrderId order) const {
  return select_disputes(q, order);
}

bool Payments::record(store::Transaction& tx, store::LaneKeys keys, const Intent& intent) {
  Payment payment;
  payment.order = intent.order;
  payment.attempt = intent.attempt;
  payment.keys = std::move(keys);
  payment.provider = provider_.name();
  payment.intent_id = intent.id;
  payment.amount = intent.amount;
  payment.currency = intent.currency;
  return insert_payment(tx, payment);
}

Status Payments::apply_success(store::Transaction& tx, const Payment& payment,
                               const Intent& intent) {
  const bool right = intent.amount == payment.amount && intent.currency == payment.currency;
  if (right) {
    if (!settle_payment(tx, payment, PaymentStatus::succeeded)) return {};
    return tx.emit(PaymentSucceeded{payment});
  }
  // What cannot even be said in the currency's units stays as it was asked for.
  const Money taken = intent.amount.minor > 0 ? intent.amount : payment.amount;
  if (!settle_mismatched(tx, payment, taken, intent.currency)) return {};
  if (payment.status == PaymentStatus::mismatched) return {};
  log::error("payment_mismatch", {{"order", payment.order.text()}});
  return tx.emit(PaymentMismatched{payment, intent.amount, intent.currency});
}

Status Payments::apply(store::Transaction& tx, const Intent& intent) {
  const auto payment = select_payment(tx, intent.order, intent.attempt);
  if (!payment || payment->intent_id != intent.id) return {};
  if (!intent.decline_code.empty()) {
    const auto& charge =
        intent.declined_charge.empty() ? intent.decline_code : intent.declined_charge;
    if (insert_decline(tx, *payment, charge, intent.decline_code))
      TRY_OK(tx.emit(PaymentFailed{*payment, intent.decline_code}));
  }
  switch (intent.status) {
    case IntentStatus::succeeded:
      return apply_success(tx, *payment, intent);
    case IntentStatus::processing:
      mark_live(tx, *payment, PaymentStatus::processing, news_of(intent));
      if (first_processing(tx, *payment)) return tx.emit(PaymentProcessing{*payment});
      return {};
    case IntentStatus::canceled:
      mark_canceled(tx, *payment);
      return {};
    case IntentStatus::requires_payment_method:
    case IntentStatus::requires_action:
      mark_live(tx, *payment, PaymentStatus::open, news_of(intent));
      return {};
  }
  return {};
}

Result<Refund> Payments::request_refund(store::Transaction& tx, const RefundDraft& draft) {
  if (draft.amount.minor <= 0 || !add_refunded(tx, draft.payment, draft.amount)) {
    return refuse(ErrorKind::conflict, "refund_exceeds_payment",
                  "That is more than what is left of the payment.");
  }
  Refund refund;
  refund.order = draft.payment.order;
  refund.number = next_refund_number(tx, refund.order);
  refund.attempt = draft.payment.attempt;
  refund.keys = draft.payment.keys;
  refund.intent_id = draft.payment.intent_id;
  refund.amount = draft.amount;
  refund.fees = draft.fees;
  refund.tax = draft.tax;
  refund.currency = draft.payment.currency;
  refund.reason = draft.reason;
  refund.requested_at = tx.now();
  insert_refund(tx, refund);
  enqueue_job(tx, refund);
  return refund;
}

void Payments::enqueue_job(store::Transaction& tx, const Refund& refund) {
  const RefundJobPayload payload{refund.order, refund.number};
  const RefundRequest key{refund.order, refund.number, "", {}};
  queue_.enqueue(tx, {std::string(kRefundJob), to_json_text(payload), key.idempotency_key(),
                      tx.now() + kRefundJobAfter});
}

asio::awaitable<Status> Payments::apply_later(Intent intent, store::LaneKeys keys) {
  co_return co_await store_.write(
      std::move(keys),
      [this, intent = std::move(intent)](store::Transaction& tx) { return apply(tx, intent); });
}

// The provider may have been changed in the settings since. The test provider's money is none.
asio::awaitable<Result<Intent>> Payments::ask(Payment payment, bool cancel) {
  if (payment.provider == provider_.name()) {
    if (cancel) co_return co_await provider_.cancel(payment.intent_id);
    co_return co_await provider_.retrieve(payment.intent_id);
  }
  if (payment.provider != "test") {
    co_return refuse(ErrorKind::unavailable, "provider_unavailable",
                     "The payment was begun with another provider than is in use now.");
  }
  co_return Intent{payment.intent_id,
                   payment.order,
                   payment.attempt,
                   IntentStatus::canceled,
                   payment.amount,
                   payment.currency,
                   "",
                   ""};
}

void Payments::set_parts(store::Transaction& tx, const Refund& refund, Money fees, Money tax) {
  set_refund_parts(tx, refund, fees, tax);
}

Status Payments::decide(store::Transaction& tx, const Refund& refund, RefundDecision decision) {
  if (!decide_refund(tx, refund, decision)) {
    return refuse(ErrorKind::conflict, "refund_decided",
                  "It was decided before what becomes of this refund.");
  }
  if (refund.outside()) resolve_finding(tx, FindingKind::refund_outside, refund.provider_refund_id);
  return {};
}

asio::awaitable<Result<Intent>> Payments::reconcile(Payment payment) {
  CO_TRY(auto intent, co_await ask(payment, false));
  CO_TRY_OK(co_await apply_later(intent, payment.keys));
  if (intent.refunded > payment.refunded) CO_TRY_OK(co_await catch_up_on_refunds(payment));
  co_return intent;
}

asio::awaitable<Result<Intent>> Payments::cancel(Payment payment) {
  CO_TRY(auto intent, co_await ask(payment, true));
  CO_TRY_OK(co_await apply_later(intent, payment.keys));
  co_return intent;
}

asio::awaitable<Result<ProviderRefund>> Payments::ask_for_refund(Refund refund, Timestamp now) {
  if (!refund.provider_refund_id.empty())
    co_return co_await provider_.retrieve_refund(refund.provider_refund_id);
  RefundRequest request{refund.order, refund.number, refund.intent_id, refund.amount,
                        refund.currency};
  request.look_first = now - refund.requested_at > kKeysForgottenAfter;
  auto answer = co_await provider_.refund(std::move(request));
  if (!answer && refused_for_good(answer.error()))
    co_return ProviderRefund{"", ProviderRefundStatus::failed, answer.error().detail};
  co_return answer;
}

// Requested, completed, failed: a refund only ever goes on in this order, whatever comes again.
Status Payments::settle(store::Transaction& tx, Refund refund, const ProviderRefund& answer) {
  if (refund.status == RefundStatus::failed) return {};
  if (answer.status == ProviderRefundStatus::pending) {
    note_provider_refund(tx, refund, answer.id);
    return {};
  }
  const bool was_completed = refund.status == RefundStatus::completed;
  const bool done = answer.status == ProviderRefundStatus::succeeded;
  if (was_completed && done) return {};
  refund.provider_refund_id = answer.id;
  refund.status = done ? RefundStatus::completed : RefundStatus::failed;
  refund.failure = answer.failure;
  refund.completed_at = tx.now();
  const bool is_news =
      was_completed ? fail_completed_refund(tx, refund) : finish_refund(tx, refund);
  if (!is_news) return {};
  if (done) return tx.emit(RefundCompleted{refund});
  take_back_refunded(tx, refund);
  log::error("refund_failed", {{"order", refund.order.text()}});
  return tx.emit(RefundFailed{refund, was_completed});
}

asio::awaitable<Result<Refund>> Payments::carry_out(OrderId order, std::int64_t number) {
  const auto found = co_await store_.read([order, number](store::Queries& q) {
    return std::pair(select_refund(q, order, number), q.now());
  });
  const auto& refund = found.first;
  if (!refund) co_return refuse(ErrorKind::not_found, "refund_not_found", "No such refund.");
  if (refund->status != RefundStatus::requested) co_return *refund;
  CO_TRY(const auto answer, co_await ask_for_refund(*refund, found.second));
  co_return co_await store_.write(
      refund->keys, [this, order, number, answer](store::Transaction& tx) -> Result<Refund> {
        TRY_OK(settle(tx, get_refund(tx, order, number), answer));
        return get_refund(tx, order, number);
      });
}

asio::awaitable<Status> Payments::finish_refund_job(jobs::Job job) {
  CO_TRY(const auto payload, read_json_text<RefundJobPayload>(job.payload));
  CO_TRY(const auto refund, co_await carry_out(payload.order, payload.number));
  if (refund.status != RefundStatus::requested) co_return Status{};
  // Some banks take days: that is no failure, and the job is not buried for it.
  co_return co_await store_.write(store::kHouseLane, [this, job](store::Transaction& tx) -> Status {
    queue_.postpone(tx, job, tx.now() + kAskAgainAfter);
    return {};
  });
}

asio::awaitable<void> Payments::forget_old_events() {
  co_await store_.write(store::kHouseLane, [](store::Transaction& tx) -> Result<std::int64_t> {
    return forget_events(tx, tx.now() - kKeepEvents);
  });
}

}  // namespace usher::payments

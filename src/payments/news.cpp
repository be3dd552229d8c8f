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

constexpr std::string_view kOutsideReason = "made at the provider";

constexpr Measure kEvents{"usher_webhook_events_total", MeasureKind::counter,
                          "Messages of the payment provider: new, known already, or refused."};
constexpr Measure kEventLag{"usher_webhook_lag_seconds", MeasureKind::histogram,
                            "How long ago it was what a message of the provider tells; repeated "
                            "ones too."};

Finding finding_of(FindingKind kind, const ProviderRefund& refund, OrderId order) {
  return {kind, refund.id, order, std::nullopt, refund.amount, refund.currency};
}

// A failure to ask is no failure of the message: the refund's job asks again.
void log_not_carried_out(OrderId order, std::string_view cause) {
  log::warning("refund_not_carried_out", {{"order", order.text()}, {"cause", cause}});
}

}  // namespace

// A refund that somebody made at the provider counts like ours: in what was given back and in what
// is left (rule 18). What it was for, only a person can know.
// Errors: 503 `refund_waits` while a refund of ours stands in its way: the provider will refuse
// that one, since together they are more than was paid.
Status Payments::book_outside(store::Transaction& tx, const ProviderRefund& told) {
  const auto payment = select_payment_by_intent(tx, told.intent_id);
  if (!payment || !payment->taken() || told.amount.minor <= 0) return {};
  const bool failed = told.status == ProviderRefundStatus::failed;
  if (!failed && !add_refunded(tx, *payment, told.amount)) {
    return refuse(ErrorKind::unavailable, "refund_waits",
                  "A refund of this payment has to be settled first.");
  }
  Refund refund;
  refund.order = payment->order;
  refund.number = next_refund_number(tx, refund.order);
  refund.attempt = payment->attempt;
  refund.keys = payment->keys;
  refund.intent_id = told.intent_id;
  refund.amount = told.amount;
  refund.currency = payment->currency;
  refund.reason = kOutsideReason;
  refund.provider_refund_id = told.id;
  refund.requested_at = tx.now();
  refund.origin = RefundOrigin::provider;
  if (failed) {
    // It came to nothing before we heard of it; older news must not book it after all.
    refund.status = RefundStatus::failed;
    refund.failure = told.failure;
    refund.completed_at = tx.now();
  }
  if (!insert_outside_refund(tx, refund)) throw store::RetryError("another node books this refund");
  if (failed) return {};
  see_finding(tx, finding_of(FindingKind::refund_outside, told, refund.order));
  if (told.status == ProviderRefundStatus::pending) enqueue_job(tx, refund);
  TRY_OK(tx.emit(RefundOutside{*payment, refund}));
  return settle(tx, refund, told);
}

Status Payments::apply(store::Transaction& tx, const ProviderRefund& told) {
  const auto known = select_refund_of(tx, told);
  if (!known) return book_outside(tx, told);
  if (known->outside() && known->decision == RefundDecision::nothing &&
      told.status != ProviderRefundStatus::failed)
    see_finding(tx, finding_of(FindingKind::refund_outside, told, known->order));
  if (known->amount == told.amount) return settle(tx, *known, told);
  auto finding = finding_of(FindingKind::refund_amount_differs, told, known->order);
  finding.ours = known->amount;
  see_finding(tx, finding);
  log::error("refund_amount_differs", {{"order", known->order.text()}});
  return {};
}

Status Payments::apply(store::Transaction& tx, const ProviderDispute& dispute) {
  const auto payment = select_payment_by_intent(tx, dispute.intent_id);
  if (!payment) {
    // With an intent it is of another program that shares the account; without, nobody can tell.
    if (!dispute.intent_id.empty() || dispute.status != DisputeStatus::open) return {};
    if (see_finding(tx, {FindingKind::unknown_dispute, dispute.id, std::nullopt, std::nullopt,
                         dispute.amount, dispute.currency}))
      log::error("unknown_dispute", {{"id", dispute.id}});
    return {};
  }
  const std::int64_t news = dispute.told_at.ms / 1000;
  if (insert_dispute(tx, *payment, dispute, news)) {
    log::warning("payment_disputed", {{"order", payment->order.text()}});
    TRY_OK(tx.emit(DisputeOpened{*payment, get_dispute(tx, dispute.id)}));
  } else if (dispute.status == DisputeStatus::open) {
    update_dispute(tx, dispute, news);
  }
  if (dispute.status == DisputeStatus::open || !close_dispute(tx, dispute)) return {};
  return tx.emit(DisputeClosed{*payment, get_dispute(tx, dispute.id)});
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
  co_return co_await apply_later(std::move(intent), payment->keys);
}

// A dispute may name its charge alone: the provider knows the payment behind it. Should it not say,
// the dispute is taken as it is.
asio::awaitable<ProviderEvent> Payments::with_intent(ProviderEvent event) {
  auto* dispute = std::get_if<ProviderDispute>(&event.news);
  if (!dispute || !dispute->intent_id.empty()) co_return event;
  auto intent_id = co_await provider_.intent_of_charge(dispute->charge_id);
  if (intent_id) dispute->intent_id = *std::move(intent_id);
  co_return event;
}

// What has to be known of a payment before news of its refunds can be applied: that it was taken,
// and, where a charge does not say which refund it means, all its refunds.
asio::awaitable<Result<std::vector<ProviderRefund>>> Payments::refunds_behind(Payment payment,
                                                                              ProviderEvent event) {
  const auto* charge = std::get_if<ChargeRefunded>(&event.news);
  if (!charge && !std::holds_alternative<ProviderRefund>(event.news))
    co_return std::vector<ProviderRefund>{};
  if (!payment.taken()) {
    CO_TRY(const auto intent, co_await ask(payment, false));
    CO_TRY_OK(co_await apply_later(intent, payment.keys));
  }
  if (!charge || payment.provider != provider_.name()) co_return std::vector<ProviderRefund>{};
  CO_TRY(auto refunds, co_await provider_.refunds_of(payment.intent_id));
  Money listed;
  for (const auto& refund : refunds)
    if (refund.status != ProviderRefundStatus::failed) listed += refund.amount;
  if (listed < charge->refunded)
    log::error("refunds_not_listed", {{"order", payment.order.text()}});
  co_return refunds;
}

// Writes `work` in the payment's turns. Where a refund of ours stands in the way of one that was
// made outside, ours is settled first.
template <class T, class Work>
asio::awaitable<Result<T>> Payments::write_after_ours(std::optional<Payment> payment, Work work) {
  const auto keys = payment ? payment->keys : store::LaneKeys(store::kHouseLane);
  auto done = co_await store_.write(keys, work);
  const bool waits = !done && done.error().code == "refund_waits";
  if (!waits || !payment) co_return done;
  co_await carry_out_requested(*payment);
  co_return co_await store_.write(keys, work);
}

asio::awaitable<Status> Payments::catch_up_on_refunds(Payment payment) {
  CO_TRY(const auto refunds, co_await provider_.refunds_of(payment.intent_id));
  co_return co_await apply_refunds(std::move(payment), refunds);
}

asio::awaitable<Status> Payments::take_refund(ProviderRefund refund) {
  auto payment = co_await store_.read(
      [id = refund.intent_id](store::Queries& q) { return select_payment_by_intent(q, id); });
  if (!payment) co_return Status{};
  if (!payment->taken()) {
    CO_TRY(const auto intent, co_await ask(*payment, false));
    CO_TRY_OK(co_await apply_later(intent, payment->keys));
  }
  std::vector<ProviderRefund> refunds{std::move(refund)};
  co_return co_await apply_refunds(*std::move(payment), std::move(refunds));
}

asio::awaitable<Status> Payments::apply_refunds(Payment payment,
                                                std::vector<ProviderRefund> refunds) {
  CO_TRY_OK(co_await write_after_ours<bool>(
      payment, [this, refunds = std::move(refunds)](store::Transaction& tx) -> Result<bool> {
        for (const auto& refund : refunds) TRY_OK(apply(tx, refund));
        return true;
      }));
  co_return Status{};
}

asio::awaitable<Result<bool>> Payments::take_event(std::string raw_body, Timestamp now) {
  CO_TRY(auto read, read_event(raw_body, now));
  const auto event = co_await with_intent(std::move(read));
  struct Known {
    std::optional<Payment> payment;
    bool event = false;
  };
  const auto known = co_await store_.read([this, event](store::Queries& q) {
    return Known{payment_of(q, event), is_known_event(q, event.id)};
  });
  if (known.event) co_return false;
  std::vector<ProviderRefund> refunds;
  if (known.payment) {
    CO_TRY(refunds, co_await refunds_behind(*known.payment, event));
  }
  CO_TRY(const bool is_new,
         co_await write_after_ours<bool>(
             known.payment, [this, event, refunds](store::Transaction& tx) -> Result<bool> {
               if (!keep_event(tx, event.id, event.type)) return false;
               TRY_OK(apply_event(tx, event));
               for (const auto& refund : refunds) TRY_OK(apply(tx, refund));
               return true;
             }));
  const bool is_charge = std::holds_alternative<ChargeRefunded>(event.news);
  if (is_new && is_charge && known.payment) co_await carry_out_requested(*known.payment);
  co_return is_new;
}

void Payments::say_measures(MeasureReader& reader) const {
  events_.say(reader, kEvents);
  reader.histogram(kEventLag, event_lag_seconds_);
  provider_.say_measures(reader);
}

asio::awaitable<Status> Payments::receive_event(std::string signature, std::string raw_body,
                                                Timestamp now) {
  auto taken = check_signature(signature, raw_body, settings_.webhook_secrets, now);
  if (!taken) {
    events_.add("refused");
    co_return taken;
  }
  if (const auto event = read_event(raw_body, now)) {
    const Duration lag = std::max(now - event->told_at, Duration{});
    event_lag_seconds_.observe(std::chrono::duration<double>(lag).count());
  }
  const auto is_new = co_await take_event(std::move(raw_body), now);
  if (!is_new) {
    events_.add("refused");
    co_return std::unexpected(is_new.error());
  }
  events_.add(*is_new ? "new" : "known");
  co_return Status{};
}

}  // namespace usher::payments

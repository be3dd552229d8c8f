// Purpose: the door of payments: intents, what the provider says of them, refunds. Place: payments.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jobs/queue.hpp"
#include "payments/events.hpp"
#include "payments/provider.hpp"
#include "payments/types.hpp"
#include "store/store.hpp"

namespace usher::payments {

struct ProviderEvent;

struct PaymentSettings {
  // Any of them may have signed a webhook (rotation); empty: every webhook is refused.
  std::vector<std::string> webhook_secrets;
};

// A refund to be recorded.
struct RefundDraft {
  Payment payment;
  Money amount;
  Money fees;
  Money tax;
  std::string reason;
};

// How long a webhook's event id is kept (rule 44).
inline constexpr Duration kKeepEvents = std::chrono::days(90);
// The job that finishes a refund begins this long after the request that should have done so.
inline constexpr Duration kRefundJobAfter = std::chrono::seconds(30);
// The provider needs longer: the job asks again after this.
inline constexpr Duration kAskAgainAfter = std::chrono::minutes(15);
inline constexpr std::string_view kRefundJob = "payments.refund";
// After this long a provider may have forgotten the key of a refund. Source: Stripe, 24 hours.
inline constexpr Duration kKeysForgottenAfter = std::chrono::hours(12);

// What the provider says is applied to our rows and told to the slices above by events, in one
// transaction. Invariants: one payment per order and attempt; each payment succeeds at most once
// and never stops having succeeded; refunds never exceed it.
// Thread-safe. Lives as long as the application.
class Payments {
 public:
  Payments(store::Store& store, Provider& provider, jobs::Queue& queue, PaymentSettings settings)
      : store_(store), provider_(provider), queue_(queue), settings_(std::move(settings)) {}

  Provider& provider() { return provider_; }

  // By attempt.
  std::vector<Payment> payments_of(store::Queries& q, OrderId order) const;
  // By number.
  std::vector<Refund> refunds_of(store::Queries& q, OrderId order) const;

  // By the time at which we heard of them.
  std::vector<Dispute> disputes_of(store::Queries& q, OrderId order) const;

  // Records an intent that the provider has made; whatever is heard of it later is written with
  // `keys`. False when this order and attempt has one.
  bool record(store::Transaction& tx, store::LaneKeys keys, const Intent& intent);

  // Brings the row up to what the provider says, and emits what is new about it. Repeating it, or
  // an older answer after a newer one, changes nothing: news form a lattice, so that any order with
  // any repetition ends alike. An intent that is not ours is ignored.
  // Errors: what the handlers of the events refuse.
  Status apply(store::Transaction& tx, const Intent& intent);

  // The same for a refund. One that nobody here asked for is a finding. Errors: as of apply().
  Status apply(store::Transaction& tx, const ProviderRefund& refund);
  // The same for a dispute.
  Status apply(store::Transaction& tx, const ProviderDispute& dispute);

  // Records a refund as requested; it is carried out by carry_out() or, after a crash, by a job.
  // Errors: 409 `refund_exceeds_payment`.
  Result<Refund> request_refund(store::Transaction& tx, const RefundDraft& draft);

  // Says which part of a refund that was made outside was fees and tax.
  void set_parts(store::Transaction& tx, const Refund& refund, Money fees, Money tax);
  // Writes down what was decided about a refund, once; a finding about it is seen to with that.
  // Errors: 409 `refund_decided`.
  Status decide(store::Transaction& tx, const Refund& refund, RefundDecision decision);

  // Asks the provider and applies its answer. Answers what the provider says. Refunds that were
  // made there meanwhile are booked.
  // Errors: those of the provider and of apply().
  boost::asio::awaitable<Result<Intent>> reconcile(Payment payment);
  // Cancels at the provider and applies its answer, which may be that it has succeeded.
  boost::asio::awaitable<Result<Intent>> cancel(Payment payment);

  // Has the provider give the money back and completes the refund. Safe to repeat at any time, from
  // any node. Answers the refund as it is then, `requested` while the provider needs longer.
  // Errors: 503 `provider_unavailable`; the refund stays requested.
  boost::asio::awaitable<Result<Refund>> carry_out(OrderId order, std::int64_t number);
  // The job of a requested refund; asks to be run again while the provider needs longer.
  boost::asio::awaitable<Status> finish_refund_job(jobs::Job job);

  // A webhook: the raw body, signed by `signature`. Answers after the effect is durable; an event
  // that is known or does not concern us is fine (rules 16, 44).
  // Errors: 400 `invalid_signature`, `malformed_event`.
  boost::asio::awaitable<Status> receive_event(std::string signature, std::string raw_body,
                                               Timestamp now);
  // The same for an event that the provider itself has listed. Whether it was new.
  boost::asio::awaitable<Result<bool>> take_event(std::string raw_body, Timestamp now);
  // The same for a refund that it has listed.
  boost::asio::awaitable<Status> take_refund(ProviderRefund refund);
  // News of the test provider, which needs no signature.
  boost::asio::awaitable<Status> hear(Intent intent);
  boost::asio::awaitable<void> forget_old_events();
  void say_measures(MeasureReader& reader) const;

 private:
  Status apply_success(store::Transaction& tx, const Payment& payment, const Intent& intent);
  Status settle(store::Transaction& tx, Refund refund, const ProviderRefund& answer);
  Status book_outside(store::Transaction& tx, const ProviderRefund& refund);
  Status apply_event(store::Transaction& tx, const ProviderEvent& event);
  boost::asio::awaitable<Result<std::vector<ProviderRefund>>> refunds_behind(Payment payment,
                                                                             ProviderEvent event);
  boost::asio::awaitable<Status> catch_up_on_refunds(Payment payment);
  boost::asio::awaitable<Status> apply_refunds(Payment payment,
                                               std::vector<ProviderRefund> refunds);
  void enqueue_job(store::Transaction& tx, const Refund& refund);
  template <class T, class Work>
  boost::asio::awaitable<Result<T>> write_after_ours(std::optional<Payment> payment, Work work);
  boost::asio::awaitable<ProviderEvent> with_intent(ProviderEvent event);
  std::optional<Payment> payment_of(store::Queries& q, const ProviderEvent& event) const;
  boost::asio::awaitable<void> carry_out_requested(Payment payment);
  boost::asio::awaitable<Result<Intent>> ask(Payment payment, bool cancel);
  boost::asio::awaitable<Status> apply_later(Intent intent, store::LaneKeys keys);
  boost::asio::awaitable<Result<ProviderRefund>> ask_for_refund(Refund refund, Timestamp now);

  store::Store& store_;
  Provider& provider_;
  jobs::Queue& queue_;
  const PaymentSettings settings_;
  CountsBy events_{"outcome", {"new", "known", "refused"}};
  Histogram event_lag_seconds_{1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400};
};

}  // namespace usher::payments

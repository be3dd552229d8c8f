#include "payments/repository.hpp"

#include "payments/sql.hpp"

namespace usher::payments {

std::vector<Payment> select_payments(store::Queries& q, OrderId order) {
  return q.all<Payment>(sql::payments_of_order, order);
}

std::optional<Payment> select_payment(store::Queries& q, OrderId order, std::int64_t attempt) {
  return q.find<Payment>(sql::find_payment, order, attempt);
}

std::optional<Payment> select_payment_by_intent(store::Queries& q, std::string_view intent_id) {
  return q.find<Payment>(sql::find_payment_by_intent, intent_id);
}

std::vector<Payment> select_live_payments(store::Queries& q, std::string_view provider,
                                          Timestamp before, Timestamp created_at, OrderId order,
                                          std::int64_t limit) {
  return q.all<Payment>(sql::live_payments, provider, before, created_at, order, limit);
}

bool insert_payment(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::insert_payment, payment.order, payment.attempt, payment.keys, payment.provider,
                payment.intent_id, payment.amount, payment.currency, tx.now()) == 1;
}

bool settle_payment(store::Transaction& tx, const Payment& payment, PaymentStatus status) {
  return tx.run(sql::settle_payment, payment.order, payment.attempt, status, tx.now()) == 1;
}

bool settle_mismatched(store::Transaction& tx, const Payment& payment, Money amount,
                       const Currency& currency) {
  return tx.run(sql::settle_mismatched, payment.order, payment.attempt, amount, currency,
                tx.now()) == 1;
}

bool mark_live(store::Transaction& tx, const Payment& payment, PaymentStatus status,
               std::int64_t news) {
  return tx.run(sql::mark_live, payment.order, payment.attempt, status, news) == 1;
}

bool first_processing(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::first_processing, payment.order, payment.attempt, tx.now()) == 1;
}

bool insert_decline(store::Transaction& tx, const Payment& payment, std::string_view charge,
                    std::string_view decline_code) {
  return tx.run(sql::insert_decline, payment.order, payment.attempt, charge, decline_code,
                tx.now()) == 1;
}

bool mark_canceled(store::Transaction& tx, const Payment& payment) {
  return tx.run(sql::mark_canceled, payment.order, payment.attempt, tx.now()) == 1;
}

bool add_refunded(store::Transaction& tx, const Payment& payment, Money amount) {
  return tx.run(sql::add_refunded, payment.order, payment.attempt, amount) == 1;
}

void take_back_refunded(store::Transaction& tx, const Refund& refund) {
  tx.run(sql::take_back_refunded, refund.order, refund.attempt, refund.amount);
}

std::vector<Refund> select_refunds(store::Queries& q, OrderId order) {
  return q.all<Refund>(sql::refunds_of_order, order);
}

std::optional<Refund> select_refund(store::Queries& q, OrderId order, std::int64_t number) {
  return q.find<Refund>(sql::find_refund, order, number);
}

Refund get_refund(store::Queries& q, OrderId order, std::int64_t number) {
  auto refund = select_refund(q, order, number);
  if (!refund) {
    throw store::DataError("there is no refund " + std::to_string(number) + " of order " +
                           order.text());
  }
  return *std::move(refund);
}

std::int64_t next_refund_number(store::Queries& q, OrderId order) {
  return q.find<std::int64_t>(sql::next_refund_number, order).value_or(1);
}

void insert_refund(store::Transaction& tx, const Refund& refund) {
  tx.run(sql::insert_refund, refund.order, refund.number, refund.attempt, refund.keys,
         refund.intent_id, refund.amount, refund.fees, refund.tax, refund.currency, refund.reason,
         tx.now());
}

void note_provider_refund(store::Transaction& tx, const Refund& refund, std::string_view id) {
  tx.run(sql::note_provider_refund, refund.order, refund.number, id);
}

bool finish_refund(store::Transaction& tx, const Refund& refund) {
  return tx.run(sql::finish_refund, refund.order, refund.number, refund.status,
                refund.provider_refund_id, refund.failure, tx.now()) == 1;
}

bool fail_completed_refund(store::Transaction& tx, const Refund& refund) {
  return tx.run(sql::fail_completed_refund, refund.order, refund.number, refund.failure) == 1;
}

std::vector<Refund> select_requested_refunds(store::Queries& q, OrderId order,
                                             std::string_view intent_id) {
  return q.all<Refund>(sql::requested_refunds_of_intent, order, intent_id);
}

std::vector<Refund> select_requested_refunds(store::Queries& q, Timestamp before,
                                             const Refund& last, std::int64_t limit) {
  return q.all<Refund>(sql::requested_refunds, before, last.requested_at, last.order, last.number,
                       limit);
}

// A number that another refund has answered for, or that was refused, says nothing about this one.
std::optional<Refund> select_refund_of(store::Queries& q, const ProviderRefund& refund) {
  auto ours =
      refund.order ? select_refund(q, refund.order, refund.number) : std::optional<Refund>();
  if (ours && !ours->outside() && ours->intent_id == refund.intent_id) {
    const bool unanswered =
        ours->provider_refund_id.empty() && ours->status == RefundStatus::requested;
    if (unanswered || ours->provider_refund_id == refund.id) return ours;
  }
  return q.find<Refund>(sql::find_refund_of_provider, refund.id);
}

bool insert_outside_refund(store::Transaction& tx, const Refund& refund) {
  return tx.run(sql::insert_outside_refund, refund.order, refund.number, refund.attempt,
                refund.keys, refund.intent_id, refund.amount, refund.currency, refund.reason,
                refund.status, refund.provider_refund_id, refund.failure, refund.requested_at,
                refund.completed_at) == 1;
}

void set_refund_parts(store::Transaction& tx, const Refund& refund, Money fees, Money tax) {
  tx.run(sql::set_refund_parts, refund.order, refund.number, fees, tax);
}

bool decide_refund(store::Transaction& tx, const Refund& refund, RefundDecision decision) {
  return tx.run(sql::decide_refund, refund.order, refund.number, decision) == 1;
}

std::vector<Refund> select_completed_refunds(store::Queries& q, std::string_view provider,
                                             Timestamp since, OrderId order, std::int64_t number,
                                             std::int64_t limit) {
  return q.all<Refund>(sql::completed_refunds, provider, since, order, number, limit);
}

std::vector<Dispute> select_disputes(store::Queries& q, OrderId order) {
  return q.all<Dispute>(sql::disputes_of_order, order);
}

Dispute get_dispute(store::Queries& q, std::string_view id) {
  auto dispute = q.find<Dispute>(sql::find_dispute, id);
  if (!dispute) throw store::DataError("there is no dispute " + std::string(id));
  return *std::move(dispute);
}

bool insert_dispute(store::Transaction& tx, const Payment& payment, const ProviderDispute& dispute,
                    std::int64_t news) {
  return tx.run(sql::insert_dispute, dispute.id, payment.order, payment.attempt, dispute.amount,
                dispute.currency, dispute.reason, dispute.provider_status, dispute.answer_by, news,
                tx.now()) == 1;
}

void update_dispute(store::Transaction& tx, const ProviderDispute& dispute, std::int64_t news) {
  tx.run(sql::update_dispute, dispute.id, dispute.amount, dispute.provider_status,
         dispute.answer_by, news);
}

bool close_dispute(store::Transaction& tx, const ProviderDispute& dispute) {
  return tx.run(sql::close_dispute, dispute.id, dispute.status, dispute.provider_status,
                dispute.amount, dispute.answer_by, tx.now()) == 1;
}

bool see_finding(store::Transaction& tx, const Finding& finding) {
  const bool is_new = tx.run(sql::insert_finding, finding.kind, finding.subject, finding.order,
                             finding.ours, finding.theirs, finding.currency, tx.now()) == 1;
  if (!is_new) tx.run(sql::see_finding_again, finding.kind, finding.subject, tx.now());
  return is_new;
}

void forget_settled_findings(store::Transaction& tx, Timestamp not_seen_since,
                             Timestamp first_seen_from) {
  tx.run(sql::forget_settled_findings, not_seen_since, first_seen_from);
}

std::vector<std::string> select_unbooked_refunds(store::Queries& q, std::int64_t limit) {
  return q.all<std::string>(sql::unbooked_refunds, limit);
}

bool resolve_finding(store::Transaction& tx, FindingKind kind, std::string_view subject) {
  return tx.run(sql::resolve_finding, kind, subject, tx.now()) == 1;
}

std::vector<SeenFinding> select_findings(store::Queries& q, std::int64_t limit) {
  return q.all<SeenFinding>(sql::open_findings, limit);
}

void insert_run(store::Transaction& tx, const ReconciliationRun& run) {
  tx.run(sql::insert_run, run.started_at, run.finished_at, run.events, run.payments, run.refunds,
         run.repaired, run.findings, run.failure);
}

std::optional<ReconciliationRun> select_last_run(store::Queries& q) {
  return q.find<ReconciliationRun>(sql::last_run);
}

void forget_runs(store::Transaction& tx, Timestamp before) { tx.run(sql::forget_runs, before); }

bool is_known_event(store::Queries& q, std::string_view id) {
  return q.find<std::int64_t>(sql::count_event, id).value_or(0) > 0;
}

bool keep_event(store::Transaction& tx, std::string_view id, std::string_view type) {
  return tx.run(sql::keep_event, id, type, tx.now()) == 1;
}

std::int64_t forget_events(store::Transaction& tx, Timestamp before) {
  return tx.run(sql::forget_events, before);
}

}  // namespace usher::payments

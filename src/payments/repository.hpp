// Purpose: the rows of payments, refunds and provider events. Place: payments.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "payments/types.hpp"
#include "store/transaction.hpp"

namespace usher::payments {

std::vector<Payment> select_payments(store::Queries& q, OrderId order);
std::optional<Payment> select_payment(store::Queries& q, OrderId order, std::int64_t attempt);
std::optional<Payment> select_payment_by_intent(store::Queries& q, std::string_view intent_id);
// Those of a provider that are open or processing and were made before `before`, in order; those
// after (`created_at`, `order`).
std::vector<Payment> select_live_payments(store::Queries& q, std::string_view provider,
                                          Timestamp before, Timestamp created_at, OrderId order,
                                          std::int64_t limit);
// False when this order and attempt has its payment already.
bool insert_payment(store::Transaction& tx, const Payment& payment);

// Each says whether the row was changed: the one place that decides who acts on it.
bool settle_payment(store::Transaction& tx, const Payment& payment, PaymentStatus status);
// Another amount or currency was taken than was asked for: from now on the row says what.
bool settle_mismatched(store::Transaction& tx, const Payment& payment, Money amount,
                       const Currency& currency);
// To open or processing, unless newer news were heard.
bool mark_live(store::Transaction& tx, const Payment& payment, PaymentStatus status,
               std::int64_t news);
// True once per payment.
bool first_processing(store::Transaction& tx, const Payment& payment);
// True once per declined charge.
bool insert_decline(store::Transaction& tx, const Payment& payment, std::string_view charge,
                    std::string_view decline_code);
bool mark_canceled(store::Transaction& tx, const Payment& payment);
// False when it would give back more than was paid (rule 18).
bool add_refunded(store::Transaction& tx, const Payment& payment, Money amount);
void take_back_refunded(store::Transaction& tx, const Refund& refund);

std::vector<Refund> select_refunds(store::Queries& q, OrderId order);
std::optional<Refund> select_refund(store::Queries& q, OrderId order, std::int64_t number);
// Errors: throws DataError when it is not there.
Refund get_refund(store::Queries& q, OrderId order, std::int64_t number);
std::vector<Refund> select_requested_refunds(store::Queries& q, OrderId order,
                                             std::string_view intent_id);
// Of all orders, requested before `before`, the oldest first; those after `last`.
std::vector<Refund> select_requested_refunds(store::Queries& q, Timestamp before,
                                             const Refund& last, std::int64_t limit);
// Of one provider, requested from `since` on; those after (`order`, `number`).
std::vector<Refund> select_completed_refunds(store::Queries& q, std::string_view provider,
                                             Timestamp since, OrderId order, std::int64_t number,
                                             std::int64_t limit);
std::int64_t next_refund_number(store::Queries& q, OrderId order);
void insert_refund(store::Transaction& tx, const Refund& refund);
// The row of what the provider tells of a refund: ours by order and number, or one made outside.
std::optional<Refund> select_refund_of(store::Queries& q, const ProviderRefund& refund);
// False when it is known already.
bool insert_outside_refund(store::Transaction& tx, const Refund& refund);
void set_refund_parts(store::Transaction& tx, const Refund& refund, Money fees, Money tax);
// False when something was decided about it before.
bool decide_refund(store::Transaction& tx, const Refund& refund, RefundDecision decision);
void note_provider_refund(store::Transaction& tx, const Refund& refund, std::string_view id);
// False when it was finished before. Takes status, provider id and failure from `refund`.
bool finish_refund(store::Transaction& tx, const Refund& refund);
// False when it was not completed. Takes the failure from `refund`.
bool fail_completed_refund(store::Transaction& tx, const Refund& refund);

std::vector<Dispute> select_disputes(store::Queries& q, OrderId order);
// Errors: throws DataError when it is not there.
Dispute get_dispute(store::Queries& q, std::string_view id);
// False when it is known.
bool insert_dispute(store::Transaction& tx, const Payment& payment, const ProviderDispute& dispute,
                    std::int64_t news);
void update_dispute(store::Transaction& tx, const ProviderDispute& dispute, std::int64_t news);
// False when it was closed before, or is unknown.
bool close_dispute(store::Transaction& tx, const ProviderDispute& dispute);

// True when it is seen for the first time.
bool see_finding(store::Transaction& tx, const Finding& finding);
void forget_settled_findings(store::Transaction& tx, Timestamp not_seen_since,
                             Timestamp first_seen_from);
// Refunds made outside that were found before such refunds were booked.
std::vector<std::string> select_unbooked_refunds(store::Queries& q, std::int64_t limit);
// False when there is none that is open.
bool resolve_finding(store::Transaction& tx, FindingKind kind, std::string_view subject);
std::vector<SeenFinding> select_findings(store::Queries& q, std::int64_t limit);
void insert_run(store::Transaction& tx, const ReconciliationRun& run);
std::optional<ReconciliationRun> select_last_run(store::Queries& q);
void forget_runs(store::Transaction& tx, Timestamp before);

bool is_known_event(store::Queries& q, std::string_view id);
// False when the event is known.
bool keep_event(store::Transaction& tx, std::string_view id, std::string_view type);
std::int64_t forget_events(store::Transaction& tx, Timestamp before);

}  // namespace usher::payments

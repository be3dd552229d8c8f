// Purpose: the words of payments: intents, payments, refunds. Place: payments; open to all above.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "store/lane_keys.hpp"

namespace usher::payments {

// No call to a provider takes longer, with all that is tried again.
inline constexpr Duration kProviderAnswersWithin = std::chrono::seconds(30);

// What a provider says about a payment. Source: Stripe's PaymentIntent statuses, as far as cards
// that are captured at once need them.
BOOST_DEFINE_ENUM_CLASS(IntentStatus, requires_payment_method, requires_action, processing,
                        succeeded, canceled)

// A payment as the provider knows it. `order` and `attempt` travel with it as metadata.
struct Intent {
  std::string id;
  OrderId order;
  std::int64_t attempt = 0;
  IntentStatus status = IntentStatus::requires_payment_method;
  Money amount;
  Currency currency;
  std::string client_secret;      // "" where the provider does not repeat it (events)
  std::string decline_code;       // why the last attempt with a card failed; "" when none did
  std::string declined_charge{};  // which attempt that was, where the provider says so
  Timestamp told_at{};            // when the provider said all this
  Money refunded{};               // how much of it went back, as far as the provider says so
};

// What we know of it. `open` waits for the buyer, `mismatched` was paid with another amount or
// currency and waits for a person (rule 42).
BOOST_DEFINE_ENUM_CLASS(PaymentStatus, open, processing, succeeded, canceled, mismatched)

// A row of payments, in the order of its columns. One per order and attempt (rule 42).
struct Payment {
  OrderId order;
  std::int64_t attempt = 0;
  store::LaneKeys keys;  // of all that its order is about: news of it take these turns
  std::string provider;
  std::string intent_id;
  Money amount;  // asked for; of a mismatched one what was taken
  Currency currency;
  PaymentStatus status = PaymentStatus::open;
  Money refunded;  // requested or completed; never more than `amount` (rule 18)
  Timestamp created_at;
  std::optional<Timestamp> settled_at;
  std::int64_t news = 0;  // how new the last news were: news_of(); older ones change nothing
  std::optional<Timestamp> processing_at;  // when it was processing for the first time

  bool taken() const {
    return status == PaymentStatus::succeeded || status == PaymentStatus::mismatched;
  }
  bool live() const { return status == PaymentStatus::open || status == PaymentStatus::processing; }
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (order, attempt, keys, provider, intent_id, amount, currency, status,
                       refunded, created_at, settled_at, news, processing_at))

BOOST_DEFINE_ENUM_CLASS(RefundStatus, requested, completed, failed)

// Who made a refund: this program, or somebody at the provider.
BOOST_DEFINE_ENUM_CLASS(RefundOrigin, usher, provider)
// What a person made of it. One that was made outside: it was for some tickets, for none of them,
// or for the order as a whole. One that failed: it was asked for again, or its tickets are good
// again.
BOOST_DEFINE_ENUM_CLASS(RefundDecision, nothing, tickets, goodwill, order, retried, reinstated)

// A row of refunds, in the order of its columns. `number` counts within the order.
struct Refund {
  OrderId order;
  std::int64_t number = 0;
  std::int64_t attempt = 0;  // of the payment that is given back
  store::LaneKeys keys;
  std::string intent_id;
  Money amount;
  Money fees;  // what part of the amount is fees, and what tax (rule 40)
  Money tax;
  Currency currency;
  std::string reason;
  RefundStatus status = RefundStatus::requested;
  std::string provider_refund_id;  // "" until the provider has answered
  std::string failure;             // why it failed; "" when it did not
  Timestamp requested_at;
  std::optional<Timestamp> completed_at;
  RefundOrigin origin = RefundOrigin::usher;
  RefundDecision decision = RefundDecision::nothing;

  bool outside() const { return origin == RefundOrigin::provider; }
};
BOOST_DESCRIBE_STRUCT(Refund, (),
                      (order, number, attempt, keys, intent_id, amount, fees, tax, currency, reason,
                       status, provider_refund_id, failure, requested_at, completed_at, origin,
                       decision))

BOOST_DEFINE_ENUM_CLASS(ProviderRefundStatus, pending, succeeded, failed)

// A refund as the provider knows it. `order` and `number` travel with it as metadata; 0 when it was
// made by somebody else.
struct ProviderRefund {
  std::string id;
  ProviderRefundStatus status = ProviderRefundStatus::pending;
  std::string failure;
  OrderId order{};
  std::int64_t number = 0;
  std::string intent_id{};
  Money amount{};
  Currency currency{};
};

// A buyer's bank takes the money back until it is settled who is right.
BOOST_DEFINE_ENUM_CLASS(DisputeStatus, open, won, lost, closed)

// A dispute as the provider tells it.
struct ProviderDispute {
  std::string id;
  std::string intent_id;  // "" where only the charge is named
  std::string charge_id;
  Money amount;
  Currency currency;
  std::string reason;           // "fraudulent", "product_not_received", …
  std::string provider_status;  // "needs_response", …: in the provider's words
  DisputeStatus status = DisputeStatus::open;
  std::optional<Timestamp> answer_by;
  Timestamp told_at;
};

// A row of disputes, in the order of its columns.
struct Dispute {
  std::string id;
  OrderId order;
  std::int64_t attempt = 0;
  Money amount;
  Currency currency;
  std::string reason;
  std::string provider_status;
  DisputeStatus status = DisputeStatus::open;
  std::optional<Timestamp> answer_by;
  Timestamp opened_at;  // when we heard of it
  std::optional<Timestamp> closed_at;
};
BOOST_DESCRIBE_STRUCT(Dispute, (),
                      (id, order, attempt, amount, currency, reason, provider_status, status,
                       answer_by, opened_at, closed_at))

// What the provider and we see differently and only a person can settle (O12).
BOOST_DEFINE_ENUM_CLASS(FindingKind,
                        unknown_payment,  // taken with our metadata, but we have no such payment
                        payment_not_at_provider,  // ours says paid, theirs does not
                        amount_differs,           // paid with another amount or currency
                        refund_outside,           // given back at the provider, not by us
                        refund_amount_differs,    // ours, but with another amount
                        refund_not_at_provider,   // ours says given back, theirs does not
                        unknown_dispute)          // about a payment that nobody here knows

struct Finding {
  FindingKind kind = FindingKind::unknown_payment;
  std::string subject;  // the provider's id, or ours when it has none
  std::optional<OrderId> order;
  std::optional<Money> ours;
  std::optional<Money> theirs;
  Currency currency;
};

// The same as it is kept, in the order of its columns.
struct SeenFinding {
  FindingKind kind = FindingKind::unknown_payment;
  std::string subject;
  std::optional<OrderId> order_id;
  std::optional<Money> ours;
  std::optional<Money> theirs;
  Currency currency;
  Timestamp first_seen_at;
  Timestamp last_seen_at;
};
BOOST_DESCRIBE_STRUCT(SeenFinding, (),
                      (kind, subject, order_id, ours, theirs, currency, first_seen_at,
                       last_seen_at))

// One comparison with the provider, in the order of its columns.
struct ReconciliationRun {
  Timestamp started_at;
  Timestamp finished_at;
  std::int64_t events = 0;    // messages that had not arrived
  std::int64_t payments = 0;  // payments and refunds that were compared
  std::int64_t refunds = 0;
  std::int64_t repaired = 0;
  std::int64_t findings = 0;
  std::string failure;  // why it ended early; "" when it did not
};
BOOST_DESCRIBE_STRUCT(ReconciliationRun, (),
                      (started_at, finished_at, events, payments, refunds, repaired, findings,
                       failure))

}  // namespace usher::payments

#include "payments/measures.hpp"

#include "payments/events.hpp"

namespace usher::payments {
namespace {

constexpr Measure kPayments{"usher_payments_total", MeasureKind::counter,
                            "What providers said of payments; a card may be declined many times."};
constexpr Measure kRefunds{"usher_refunds_total", MeasureKind::counter,
                           "Refunds that came to their end, those made at the provider too."};
constexpr Measure kRefunded{"usher_refunded_total", MeasureKind::counter,
                            "What was given back, in the currency's main unit."};
constexpr Measure kDisputes{"usher_disputes_total", MeasureKind::counter,
                            "Payments that a bank claimed back, and such claims that ended."};

}  // namespace

Measures::Measures(store::EventBus& bus) {
  // Counted once it is stored: what is undone did not happen.
  const auto count = [&bus]<class Event>(CountsBy& counts, std::string_view as) {
    bus.on<Event>([&counts, as](store::Transaction& tx, const Event&) {
      tx.after_commit([&counts, as] { counts.add(as); });
      return Status{};
    });
  };
  count.operator()<PaymentSucceeded>(payments_, "succeeded");
  count.operator()<PaymentFailed>(payments_, "declined");
  count.operator()<PaymentMismatched>(payments_, "mismatched");
  count.operator()<RefundCompleted>(refunds_, "completed");
  count.operator()<RefundFailed>(refunds_, "failed");
  count.operator()<DisputeOpened>(disputes_, "opened");
  count.operator()<DisputeClosed>(disputes_, "closed");
  bus.on<RefundCompleted>([this](store::Transaction& tx, const RefundCompleted& event) {
    tx.after_commit([this, amount = event.refund.amount, currency = event.refund.currency] {
      refunded_.add(currency.code, in_main_units(amount, currency));
    });
    return Status{};
  });
}

void Measures::say(MeasureReader& reader) const {
  payments_.say(reader, kPayments);
  refunds_.say(reader, kRefunds);
  refunded_.say(reader, kRefunded);
  disputes_.say(reader, kDisputes);
}

}  // namespace usher::payments

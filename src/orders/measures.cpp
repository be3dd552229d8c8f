#include "orders/measures.hpp"

#include "base/json_binding.hpp"
#include "orders/events.hpp"

namespace usher::orders {
namespace {

constexpr Measure kSteps{"usher_orders_total", MeasureKind::counter,
                         "Steps that orders made: pending when they are made, then what became of "
                         "them."};
constexpr Measure kTickets{"usher_tickets_sold_total", MeasureKind::counter,
                           "Tickets that were paid for, free ones too."};
constexpr Measure kRevenue{"usher_revenue_total", MeasureKind::counter,
                           "What was paid for tickets, with fees and tax, in the currency's main "
                           "unit."};

}  // namespace

Measures::Measures(store::EventBus& bus)
    : steps_("step",
             {"pending", "paid", "partially_refunded", "refunded", "cancelled", "expired"}) {
  // Counted once it is stored: what is undone did not happen.
  bus.on<OrderStepped>([this](store::Transaction& tx, const OrderStepped& event) {
    tx.after_commit([this, to = event.to] { steps_.add(enum_text(to)); });
    return Status{};
  });
  bus.on<OrderPaid>([this](store::Transaction& tx, const OrderPaid& event) {
    Money total;
    for (const auto& item : event.items) total += item.total;
    tx.after_commit([this, total, currency = event.currency, tickets = event.items.size()] {
      tickets_.add(currency.code, static_cast<double>(tickets));
      revenue_.add(currency.code, in_main_units(total, currency));
    });
    return Status{};
  });
}

void Measures::say(MeasureReader& reader) const {
  steps_.say(reader, kSteps);
  tickets_.say(reader, kTickets);
  revenue_.say(reader, kRevenue);
}

}  // namespace usher::orders

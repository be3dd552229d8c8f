// Purpose: pure decisions about orders: which step leads where, what a refund takes. Place: orders.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "orders/repository.hpp"
#include "orders/types.hpp"
#include "pricing/pricing.hpp"
#include "shows/types.hpp"

namespace usher::orders {

// How long a pending order keeps its seats, and how long while the provider says `processing`
// (rule 11).
inline constexpr Duration kPayWithin = std::chrono::minutes(15);
inline constexpr Duration kProcessWithin = std::chrono::minutes(30);
// The seats stay kept this much longer than the order can be paid, so that nobody takes them while
// its payment is begun. Once there is a payment they are kept until the order ends (rule 43).
inline constexpr Duration kClaimGrace = std::chrono::minutes(2);

// What can happen to an order. `revive` is a payment that came after the end (rule 15).
BOOST_DEFINE_ENUM_CLASS(Step, pay, expire, cancel, revive, refund_part, refund_all)

// Where the step leads; nullopt when it is not allowed. Source: rule 10.
std::optional<OrderStatus> after(OrderStatus status, Step step);

bool is_paid(OrderStatus status);

// Whether tickets of a show may be ordered and paid. Errors: 404 `show_not_found`; 409
// `not_on_sale`.
Status check_sold(std::optional<shows::ShowStatus> status);

// Whether an order of this total can be paid. Errors: 422 `total_below_minimum` (rule 65).
Status check_chargeable(Money total, const Currency& currency);
// Whether the provider can give this amount back. Errors: 422 `refund_not_chargeable`.
Status check_refundable(Money amount, const Currency& currency);

// "ORD-20261124-7K3MQX": the day in UTC and six letters by chance (Crockford's alphabet).
std::string make_order_number(Timestamp now, Random& random);
// The same as people may type it: case, spaces and O/0, I/L/1 do not matter. "" when it cannot be
// an order number.
std::string canonical_order_number(std::string_view typed);

// One item as far as a refund looks at it.
struct RefundItem {
  OrderItemId id;
  Money fees;
  Money tax;
  Money total;
  bool refunded = false;
  std::optional<ShowId> show{};
};

std::vector<RefundItem> refund_items(const std::vector<Line>& lines);

// What an administrator asks for: nothing is the whole order.
struct RefundWish {
  std::optional<Money> amount;
  std::optional<std::vector<OrderItemId>> items;
};

struct RefundPlan {
  pricing::Refundable part;        // amount, and what of it is fees and tax
  std::vector<OrderItemId> items;  // their tickets become void
};

// `left` is what was paid and neither given back nor requested to be. Tickets are refunded at their
// captured share; when nothing would be left, every ticket that cost something becomes void.
// Errors: 409 `refund_exceeds_payment`, `ticket_already_refunded`; 404 `ticket_not_found`.
Result<RefundPlan> plan_refund(std::span<const RefundItem> items, const pricing::Refundable& left,
                               const RefundWish& wish);

// What a refund of `part` gives back of the lines `chosen`: their own totals, or less in
// proportion; what is more than they have cost is no line's, but its part of each show that the
// order is of. The parts sum to `part` exactly (rule 62).
std::vector<RefundLine> spread_refund(std::span<const RefundItem> items,
                                      const pricing::Refundable& part,
                                      const std::vector<OrderItemId>& chosen);

// The ids of `wanted`, each once and none refunded before.
// Errors: 409 `ticket_already_refunded`; 404 `ticket_not_found`.
Result<std::vector<OrderItemId>> choose_items(std::span<const RefundItem> items,
                                              const std::vector<OrderItemId>& wanted);
// Those that are not refunded.
std::vector<OrderItemId> living_items(std::span<const RefundItem> items);

// What money and tickets say of an order that was paid.
OrderStatus status_of(std::span<const RefundItem> items, Money total, Money refunded);

// Somebody else was quicker. A 409 `order_changed`.
std::unexpected<Error> changed_meanwhile();

// Which step a completed refund is: everything back and no ticket left, or a part.
Step step_of_refund(std::span<const RefundItem> items, Money total, Money refunded);

}  // namespace usher::orders

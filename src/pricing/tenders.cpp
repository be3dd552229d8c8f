#include "pricing/tenders.hpp"

#include <algorithm>
#include <ranges>

#include "base/assert.hpp"
#include "pricing/chargeable.hpp"
#include "pricing/spread.hpp"

namespace usher::pricing {
namespace {

// The least from `rest` on that the provider takes.
Money next_chargeable(Money rest, const Currency& currency) {
  const std::int64_t step = charge_step(currency);
  const Money least = std::max(rest, minimum_charge(currency));
  return {(least.minor + step - 1) / step * step};
}

}  // namespace

Cover cover_with_tenders(Money total, std::span<const Money> stored, const Currency& currency) {
  Cover cover{{}, total};
  for (const Money balance : stored) {
    cover.stored.push_back(std::min(balance, cover.rest));
    cover.rest -= cover.stored.back();
  }
  if (cover.rest.minor == 0) return cover;
  Money more = next_chargeable(cover.rest, currency) - cover.rest;
  if (more > total - cover.rest) return cover;
  cover.rest += more;
  for (auto& part : cover.stored | std::views::reverse) {
    const Money less = std::min(part, more);
    part -= less;
    more -= less;
  }
  return cover;
}

std::vector<Money> refund_legs(Money amount, std::span<const Leg> legs, RefundOrder order) {
  std::vector<Money> left;
  Money sum;
  for (const auto& leg : legs) {
    left.push_back(leg.left);
    sum += leg.left;
  }
  USHER_ASSERT(amount.minor >= 0 && amount <= sum);
  if (order == RefundOrder::pro_rata) return spread_saving(amount, left);
  std::vector<Money> back(legs.size());
  for (const bool stored_value : {true, false}) {
    for (std::size_t i = 0; i < legs.size(); ++i) {
      if (legs[i].stored_value != stored_value) continue;
      back[i] = std::min(legs[i].left, amount);
      amount -= back[i];
    }
  }
  return back;
}

std::int64_t points_for(Money paid, Money per_point) {
  USHER_ASSERT(per_point.minor > 0);
  return paid.minor / per_point.minor;
}

}  // namespace usher::pricing

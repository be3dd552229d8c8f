#include "pricing/tenders.hpp"

#include "pricing/chargeable.hpp"
#include "pricing/plan.hpp"
#include "pricing/savings.hpp"
#include "pricing/spread.hpp"
#include "support/properties.hpp"

namespace usher::pricing {
namespace {

rc::Gen<Money> any_money(std::int64_t max = 20'000) {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, max + 1),
                      [](std::int64_t minor) { return Money{minor}; });
}
std::vector<Money> any_moneys() { return *rc::gen::container<std::vector<Money>>(any_money()); }

Money sum(const std::vector<Money>& amounts) {
  Money all;
  for (const Money each : amounts) all += each;
  return all;
}

PROPERTY(CoverWithTenders, comes_to_the_total_and_never_spends_more_than_there_is) {
  const Currency currency{*rc::gen::element<std::string>("EUR", "KWD", "JPY", "ZAR")};
  const Money total = *any_money();
  const auto stored = any_moneys();
  const Cover cover = cover_with_tenders(total, stored, currency);
  RC_ASSERT(sum(cover.stored) + cover.rest == total);
  RC_ASSERT(cover.rest.minor >= 0);
  for (std::size_t i = 0; i < stored.size(); ++i)
    RC_ASSERT(cover.stored[i].minor >= 0 && cover.stored[i] <= stored[i]);
  if (chargeable(total, currency) == Chargeable::yes)
    RC_ASSERT(chargeable(cover.rest, currency) == Chargeable::yes);
  // Not a cent more is charged than must be.
  const Money missing = total - std::min(total, sum(stored));
  if (cover.rest != missing) RC_ASSERT(chargeable(missing, currency) != Chargeable::yes);
}

PROPERTY(RefundLegs, give_back_each_leg_in_full_by_any_sequence_of_refunds) {
  std::vector<Leg> legs;
  for (const Money captured : any_moneys()) legs.push_back({captured, *rc::gen::arbitrary<bool>()});
  const auto order = *rc::gen::element(RefundOrder::stored_value_first, RefundOrder::pro_rata);
  Money left;
  for (const auto& leg : legs) left += leg.left;
  while (left.minor > 0) {
    const Money amount = *rc::gen::oneOf(any_money(left.minor), rc::gen::just(left));
    const auto back = refund_legs(amount, legs, order);
    RC_ASSERT(sum(back) == amount);
    for (std::size_t i = 0; i < legs.size(); ++i) {
      RC_ASSERT(back[i].minor >= 0 && back[i] <= legs[i].left);
      legs[i].left -= back[i];
    }
    left -= amount;
  }
  for (const auto& leg : legs) RC_ASSERT(leg.left.minor == 0);
}

PROPERTY(SpreadSaving, takes_no_price_below_nothing) {
  const auto prices = any_moneys();
  const Money saving = *any_money(100'000);
  const auto parts = spread_saving(saving, prices);
  for (std::size_t i = 0; i < prices.size(); ++i)
    RC_ASSERT(parts[i].minor >= 0 && parts[i] <= prices[i]);
  RC_ASSERT(sum(parts) == std::min(saving, sum(prices)));
}

PROPERTY(WithinBudget, never_grants_more_than_is_left) {
  const auto savings = any_moneys();
  const Money budget = *any_money(100'000);
  const auto granted = within_budget(savings, budget);
  RC_ASSERT(sum(granted) == std::min(budget, sum(savings)));
}

PROPERTY(Plan, is_paid_off_by_its_parts) {
  const Money total = *any_money(100'000);
  const Deposit deposit{{*rc::gen::inRange<std::int64_t>(0, 100'001)}, *any_money()};
  const Money first = deposit_of(total, deposit);
  RC_ASSERT(first <= total);
  const auto due = still_due({total, first, *rc::gen::inRange<std::size_t>(1, 13)});
  RC_ASSERT(due.refund.minor == 0 && first + sum(due.instalments) == total);
  const Money reduced = *any_money(total.minor);
  const auto after = still_due({reduced, first, 3});
  RC_ASSERT(first + sum(after.instalments) - after.refund == reduced);
  RC_ASSERT(after.refund.minor == 0 || sum(after.instalments).minor == 0);
}

}  // namespace
}  // namespace usher::pricing

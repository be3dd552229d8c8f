// Purpose: how a total is covered by several tenders, and which of them a refund goes to. Place:
// pricing.
#pragma once
#include <boost/describe/enum.hpp>
#include <span>
#include <vector>

#include "base/money.hpp"

namespace usher::pricing {

// What covers a total: `stored` by gift card or lot of points, `rest` is charged.
struct Cover {
  std::vector<Money> stored;
  Money rest;
};
// Stored value first, in the order given, then the rest. Of a rest that the provider cannot charge
// (below its minimum, a third decimal) just so much more is charged, and left on what was stored,
// the last first (rule 67). Where the total itself cannot be charged all that is stored is used,
// and the rest stays what it is: ask chargeable(). `stored` are balances.
Cover cover_with_tenders(Money total, std::span<const Money> stored, const Currency& currency);

// Which legs a refund goes to first; the organiser's choice (rule 68).
BOOST_DEFINE_ENUM_CLASS(RefundOrder, stored_value_first, pro_rata)

// One tender of a paid order.
struct Leg {
  Money left;  // what was captured and is not given back yet
  bool stored_value = false;
};
// What each leg gives back of `amount`, never more than it has left (rule 68). Any sequence of
// refunds that comes to all that is left gives back each leg in full. 0 <= amount <= Σ left.
std::vector<Money> refund_legs(Money amount, std::span<const Leg> legs, RefundOrder order);

// The points that paid money earns: one for each whole `per_point` (rule 81). per_point > 0.
std::int64_t points_for(Money paid, Money per_point);

}  // namespace usher::pricing

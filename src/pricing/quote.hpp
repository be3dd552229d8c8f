// Purpose: what an order costs, to the cent and for every ticket in it. Place: pricing.
//
// Pure: no clock, store or currency; amounts are whole smallest units, so that yen, cents and fils
// are alike. The same input gives the same quote at creation and at every recalculation.
#pragma once
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "pricing/rounding.hpp"

namespace usher::pricing {

// How taxes become whole cents. Source: rule 39.
//   per_line    each ticket and each fee for itself: what a receipt by line adds up to
//   net_sum     the net amounts are summed and taxed once; with inclusive tax the total may move
//               by a few cents from the sum of the prices
//   keep_gross  the sum of the prices stands, net and tax are parted once; with exclusive tax there
//               is no gross price to keep and it is net_sum
BOOST_DEFINE_ENUM_CLASS(RoundingMode, per_line, net_sum, keep_gross)

// percent is of the ticket prices after discount; percent_of_total of what is finally charged, the
// fee itself included (what payment providers take).
BOOST_DEFINE_ENUM_CLASS(FeeKind, per_ticket, per_order, percent, percent_of_total)

struct Fee {
  std::string name;
  FeeKind kind = FeeKind::per_ticket;
  Money amount;     // for per_ticket and per_order
  Percent percent;  // for the others
};

struct Tax {
  std::string name;
  Percent percent;
  bool inclusive = false;
};

// No discount, a percentage of every ticket (rounded by ticket), or one amount spread over them.
struct Discount {
  Percent percent;
  Money amount;
};

struct Terms {
  std::vector<Fee> fees;
  std::optional<Tax> tax;
  RoundingMode rounding = RoundingMode::per_line;
  // What is worked out from whole steps is in whole steps: 10 where a provider takes no third
  // decimal. Percentages are rounded to it; prices and fees that are no multiples stay as they are,
  // and then so does everything (rule 65).
  std::int64_t step = 1;
};

// One ticket's exact part of the order. total = price − discount + fees + tax (when not inclusive).
// With net_sum and inclusive tax `price` may be a unit beside the price that was asked for.
struct Share {
  Money price;
  Money discount;
  Money fees;
  Money tax;  // of the ticket and of its part of the fees
  Money total;
  auto operator<=>(const Share&) const = default;
};

struct FeeLine {
  std::string name;
  Money amount;
  Money tax;
};

// Invariants (rule 12): total = subtotal − discount + fees + tax (when not inclusive); every column
// of `shares` sums to its total exactly; `fee_lines` sum to `fees`; nothing is negative.
struct Quote {
  Money subtotal;
  Money discount;
  Money fees;
  Money tax;
  Money total;
  bool tax_inclusive = false;
  std::vector<Share> shares;  // in the order of the prices
  std::vector<FeeLine> fee_lines;
};

// The most tickets in one quote: a whole arena.
inline constexpr std::size_t kMaxQuoteLines = 100'000;
// Beyond these the final amount would run away; a ticket configuration is refused before.
inline constexpr Percent kMaxTax{100'000};
inline constexpr Percent kMaxFeePercent{100'000};
inline constexpr Percent kMaxFeeOfTotal{40'000};  // all percent_of_total fees together

// Prices the tickets. A ticket that costs nothing after the discount bears no fee, so that a free
// order is free (O4).
// Errors: `terms_out_of_range` (422) when a price, percentage or count is beyond the limits.
Result<Quote> quote(const std::vector<Money>& prices, const Discount& discount, const Terms& terms);

// What can still be given back of an order, and how much of it is fees and tax.
struct Refundable {
  Money amount;
  Money fees;
  Money tax;
};
// The part of what is left that goes with `amount` of it. Any sequence of amounts that uses up what
// is left gives back exactly its fees and its tax (rule 40). 0 <= amount <= left.amount.
Refundable part_of(const Refundable& left, Money amount);

// What one seat costs with everything that must be paid for it (rule 41): `seat` has the fees by
// ticket and by percentage; `order` comes once for the whole order on top. Exclusive tax follows.
struct AllInPrice {
  Money seat;
  Money order;
};
AllInPrice all_in_price(Money price, const Terms& terms);

}  // namespace usher::pricing

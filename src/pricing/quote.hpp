// Purpose: what an order costs, to the cent and for every line in it. Place: pricing.
//
// Pure: no clock, store or currency; amounts are whole smallest units, so that yen, cents and fils
// are alike. The same input gives the same quote at creation and at every recalculation.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "pricing/rounding.hpp"
#include "pricing/terms.hpp"

namespace usher::pricing {

BOOST_DEFINE_ENUM_CLASS(AdjustmentSource, code, offer, package, group, exchange)

// Why a line costs less than its list price: a step of the way down, never up (rule 62).
struct Adjustment {
  AdjustmentSource source = AdjustmentSource::code;
  std::string label;
  Money amount;  // below 0
  auto operator<=>(const Adjustment&) const = default;
};
BOOST_DESCRIBE_STRUCT(Adjustment, (), (source, label, amount))

// One thing that is sold: a ticket, a product, a gift card, a donation.
struct Line {
  Money list_price;
  std::size_t terms = 0;                  // its place among the terms of the order
  std::vector<Adjustment> adjustments{};  // those of this line, in the order they were taken
  bool bears_terms = true;                // false (gift card, donation): no fee, discount or tax
};

// What lowers the order as a whole. It is spread over the lines that bear terms by largest
// remainder: the weight is what a line costs by then, the first among equals, and no line falls
// below 0. A percentage is taken of the sum and rounded once.
struct OrderWide {
  AdjustmentSource source = AdjustmentSource::offer;
  std::string label;
  Percent percent;
  Money amount;
};

// One line's exact part of the order.
// total = price − discount + fees + tax (when not inclusive); discount = −Σ adjustments. With
// net_sum and inclusive tax `price` may be a unit beside the list price.
struct Share {
  Money price;
  Money discount;
  Money fees;
  Money tax;  // of the line and of its part of the fees
  Money total;
  Percent tax_percent{};
  bool tax_inclusive = false;
  std::vector<Adjustment> adjustments{};
  auto operator<=>(const Share&) const = default;
};

// The tax of one name and rate; `net` is what it was due on.
struct TaxLine {
  std::string name;
  Percent percent;
  bool inclusive = false;
  Money net;
  Money tax;
};

// Invariants (rules 12, 62): total = subtotal − discount + fees + tax_added; every column of
// `shares` sums to its total exactly; `fee_lines` sum to `fees`, `taxes` to `tax`; nothing is
// negative.
struct Quote {
  Money subtotal;
  Money discount;
  Money fees;
  Money tax;
  Money tax_added;  // the part of `tax` that is not in the prices
  Money total;
  bool tax_inclusive = false;  // there is tax, and all of it is in the prices
  std::vector<Share> shares;   // in the order of the lines
  std::vector<FeeLine> fee_lines;
  std::vector<TaxLine> taxes;
};

// The most lines in one quote: a whole arena.
inline constexpr std::size_t kMaxQuoteLines = 100'000;
inline constexpr std::size_t kMaxOrderWide = 20;
inline constexpr std::size_t kMaxLineAdjustments = 20;

// Prices the lines, in the order of rule 63: list price, the line's own adjustments, percentages of
// the order, amounts off the order, fees, tax. Lines of the same terms are calculated together, as
// those terms round; a fee per order that several terms name counts once, at its highest. A line
// that costs nothing after the discounts bears no fee, so that a free order is free (O4). The order
// of `terms` does not matter.
// Errors: `terms_out_of_range` (422) when a price, percentage or count is beyond the limits, an
// adjustment raises a price or takes more than there is, or the terms count in different steps.
Result<Quote> quote(std::span<const Line> lines, std::span<const OrderWide> order_wide,
                    std::span<const Terms> terms);

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

// Purpose: what is charged besides the price: fees, tax, and how both are rounded. Place: pricing.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
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

// Whether a fee of this kind is a percentage, not an amount.
bool is_percentage(FeeKind kind);

struct Fee {
  std::string name;
  FeeKind kind = FeeKind::per_ticket;
  Money amount;     // for per_ticket and per_order
  Percent percent;  // for the others
};

// A fee as it is kept: one number, smallest units or thousandths of a percent, as its kind has it.
struct KeptFee {
  std::string name;
  FeeKind kind = FeeKind::per_ticket;
  std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(KeptFee, (), (name, kind, amount))
Fee fee_of(KeptFee kept);
KeptFee kept(const Fee& fee);

// A fee as it stands on the receipt; `tax` is the tax on it.
struct FeeLine {
  std::string name;
  Money amount;
  Money tax;
};

struct Tax {
  std::string name;
  Percent percent;  // 0: it has a name and is not taken
  bool inclusive = false;
};

// nullopt where none is taken and none is named.
std::optional<Tax> tax_of(Tax tax);

struct Terms {
  std::vector<Fee> fees;
  std::optional<Tax> tax;
  RoundingMode rounding = RoundingMode::per_line;
  // What is worked out from whole steps is in whole steps: 10 where a provider takes no third
  // decimal. Percentages are rounded to it; prices and fees that are no multiples stay as they are,
  // and then so does everything (rule 65).
  std::int64_t step = 1;
};

inline constexpr std::size_t kMaxFees = 20;
// Beyond these the final amount would run away; a ticket configuration is refused before.
inline constexpr Percent kMaxTax{100'000};
inline constexpr Percent kMaxFeePercent{100'000};
inline constexpr Percent kMaxFeeOfTotal{40'000};  // all percent_of_total fees together

// Whether all of it is within the limits above.
bool can_be_calculated(const Terms& terms);

// The part of `base` that, taken as a fee on top of it, is `percent` of what is then charged.
// Closed form instead of iteration: the same at every recalculation (rule 39).
Money fee_of_total(Money base, Percent percent, const std::optional<Tax>& tax);

// The same terms with every amount counted in steps.
Terms counted_in_steps(Terms terms);

}  // namespace usher::pricing

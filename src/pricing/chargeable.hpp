// Purpose: which totals a card provider can charge at all (rule 65). Place: pricing.
//
// Source: Stripe, "Supported currencies": minimum and maximum charge amounts, three-decimal
// currencies, <https://docs.stripe.com/currencies>, read 2026-11. A currency that is not named
// there has no published minimum; the provider then converts and compares, and tells when it
// refuses.
#pragma once
#include "base/money.hpp"

namespace usher::pricing {

// The least that can be charged; 0 where none is published.
Money minimum_charge(const Currency& currency);
// What every amount must be a multiple of: the last of three decimals must be 0.
std::int64_t charge_step(const Currency& currency);

enum class Chargeable : std::uint8_t { yes, below_minimum, too_fine };
// Nothing to pay is not charged, and fine.
Chargeable chargeable(Money total, const Currency& currency);

}  // namespace usher::pricing

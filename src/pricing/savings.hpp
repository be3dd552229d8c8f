// Purpose: how much a code or an offer saves; who may use it is not asked here. Place: pricing.
#pragma once
#include <span>
#include <vector>

#include "base/money.hpp"

namespace usher::pricing {

// What a fixed price saves: it never raises one (rule 69).
Money fixed_price_saving(Money price, Money fixed);

// "Three for two": what is saved on one group of tickets when the cheapest are free and `paid` of
// them are paid for. It is spread over the whole group (rule 73).
Money cheapest_free_saving(std::span<const Money> prices, std::size_t paid);

// The savings in their order for as long as the budget lasts; the last one may be cut (rule 70).
std::vector<Money> within_budget(std::span<const Money> savings, Money budget);

// What is given back when the rest of a group is priced anew (rule 73, `clawback`): what was paid
// beyond that, or nothing.
Money clawback_refund(Money paid, Money rest_anew);

}  // namespace usher::pricing

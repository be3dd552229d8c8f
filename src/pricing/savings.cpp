#include "pricing/savings.hpp"

#include <algorithm>

namespace usher::pricing {

Money fixed_price_saving(Money price, Money fixed) { return price - std::min(price, fixed); }

Money cheapest_free_saving(std::span<const Money> prices, std::size_t paid) {
  std::vector<Money> sorted(prices.begin(), prices.end());
  std::ranges::sort(sorted);
  Money saving;
  for (std::size_t i = 0; i + paid < sorted.size(); ++i) saving += sorted[i];
  return saving;
}

std::vector<Money> within_budget(std::span<const Money> savings, Money budget) {
  std::vector<Money> granted;
  for (const Money saving : savings) {
    granted.push_back(std::min(saving, budget));
    budget -= granted.back();
  }
  return granted;
}

Money clawback_refund(Money paid, Money rest_anew) { return std::max(Money{}, paid - rest_anew); }

}  // namespace usher::pricing

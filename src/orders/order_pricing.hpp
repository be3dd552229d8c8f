// Purpose: what the seats of a hold cost as an order, by the terms of now and by those that the
// hold was made under; what changed in between is the buyer's to decide (rule 64). Place: orders;
// private to it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "inventory/inventory.hpp"
#include "orders/views.hpp"
#include "pricing/pricing.hpp"

namespace usher::orders {

// Pure. What the order would be: everything in one currency.
struct Priced {
  Currency currency;
  pricing::Quote quote;
};

// `types` by seat; "" is the ticket that the chart showed. What was held is bought at the price
// that was shown (rules 13, 37), whatever its zone costs by now; only a show that sells in another
// currency by now has no such price.
// Errors: 422 `unknown_ticket_type`, `terms_out_of_range`; 409 `not_on_sale` when a seat has no
// price in the new currency.
Result<Priced> price_hold(const inventory::FrozenTerms& terms, const inventory::HoldForOrder& hold,
                          const std::vector<std::string>& types);

// What buyers are asked to agree to.
QuoteView quote_view(const Priced& priced, const inventory::HoldForOrder& hold,
                     const std::vector<std::string>& types);

// Refuses what would cost something else than when the seats were held, unless the buyer has agreed
// to just this. `held` is nullptr when the terms of the hold are not known.
// Errors: 409 `terms_changed` with `quote` and, where there was one, `previous`.
Status check_agreed(const Priced& now, const inventory::FrozenTerms* held,
                    const inventory::HoldForOrder& hold, const std::vector<std::string>& types,
                    const std::optional<std::string>& agreed_quote);

}  // namespace usher::orders

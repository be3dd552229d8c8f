// Purpose: what the seats of one or several holds cost as an order, by the terms of now and by
// those that the holds were made under; what changed in between is the buyer's to decide (rules 64,
// 66). Place: orders; private to it. Pure.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inventory/inventory.hpp"
#include "orders/views.hpp"
#include "pricing/pricing.hpp"

namespace usher::orders {

// The seats of one hold, and what its show's tickets cost.
struct Held {
  inventory::HoldForOrder hold;
  std::vector<std::string> types;  // by seat; "" is the ticket that the chart showed
  inventory::TermsVersions::Terms now;
  // Those that the hold was made under; null when they are not known.
  inventory::TermsVersions::Terms then;
};

// What the order would be: everything in one currency. The shares are in the order of the holds and
// of the seats in each.
struct Priced {
  Currency currency;
  pricing::Quote quote;
};

// Puts the ticket types that were asked for, by either id of a seat, to their holds.
// Errors: 422 `seat_not_in_reservation`.
Status choose_types(std::vector<Held>& holds, const std::map<std::string, std::string>& wanted);

// By the terms of now. What was held is bought at the price that was shown (rules 13, 37), whatever
// its zone costs by now; only a show that sells in another currency by now has no such price.
// Errors: 422 `unknown_ticket_type`, `terms_out_of_range`; 409 `not_on_sale` when a seat has no
// price in the new currency, `currency_mismatch` when two shows sell in different ones (rule 65).
Result<Priced> price_holds(std::span<const Held> holds);

// What buyers are shown and asked to agree to; without the shows' titles, which cost nothing.
QuoteView quote_view(const Priced& priced, std::span<const Held> holds);

// Refuses what would cost something else than when the seats were held, unless the buyer has agreed
// to just this. Errors: 409 `terms_changed` with `quote` and, where there was one, `previous`.
Status check_agreed(const Priced& now, std::span<const Held> holds,
                    const std::optional<std::string>& agreed_quote);

}  // namespace usher::orders

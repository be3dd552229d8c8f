// Purpose: the door of pricing: prices of seats, quotes of orders. Place: pricing.
#pragma once
#include "pricing/chargeable.hpp"
#include "pricing/plan.hpp"
#include "pricing/price_book.hpp"
#include "pricing/quote.hpp"
#include "pricing/savings.hpp"
#include "pricing/spread.hpp"
#include "pricing/tenders.hpp"
#include "shows/types.hpp"

namespace usher::pricing {

// What a show's ticket configuration says about fees, tax and rounding.
Terms terms_of(const shows::TicketConfig& config);

// The ticket types and zone prices of a configuration; `defaults` are the venue's zones. A zone of
// the venue that the configuration does not name sells at its default.
PriceBook price_book_of(const shows::TicketConfig& config,
                        const std::unordered_map<PriceZoneId, std::optional<Money>>& defaults);

}  // namespace usher::pricing

// Purpose: the door of pricing: prices of seats, quotes of orders. Place: pricing.
#pragma once
#include "pricing/chargeable.hpp"
#include "pricing/plan.hpp"
#include "pricing/price_book.hpp"
#include "pricing/quote.hpp"
#include "pricing/savings.hpp"
#include "pricing/spread.hpp"
#include "pricing/tenders.hpp"

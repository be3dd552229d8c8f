// Purpose: proves venues' invariants on any database (usher check). Place: venues.
#pragma once
#include "base/finding.hpp"
#include "store/transaction.hpp"

namespace usher::venues {

// Every seat that a venue shows is in a section, and in a price zone if any, of that venue.
void check(store::Queries& q, Findings& findings);

}  // namespace usher::venues

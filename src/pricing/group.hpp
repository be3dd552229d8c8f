// Purpose: fees and tax of those lines of an order that share one set of terms. Place: pricing; a
// step of quote().
#pragma once
#include <cstdint>
#include <vector>

#include "pricing/terms.hpp"

namespace usher::pricing {

using Amounts = std::vector<std::int64_t>;
std::int64_t sum(const Amounts& amounts);

struct Group {
  const Terms* terms = nullptr;
  Amounts due;         // by line: what its ticket costs after all discounts
  Amounts order_fees;  // by fee of the terms: this group's part of a fee per order, else 0
};

// Sums: gross + fees is what the group is charged, without the tax that is not inclusive.
struct ChargedGroup {
  Amounts gross;                   // by line: its ticket; with net_sum a unit beside `due` at times
  Amounts fees;                    // by line
  Amounts tax;                     // by line: of the ticket and of its part of the fees
  std::vector<FeeLine> fee_lines;  // one for each fee, with those that come to nothing
};

// Rounds as the terms say (rule 39). A ticket that costs nothing bears no fee.
ChargedGroup charge(const Group& group);

}  // namespace usher::pricing

// Purpose: proves inventory's invariants on any database (usher check). Place: inventory.
#pragma once
#include <vector>

#include "base/finding.hpp"
#include "base/ids.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

// Rules 1 and 1a: no seat has two live owners, no label two seats, and claims and holds tell the
// same story. Rule 46: what is set aside belongs to an open allotment of its show.
void check(store::Queries& q, Findings& findings);

// A seat that is sold, and to which order.
struct SoldSeat {
  ShowSeatId show_seat;
  OrderId order;
};
std::vector<SoldSeat> list_sold_seats(store::Queries& q);

}  // namespace usher::inventory

// Purpose: what `usher check` must know of tickets. Place: tickets.
#pragma once
#include <vector>

#include "base/ids.hpp"
#include "store/transaction.hpp"

namespace usher::tickets {

// A ticket that opens the door, or has.
struct LivingTicket {
  TicketId ticket;
  OrderItemId item;
  OrderId order;
  ShowSeatId show_seat;
};
std::vector<LivingTicket> list_living_tickets(store::Queries& q);

}  // namespace usher::tickets

#include "tickets/checks.hpp"

#include <boost/describe/class.hpp>

#include "tickets/sql.hpp"

namespace usher::tickets {

BOOST_DESCRIBE_STRUCT(LivingTicket, (), (ticket, item, order, show_seat))

std::vector<LivingTicket> list_living_tickets(store::Queries& q) {
  return q.all<LivingTicket>(sql::list_living_tickets);
}

}  // namespace usher::tickets

// Purpose: the words of orders that other rooms may use. Place: orders.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "store/lane_keys.hpp"
#include "store/transaction.hpp"

namespace usher::orders {

// Source: rule 10; which step leads where is decided by rules.hpp alone.
BOOST_DEFINE_ENUM_CLASS(OrderStatus, pending, paid, partially_refunded, refunded, cancelled,
                        expired)

// What one line of an order is (commerce.md, "The model").
BOOST_DEFINE_ENUM_CLASS(LineKind, ticket, product, gift_card, donation)
// What one leg of its payment is.
BOOST_DEFINE_ENUM_CLASS(TenderKind, card, gift_card, points, cash, terminal, transfer, comp)

using IncidentId = Id<struct IncidentTag>;

// What a ticket says about its show.
struct TicketShow {
  ShowId id;
  std::string title;
  std::string recital_title;
  std::string venue_name;
  Timestamp starts_at;
  std::string starts_at_local;
  std::string time_zone;
};
BOOST_DESCRIBE_STRUCT(TicketShow, (),
                      (id, title, recital_title, venue_name, starts_at, starts_at_local, time_zone))

// A ticket as the API shows it; `status` is valid | used | void | transferred ("void" is a keyword,
// so it travels as text).
struct TicketView {
  TicketId id;
  OrderItemId line_id;  // of its order
  std::string ticket_number;
  std::string code;
  std::string status;
  std::string holder_name;
  std::string section;
  std::string row_name;
  std::string seat_number;
  std::string seat_type;
  TicketShow show;
  Money price;
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(TicketView, (),
                      (id, line_id, ticket_number, code, status, holder_name, section, row_name,
                       seat_number, seat_type, show, price, currency))

// An order of somebody who asked for all of theirs.
struct OrderOfAddress {
  OrderId id;
  std::string order_number;
  store::LaneKeys keys;  // of its shows: shows_of()
};
BOOST_DESCRIBE_STRUCT(OrderOfAddress, (), (id, order_number, keys))

// The shows whose turns the keys are, in that order; the house is none.
std::vector<ShowId> shows_of(const store::LaneKeys& keys);

// Answers what orders cannot know about tickets, the slice above. Implemented by tickets, handed to
// Orders by app/; lives as long as the application. Called inside the caller's snapshot.
class TicketSource {
 public:
  virtual ~TicketSource() = default;
  // All tickets of the order, in the order of its items.
  virtual std::vector<TicketView> tickets_of_order(store::Queries& queries,
                                                   OrderId order) const = 0;
  // The item that a ticket of this order stands for; nullopt when it is another order's.
  virtual std::optional<OrderItemId> item_of_ticket(store::Queries& queries, OrderId order,
                                                    TicketId ticket) const = 0;
  // Items whose ticket has been admitted: their seats are not released by a refund (rule 45).
  virtual std::vector<OrderItemId> checked_in_items(store::Queries& queries,
                                                    OrderId order) const = 0;
};

// How full one row of a show is, for the dashboard's heat map.
struct RowHeat {
  std::string section;
  std::string row_name;
  std::int64_t total = 0;
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
  std::int64_t blocked = 0;
};
BOOST_DESCRIBE_STRUCT(RowHeat, (), (section, row_name, total, available, reserved, sold, blocked))

// Who knows every seat of a show by section and row: inventory's seat boards, registered by app/.
// Called from any thread; must not wait for the database.
class HeatMapSource {
 public:
  virtual ~HeatMapSource() = default;
  // Rows in the order of the map; empty when the show has no seats or is not in memory.
  virtual std::vector<RowHeat> heat_map(ShowId show) const = 0;
};

}  // namespace usher::orders

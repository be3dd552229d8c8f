#include "orders/ticket_keeper.hpp"

#include <algorithm>

#include "orders/rules.hpp"
#include "shows/shows.hpp"

namespace usher::orders {
namespace {

bool is_cancelled(store::Queries& q, ShowId show) {
  const auto status = shows::find_show_status(q, show);
  return !status || *status == shows::ShowStatus::cancelled;
}

std::vector<OrderItemId> without(const std::vector<OrderItemId>& lines,
                                 const std::vector<OrderItemId>& others) {
  std::vector<OrderItemId> rest;
  for (const auto line : lines)
    if (std::ranges::find(others, line) == others.end()) rest.push_back(line);
  return rest;
}

std::vector<OrderItemId> both(const std::vector<OrderItemId>& lines,
                              const std::vector<OrderItemId>& others) {
  return without(lines, without(lines, others));
}

}  // namespace

bool TicketKeeper::keep_until(store::Transaction& tx, const Order& order,
                              const std::vector<Line>& lines, Timestamp until) {
  const auto shows = seats_by_show(lines);
  auto& claims = inventory_.claims();
  // One show is looked at and changed by one call.
  const auto owns = [&](const SeatsOfShow& each) { return claims.owns(tx, order.id, each.seats); };
  if (shows.size() > 1 && !std::ranges::all_of(shows, owns)) return false;
  return std::ranges::all_of(shows, [&](const SeatsOfShow& each) {
    return claims.extend_order(tx, each.show, order.id, each.seats, until);
  });
}

bool TicketKeeper::sell(store::Transaction& tx, const Order& order,
                        const std::vector<Line>& lines) {
  const auto shows = seats_by_show(lines);
  auto& claims = inventory_.claims();
  const auto can = [&](const SeatsOfShow& each) {
    return claims.can_sell(tx, each.show, order.id, each.seats);
  };
  if (shows.size() > 1 && !std::ranges::all_of(shows, can)) return false;
  return std::ranges::all_of(shows, [&](const SeatsOfShow& each) {
    return claims.sell(tx, each.show, order.id, each.seats);
  });
}

bool TicketKeeper::sell_again(store::Transaction& tx, const Order& order,
                              const std::vector<Line>& lines,
                              const std::vector<OrderItemId>& chosen) {
  const auto shows = seats_by_show(lines, chosen);
  auto& claims = inventory_.claims();
  const auto can = [&](const SeatsOfShow& each) {
    return claims.can_sell_again(tx, each.show, each.seats);
  };
  if (shows.size() > 1 && !std::ranges::all_of(shows, can)) return false;
  return std::ranges::all_of(shows, [&](const SeatsOfShow& each) {
    return claims.sell_again(tx, each.show, order.id, each.seats);
  });
}

void TicketKeeper::let_go(store::Transaction& tx, const Order& order,
                          const std::vector<Line>& lines) {
  auto& claims = inventory_.claims();
  for (const auto& each : seats_by_show(lines))
    claims.release_order(tx, each.show, order.id, each.seats);
  for (const auto hold : parse_hold_ids(order.hold_ids)) claims.keep_clock(tx, hold);
}

void TicketKeeper::give_back(store::Transaction& tx, const Order& order,
                             const std::vector<Line>& lines, const std::vector<OrderItemId>& chosen,
                             const std::vector<OrderItemId>& inside, bool release) {
  using enum inventory::ReleaseTo;
  auto& claims = inventory_.claims();
  for (const auto& each : seats_by_show(lines, both(chosen, inside)))
    claims.release_sold(tx, each.show, order.id, each.seats, blocked);
  for (const auto& each : seats_by_show(lines, without(chosen, inside))) {
    const bool sells = release && !is_cancelled(tx, each.show);
    claims.release_sold(tx, each.show, order.id, each.seats, sells ? available : blocked);
  }
}

void TicketKeeper::release_kept(store::Transaction& tx, const std::vector<Line>& lines,
                                const std::vector<OrderItemId>& chosen,
                                const std::vector<OrderItemId>& inside) {
  for (const auto& each : seats_by_show(lines, without(chosen, inside)))
    if (!is_cancelled(tx, each.show)) inventory_.claims().unblock(tx, each.show, each.seats);
}

Status check_shows_sold(store::Queries& q, const std::vector<ShowId>& shows) {
  for (const auto show : shows) TRY_OK(check_sold(shows::find_show_status(q, show)));
  return {};
}

std::vector<ShowId> cancelled_of(store::Queries& q, const std::vector<ShowId>& shows) {
  std::vector<ShowId> cancelled;
  for (const auto show : shows)
    if (shows::find_show_status(q, show) == shows::ShowStatus::cancelled) cancelled.push_back(show);
  return cancelled;
}

}  // namespace usher::orders

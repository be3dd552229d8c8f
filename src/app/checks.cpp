#include "app/checks.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "audit/audit.hpp"
#include "inventory/checks.hpp"
#include "ledger/checks.hpp"
#include "orders/checks.hpp"
#include "payments/checks.hpp"
#include "tickets/checks.hpp"
#include "venues/checks.hpp"

namespace usher::app {
namespace {

// Rules 1 and 20 across the slices: every paid seat has one living ticket, every living ticket a
// paid seat that is sold to its order.
void check_tickets(store::Queries& q, Findings& findings) {
  std::map<ShowSeatId, OrderId> sold;
  for (const auto& seat : inventory::list_sold_seats(q)) sold[seat.show_seat] = seat.order;
  std::map<OrderItemId, orders::PaidItem> paid;
  for (const auto& item : orders::list_paid_items(q)) paid[item.item] = item;
  std::map<ShowSeatId, TicketId> seated;
  for (const auto& ticket : tickets::list_living_tickets(q)) {
    const auto name = ticket.ticket.text();
    if (const auto twin = seated.try_emplace(ticket.show_seat, ticket.ticket); !twin.second) {
      findings.add(1, fmt::format("tickets {} and {} are for the same seat", name,
                                  twin.first->second.text()));
    }
    const auto owner = sold.find(ticket.show_seat);
    if (owner == sold.end() || owner->second != ticket.order) {
      findings.add(1, fmt::format("ticket {} lives, but its seat is not sold to its order", name));
    }
    sold.erase(ticket.show_seat);
    const auto item = paid.find(ticket.item);
    if (item == paid.end() || item->second.order != ticket.order) {
      findings.add(20, fmt::format("ticket {} lives, but nobody has paid for it", name));
      continue;
    }
    paid.erase(item);
  }
  for (const auto& [id, item] : paid) {
    findings.add(20, fmt::format("item {} of order {} is paid and has no living ticket", id.text(),
                                 item.order.text()));
  }
  for (const auto& [seat, order] : sold) {
    findings.add(1, fmt::format("show seat {} is sold to order {} without a ticket", seat.text(),
                                order.text()));
  }
}

// Rule 18 across the slices: what an order says has come back is what its refunds gave back.
void check_money(store::Queries& q, Findings& findings) {
  std::map<std::pair<OrderId, std::int64_t>, Money> given_back;
  for (const auto& row : payments::list_given_back(q))
    given_back[{row.order, row.attempt}] = row.amount;
  for (const auto& order : orders::list_refunded_sums(q)) {
    const auto found = given_back.find({order.order, order.attempt});
    const Money sum = found == given_back.end() ? Money{} : found->second;
    if (sum == order.refunded) continue;
    findings.add(18, fmt::format("order {} says that {} came back, its refunds {}",
                                 order.order.text(), order.refunded.minor, sum.minor));
  }
}

// What the ledger must say of an order, as its live rows have it.
struct Live {
  orders::Books books;
  Money at_provider;
  Money unapplied;
};

// Rule 86: rebuilt from the live tables, the ledger says the same.
void check_ledger(store::Queries& q, Findings& findings) {
  std::map<OrderId, Live> live;
  for (const auto& row : orders::list_books(q)) live[row.order].books = row;
  const auto add = [&](OrderId id, std::int64_t attempt, Money amount) {
    auto& order = live[id];
    order.at_provider += amount;
    if (order.books.paid_attempt != attempt) order.unapplied += amount;
  };
  for (const auto& row : payments::list_taken(q)) add(row.order, row.attempt, row.amount);
  for (const auto& row : payments::list_given_back(q))
    add(row.order, row.attempt, Money{} - row.amount);
  std::map<OrderId, std::map<std::string, Money>> booked;
  for (const auto& row : ledger::list_order_balances(q))
    booked[row.order][row.account] = row.amount;
  for (const auto& [id, order] : live) {
    auto& of = booked[id];
    const auto differs = [&](std::string_view what, Money books, Money rows) {
      if (books == rows) return;
      findings.add(86, fmt::format("order {}: {} is {} in the ledger and {} in its rows", id.text(),
                                   what, books.minor, rows.minor));
    };
    // What a bank claims is no longer at the provider.
    differs("the money at the provider", of["provider"] + of["disputed"] + of["losses"],
            order.at_provider);
    differs("the money that pays for nothing", Money{} - of["unapplied"], order.unapplied);
    differs("what the buyer is owed", Money{} - of["receivable"], order.books.requested);
    differs("what was earned", Money{} - of["revenue"] - of["fees"] - of["tax"] - of["goodwill"],
            order.books.sold - order.books.refunds);
    booked.erase(id);
  }
  for (const auto& [id, of] : booked)
    findings.add(86, fmt::format("the ledger knows an order {} that is not there", id.text()));
}

}  // namespace

Findings check_all(store::Inspection& inspection) {
  Findings findings;
  for (auto& fault : inspection.integrity_faults()) findings.add(0, std::move(fault));
  for (auto& fault : inspection.schema_faults()) findings.add(0, std::move(fault));
  // Without its tables a slice can prove nothing.
  if (!findings.empty()) return findings;
  auto& q = inspection.queries();
  venues::check(q, findings);
  inventory::check(q, findings);
  orders::check(q, findings);
  payments::check(q, findings);
  ledger::check(q, findings);
  check_tickets(q, findings);
  check_money(q, findings);
  check_ledger(q, findings);
  if (auto chain = audit::verify_chain(q); chain.fault) findings.add(29, *std::move(chain.fault));
  return findings;
}

}  // namespace usher::app

// Purpose: the slice on a real database, with orders played by their events. Place: tickets' tests.
#pragma once
#include <gtest/gtest.h>

#include "notifications/notifications.hpp"
#include "shows/events.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"
#include "tickets/repository.hpp"
#include "tickets/tickets.hpp"

namespace usher::tickets {

using usher::testing::await;

inline constexpr store::Query kAddVenue{
    "test.add_venue",
    "insert into venues (id, name, address, city, state, zip, country, time_zone, capacity, "
    "version, map_version, created_at, updated_at) values ($1, 'Riverside Theatre', "
    "'12 Quay Street', 'Providence', 'RI', '02903', 'US', 'America/New_York', 100, 1, 1, 0, 0)"};
inline constexpr store::Query kAddRecital{
    "test.add_recital",
    "insert into recitals (id, title, slug, description, version, created_at, updated_at) "
    "values ($1, 'The Nutcracker', 'the-nutcracker', '', 1, 0, 0)"};
inline constexpr store::Query kAddShow{
    "test.add_show",
    "insert into shows (id, recital_id, venue_id, title, starts_at, time_zone, doors_at, status, "
    "layout_version, version, created_at, updated_at) values ($1, $2, $3, 'Saturday evening', $4, "
    "'America/New_York', $5, 'on_sale', 1, 1, 0, 0)"};

// PostgreSQL shows a buyer the tickets of an order that is there.
inline constexpr store::Query kAddOrder{
    "test.add_order",
    "insert into orders (id, order_number, lane_keys, session_key, status, customer_name, "
    "customer_email, email_key, search_key, currency, subtotal, discount, fees, tax, tax_added, "
    "total, tax_inclusive, rounding, fee_lines, refunded, incident, created_at, expires_at, "
    "locale, hold_ids, version) values ($1, $2, $3, $4, 'paid', '', '', '', '', 'USD', 0, 0, 0, 0, "
    "0, 0, 0, '', '', 0, '', 0, 0, '', '', 1)"};

struct TicketsTest : ::testing::Test {
  usher::testing::TempStore temp;
  WorkerPool workers{2, 64};
  notifications::Notifications notifications{temp.ids};
  VenueId venue = temp.ids.next<VenueId>();
  RecitalId recital = temp.ids.next<RecitalId>();
  bool show_added = false;
  ShowId show = add_show();
  std::unique_ptr<Tickets> tickets = open({.files = temp.directory.path() / "tickets"});

  std::unique_ptr<Tickets> open(TicketOptions options) {
    auto made = std::make_unique<Tickets>(temp.store(), temp.clock, temp.random, temp.ids, workers,
                                          notifications, std::move(options));
    EXPECT_TRUE(made->prepare());
    return made;
  }

  // Ends the old door with its store, as a restart does.
  void restart(TicketOptions options) {
    tickets.reset();
    temp.reopen();
    tickets = open(std::move(options));
  }

  ShowId add_show() {
    const ShowId id = temp.ids.next<ShowId>();
    const Timestamp starts = *parse_rfc3339("2026-12-25T00:30:00Z");
    const auto added = temp->write_now(
        store::kHouseLane,
        [this, id, starts, first = !show_added](store::Transaction& tx) -> Status {
          if (first) {
            tx.run(kAddVenue, venue);
            tx.run(kAddRecital, recital);
          }
          tx.run(kAddShow, id, recital, venue, starts, starts - std::chrono::minutes(45));
          return {};
        });
    EXPECT_TRUE(added);
    show_added = true;
    return id;
  }
  orders::OrderPaid order_of(int seats, ShowId of_show) {
    orders::OrderPaid paid;
    paid.order = temp.ids.next<OrderId>();
    paid.order_number = "ORD-20261124-7KQ2MX";
    const auto added =
        temp->write_now(store::kHouseLane, [paid, of_show](store::Transaction& tx) -> Status {
          tx.run(kAddOrder, paid.order, "ORD " + paid.order.text(), of_show.text(), Bytes(16, 1));
          return {};
        });
    EXPECT_TRUE(added);
    paid.customer_name = "Zoë Łukasiewicz";
    paid.customer_email = "zoe@example.org";
    paid.currency = {"USD"};
    paid.paid_at = temp.clock.now();
    for (int i = 0; i < seats; ++i) {
      paid.items.push_back({.id = temp.ids.next<OrderItemId>(),
                            .show = of_show,
                            .show_seat = temp.ids.next<ShowSeatId>(),
                            .seat = temp.ids.next<SeatId>(),
                            .section = "Orchestra",
                            .row_name = "C",
                            .seat_number = std::to_string(12 + i),
                            .seat_type = "standard",
                            .ticket_type = "Adult",
                            .price = {4500},
                            .total = {4950}});
    }
    return paid;
  }

  template <class Event>
  Status emit(const Event& event) {
    return temp->write_now(store::kHouseLane,
                           [event](store::Transaction& tx) { return tx.emit(event); });
  }

  std::vector<orders::TicketView> tickets_of(OrderId order) {
    return temp->read_now(
        [this, order](store::Queries& q) { return tickets->tickets_of_order(q, order); });
  }

  std::vector<orders::TicketView> buy(int seats) { return buy(seats, show); }
  std::vector<orders::TicketView> buy(int seats, ShowId of_show) {
    const auto paid = order_of(seats, of_show);
    EXPECT_TRUE(emit(paid));
    last_order = paid;
    return tickets_of(paid.order);
  }
  orders::OrderPaid last_order;

  Verification admit(const std::string& code, std::optional<std::string> scan_id = {},
                     const std::string& gate = "North") {
    auto answer = await(
        tickets->admit({.code = code, .show = show, .gate = gate, .scan_id = std::move(scan_id)}));
    EXPECT_TRUE(answer);
    return answer.value_or(Verification{});
  }
  ScanResult scan(const std::string& code) { return admit(code).result; }
};

}  // namespace usher::tickets

// Rules 8, 9, 46 and 47 on a real database: what a hold may do to its neighbours, when accessible
// seats are released, what they may cost.
#include <gtest/gtest.h>

#include "audit/audit.hpp"
#include "inventory/accessible_prices.hpp"
#include "inventory/tests/house.hpp"
#include "shows/events.hpp"
#include "shows/shows.hpp"
#include "venues/events.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using usher::testing::await;
using namespace std::chrono_literals;

constexpr store::Query kSetType{"test.set_type", "UPDATE seats SET seat_type = $2 WHERE id = $1"};
constexpr store::Query kSetZone{"test.set_zone",
                                "UPDATE seats SET price_zone_id = $2 WHERE id = $1"};
constexpr store::Query kConfig{
    "test.config",
    "INSERT INTO ticket_configs (show_id, currency, max_tickets_per_order, hold_minutes, tax_name, "
    "tax_percent_milli, tax_inclusive, rounding) VALUES ($1, 'USD', 10, 10, '', 0, 0, 'per_line')"};
constexpr store::Query kOrphans{"test.orphans",
                                "UPDATE ticket_configs SET orphan_seats = $2 WHERE show_id = $1"};
constexpr store::Query kRelease{
    "test.release", "UPDATE ticket_configs SET accessible_release_at = $2 WHERE show_id = $1"};

// Row A (0–9) has a wheelchair place with a companion at either end: W C . . . . . . C W.
struct Neighbours : ::testing::Test {
  House house;

  Neighbours() {
    auto made = house.in_lane([&](store::Transaction& tx) -> Status {
      tx.run(kConfig, house.show);
      for (const int at : {0, 9}) {
        tx.run(kSetType, house.venue_seats[static_cast<std::size_t>(at)],
               std::string("accessible"));
      }
      for (const int at : {1, 8}) {
        tx.run(kSetType, house.venue_seats[static_cast<std::size_t>(at)], std::string("companion"));
      }
      return {};
    });
    EXPECT_TRUE(made);
    EXPECT_TRUE(house.generate());
  }
  void configure(const store::Query& query, auto value) {
    EXPECT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
      tx.run(query, house.show, value);
      return tx.emit(shows::ShowChanged{house.show});
    }));
  }
  void refuse_orphans() { configure(kOrphans, std::string("refuse")); }
  void release_at(Timestamp at) { configure(kRelease, at); }
  std::string code(const Result<HoldView>& held) { return held ? "" : held.error().code; }
  std::vector<std::string> named(const Result<HoldView>& held, const char* member) {
    std::vector<std::string> ids;
    for (const auto& id : held.error().members.at(member).as_array()) {
      ids.emplace_back(id.as_string());
    }
    return ids;
  }
  std::string id(std::uint32_t seat) { return house.seat(seat).text(); }
  Result<HoldView> hold_as_staff(int buyer, const std::vector<std::uint32_t>& seats) {
    std::vector<std::string> names;
    for (const auto seat : seats) names.push_back(id(seat));
    TRY(auto plan, house.inventory->plan_hold(*house.board(), names, House::session(buyer), true,
                                              /*by_staff=*/true));
    return await(house.inventory->hold_seats(std::move(plan), std::nullopt));
  }
  Result<HoldView> hold_once(int buyer, const std::vector<std::uint32_t>& seats,
                             const std::string& key) {
    std::vector<std::string> names;
    for (const auto seat : seats) names.push_back(id(seat));
    TRY(auto plan, house.inventory->plan_hold(*house.board(), names, House::session(buyer), false));
    return await(house.inventory->hold_seats(
        std::move(plan), jobs::OnceKey{"hold " + std::to_string(buyer), key, Bytes(32, 1)}));
  }
  std::int64_t releases_logged() {
    audit::Audit log(house.db.store());
    return await(
               log.list({.action = "accessible_seats.released"}, audit::Order::newest_first, 0, 9))
        .total;
  }
};

TEST_F(Neighbours, a_gap_is_no_reason_to_refuse_unless_the_organiser_says_so) {
  EXPECT_TRUE(house.hold(1, {11, 12}));
}

TEST_F(Neighbours, a_refused_gap_names_the_seat_that_would_be_alone) {
  refuse_orphans();
  const auto refused = house.hold(1, {11, 12});
  EXPECT_EQ(code(refused), "orphan_seat");
  EXPECT_EQ(named(refused, "orphan_seat_ids"), std::vector{id(10)});
  EXPECT_TRUE(house.hold(1, {10, 11}));
}

TEST_F(Neighbours, ones_own_seats_count_as_free) {
  refuse_orphans();
  ASSERT_TRUE(house.hold(1, {10, 11}));
  EXPECT_EQ(code(house.hold(1, {11, 12})), "orphan_seat") << "seat 10 would be given back";
  EXPECT_TRUE(house.hold(1, {12, 13})) << "two seats would";
  EXPECT_TRUE(house.hold(2, {11})) << "one of the two that are left there now";
}

TEST_F(Neighbours, the_last_possible_sale_is_never_refused) {
  refuse_orphans();
  ASSERT_TRUE(house.hold(1, {10, 11, 12, 13, 14, 15, 16}));
  EXPECT_TRUE(house.hold(2, {18, 19})) << "17 would be alone wherever the two sit";
}

TEST_F(Neighbours, staff_may_leave_a_seat_alone_and_take_a_companion_seat) {
  refuse_orphans();
  EXPECT_TRUE(hold_as_staff(1, {11, 12}));
  EXPECT_TRUE(hold_as_staff(2, {1}));
}

TEST_F(Neighbours, somebody_elses_seat_is_the_better_reason) {
  refuse_orphans();
  ASSERT_TRUE(house.hold(1, {10, 11}));
  EXPECT_EQ(code(house.hold(2, {11, 13})), "seats_unavailable");
  EXPECT_EQ(code(hold_once(2, {11, 13}, "a")), "seats_unavailable");
}

TEST_F(Neighbours, a_repeated_request_finds_its_first_answer_though_a_rule_came_since) {
  const auto first = hold_once(1, {11, 12}, "key");
  ASSERT_TRUE(first);
  refuse_orphans();
  const auto again = hold_once(1, {11, 12}, "key");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->reservation_token, first->reservation_token);
  EXPECT_EQ(code(hold_once(1, {11, 12}, "another")), "orphan_seat");
}

TEST_F(Neighbours, a_hold_made_before_the_rule_keeps_its_right_to_become_an_order) {
  const auto held = house.hold(1, {11, 12});
  ASSERT_TRUE(held);
  refuse_orphans();
  EXPECT_TRUE(await(house.inventory->extend_hold(held->reservation_token, House::session(1))));
  EXPECT_TRUE(house.in_lane([&](store::Transaction& tx) {
    return house.inventory->claims().convert_hold(tx, held->reservation_token, House::session(1),
                                                  house.show, OrderId{9}, tx.now() + 15min);
  }));
}

TEST_F(Neighbours, a_companion_seat_is_sold_with_the_accessible_seat_beside_it) {
  const auto alone = house.hold(1, {8, 7});
  EXPECT_EQ(code(alone), "companion_seat");
  EXPECT_EQ(named(alone, "seat_ids"), std::vector{house.name_of(8)});
  EXPECT_EQ(code(house.hold(1, {0, 8})), "companion_seat") << "that one is at the other end";
  EXPECT_EQ(code(hold_once(1, {8}, "a")), "companion_seat");
  EXPECT_EQ(house.states().find('r'), std::string::npos) << "nothing was held";
  EXPECT_TRUE(house.hold(1, {8, 9}));
  EXPECT_EQ(code(house.hold(1, {8})), "companion_seat") << "nor may the space be given back alone";
  EXPECT_TRUE(house.hold(2, {0})) << "a space needs no companion";
}

TEST_F(Neighbours, companion_seats_sell_like_others_from_the_release_on_without_a_job) {
  release_at(house.db.clock.now() + 1h);
  EXPECT_EQ(code(house.hold(1, {8})), "companion_seat");
  house.db.clock.advance(1h - 1ms);
  EXPECT_EQ(code(house.hold(1, {8})), "companion_seat");
  house.db.clock.advance(1ms);
  EXPECT_TRUE(house.hold(1, {8}));
}

TEST_F(Neighbours, a_release_is_logged_once_and_open_charts_are_told) {
  release_at(house.db.clock.now() + 1h);
  await(house.inventory->release_accessible());
  EXPECT_EQ(releases_logged(), 0);
  house.db.clock.advance(1h);
  const auto before = house.board()->numbers().sequence;
  await(house.inventory->release_accessible());
  EXPECT_EQ(releases_logged(), 1);
  EXPECT_EQ(house.board()->numbers().sequence, before + 1);
  await(house.inventory->release_accessible());
  house.restart();
  await(house.inventory->release_accessible());
  EXPECT_EQ(releases_logged(), 1);
  // Another time is another release.
  release_at(house.db.clock.now() + 1h);
  EXPECT_EQ(code(house.hold(1, {8})), "companion_seat");
  house.db.clock.advance(2h);
  await(house.inventory->release_accessible());
  EXPECT_EQ(releases_logged(), 2);
}

TEST_F(Neighbours, a_release_that_nobody_was_there_for_is_logged_after_the_start) {
  release_at(house.db.clock.now() + 1h);
  house.inventory.reset();
  house.db.clock.advance(3h);
  house.restart();
  await(house.inventory->release_accessible());
  EXPECT_EQ(releases_logged(), 1);
}

TEST_F(Neighbours, an_accessible_seat_costs_no_more_than_the_dearest_other_of_its_section) {
  auto& inventory = *house.inventory;
  const auto price = [&](std::uint32_t seat, std::int64_t minor) {
    Patch<Money> amount{Patch<Money>::State::value, Money{minor}};
    return await(inventory.update_seat(house.show, id(seat), {SeatStatus::available, amount}, {}));
  };
  EXPECT_TRUE(price(0, 2500)) << "as much as the others";
  const auto dear = price(0, 2501);
  ASSERT_FALSE(dear);
  EXPECT_EQ(dear.error().kind, ErrorKind::invalid);
  EXPECT_EQ(dear.error().code, "accessible_price_too_high");
  EXPECT_FALSE(price(1, 3000)) << "nor a companion seat";
  EXPECT_TRUE(price(2, 3000)) << "other seats cost what they like";
  EXPECT_TRUE(price(0, 3000)) << "one of them does now";
  EXPECT_FALSE(price(2, 2900)) << "and it may not fall below";
}

TEST_F(Neighbours, prices_of_zones_and_kinds_of_ticket_keep_to_it) {
  // The wheelchair places are of a zone of their own.
  const PriceZoneId own{303};
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kZone, own, house.venue, std::string("C"), std::optional(Money{2000}), 2);
    for (const int at : {0, 9}) {
      tx.run(kSetZone, house.venue_seats[static_cast<std::size_t>(at)], own);
    }
    return {};
  }));
  ASSERT_TRUE(house.generate());
  const auto configure_to = [&](const shows::TicketConfig& after) {
    const auto done = house.in_lane([&](store::Transaction& tx) -> Status {
      const auto before = shows::find_ticket_config(tx, house.show);
      return tx.emit(shows::ShowPricesChanging{house.show, &before, &after});
    });
    return done ? std::string() : done.error().code;
  };
  const std::string too_high = "accessible_price_too_high";
  shows::TicketConfig config;
  config.zones = {{own, true, Money{2500}}};
  EXPECT_EQ(configure_to(config), "");
  config.zones[0].price = Money{2501};
  EXPECT_EQ(configure_to(config), too_high);
  config.zones[0].price = Money{2000};
  config.ticket_types = {{*Label::parse("Adult"), std::nullopt, Money{2500}},
                         {*Label::parse("Adult"), own, Money{2501}}};
  EXPECT_EQ(configure_to(config), too_high);
  config.ticket_types[1].price = Money{2500};
  EXPECT_EQ(configure_to(config), "");
  const auto venue_price = [&](PriceZoneId zone, std::int64_t minor) {
    const auto done = house.in_lane([&](store::Transaction& tx) {
      return tx.emit(venues::ZonePriceChanging{house.venue, zone, std::optional(Money{minor})});
    });
    return done ? std::string() : done.error().code;
  };
  EXPECT_EQ(venue_price(own, 2500), "");
  EXPECT_EQ(venue_price(own, 2501), too_high);
  EXPECT_EQ(venue_price(house.zone, 1900), too_high) << "of the others' zone just as well";
}

TEST_F(Neighbours, a_map_that_makes_accessible_seats_dearer_is_not_taken_over) {
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kZone, PriceZoneId{303}, house.venue, std::string("C"),
           std::optional(Money{9900}), 2);
    tx.run(kSetZone, house.venue_seats[0], PriceZoneId{303});
    return {};
  }));
  const auto refused = house.generate();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "accessible_price_too_high");
}

TEST_F(Neighbours, what_was_too_dear_before_stands_in_nobodys_way) {
  const auto faults = [](std::int64_t by) {
    return PriceFaults{{{SectionId{1}, ""}, {"Stalls", Money{by}}}};
  };
  EXPECT_TRUE(check_no_worse(faults(100), faults(100)));
  EXPECT_TRUE(check_no_worse(faults(100), faults(50)));
  EXPECT_TRUE(check_no_worse(faults(100), {}));
  EXPECT_FALSE(check_no_worse(faults(100), faults(101)));
  EXPECT_FALSE(check_no_worse({}, faults(1)));
}

}  // namespace
}  // namespace usher::inventory

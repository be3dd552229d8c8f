// Seats that are set aside (H10): who gets them, when they are given back, what happens to them
// when they are sold and refunded.
#include "inventory/allotments.hpp"

#include <gtest/gtest.h>

#include "inventory/change_log.hpp"
#include "inventory/seat_views.hpp"
#include "inventory/tests/allotted.hpp"
#include "shows/events.hpp"

namespace usher::inventory {
namespace {

using testing::access_by;
using testing::expect_sound;
using testing::hold_with;
using testing::House;
using testing::make_allotment;
using usher::testing::await;
using namespace std::chrono_literals;

constexpr store::Query kReleases{"test.releases",
                                 "SELECT count(*) FROM audit_log WHERE action = "
                                 "'allotment.released' AND actor = 'system'"};

// Seats 0 to 3 of the first row are for the families, 4 and 5 for the box office alone.
struct Allotted : ::testing::Test {
  House house;
  Timestamp release = house.db.clock.now() + 6h;
  AllotmentView families = *make_allotment(
      house, {.code = "Dance", .seats = {0, 1, 2, 3}, .max_tickets = 3, .releases_at = release});
  AllotmentView office = *make_allotment(house, {.name = "Box office", .seats = {4, 5}});

  void TearDown() override { expect_sound(house); }
  void pass_until(Timestamp at) { house.db.clock.advance(at - house.db.clock.now()); }
  std::string row() { return house.states().substr(0, 10); }
  Allotments& desk() { return house.inventory->allotments(); }
  static std::string code_of(const Result<HoldView>& held) {
    return held ? "held" : held.error().code;
  }
  // Holds, orders and pays one seat; the order.
  OrderId sell(int buyer, std::uint32_t seat, const std::string& code) {
    const OrderId order{7000 + buyer};
    const auto held = hold_with(house, buyer, {seat}, code).value();
    const auto sold = house.in_lane([&](store::Transaction& tx) -> Result<bool> {
      auto& claims = house.inventory->claims();
      TRY_OK(claims.convert_hold(tx, held.reservation_token, House::session(buyer), house.show,
                                 order, tx.now() + 15min));
      return claims.sell(tx, house.show, order, {house.seat(seat)});
    });
    EXPECT_TRUE(sold.value());
    return order;
  }
  void refund(OrderId order, std::uint32_t seat, ReleaseTo to) {
    EXPECT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
      house.inventory->claims().release_sold(tx, house.show, order, {house.seat(seat)}, to);
      return {};
    }));
  }
  std::int64_t releases_by_time() {
    return house.db->read_now([](store::Queries& q) { return *q.find<std::int64_t>(kReleases); });
  }
};

TEST_F(Allotted, a_code_opens_its_seats_however_it_is_typed) {
  for (const bool look : {true, false}) {
    EXPECT_EQ(code_of(house.hold(1, {0}, look)), "seats_unavailable");
    EXPECT_EQ(code_of(hold_with(house, 1, {0}, "waltz", look)), "seats_unavailable");
    EXPECT_EQ(code_of(hold_with(house, 1, {4}, "Dance", look)), "seats_unavailable");
  }
  EXPECT_EQ(code_of(hold_with(house, 1, {0, 9}, " dANCE\t")), "held");
  EXPECT_EQ(row(), "rhhhhhaaar");
  EXPECT_EQ(code_of(hold_with(house, 2, {0}, "Dance")), "seats_unavailable");
}

TEST_F(Allotted, a_code_gives_one_buyer_so_many_of_its_seats_and_others_besides) {
  EXPECT_EQ(code_of(hold_with(house, 1, {0, 1, 2, 3}, "Dance")), "too_many_seats");
  EXPECT_EQ(code_of(hold_with(house, 1, {0, 1, 2, 6, 7}, "Dance")), "held");
}

TEST_F(Allotted, a_code_that_was_changed_meanwhile_opens_nothing) {
  std::vector<std::string> names{house.name_of(0)};
  auto plan = house.inventory->plan_hold(*house.board(), names, House::session(1), true, false,
                                         access_by(house, "Dance"));
  AllotmentPatch patch;
  patch.access_code = {Patch<AccessCode>::State::value, {"Tango"}};
  ASSERT_TRUE(await(desk().update(house.show, families.id, std::nullopt, patch, {})));
  EXPECT_EQ(code_of(await(house.inventory->hold_seats(*std::move(plan), std::nullopt))),
            "seats_unavailable");
  EXPECT_EQ(code_of(hold_with(house, 1, {0}, "tango")), "held");
}

TEST_F(Allotted, from_its_time_on_anybody_may_hold_the_seats_without_a_job) {
  pass_until(release);
  EXPECT_EQ(row(), "hhhhhhaaaa") << "only the sweeper shows it";
  EXPECT_EQ(code_of(house.hold(1, {0})), "held");
  EXPECT_EQ(code_of(house.hold(2, {1}, false)), "held");
  EXPECT_EQ(code_of(hold_with(house, 3, {2, 3}, "Dance")), "held") << "the code does no harm";
  EXPECT_EQ(code_of(house.hold(4, {4})), "seats_unavailable");
  const auto suggestion = house.board()->suggest({.count = 2}, house.db.clock.now());
  ASSERT_TRUE(suggestion);
  house.sweep();
  EXPECT_EQ(row(), "rrrrhhaaaa");
}

TEST_F(Allotted, a_release_is_shown_at_its_time_once) {
  pass_until(release - 1ms);
  house.sweep();
  EXPECT_EQ(row(), "hhhhhhaaaa");
  pass_until(release);
  const auto before = house.board()->numbers().sequence;
  house.sweep();
  house.sweep();
  EXPECT_EQ(row(), "aaaahhaaaa");
  EXPECT_EQ(house.board()->numbers().sequence, before + 1) << "one change for all seats";
  EXPECT_EQ(releases_by_time(), 1);
  const auto after = await(desk().find(house.show, families.id)).value();
  EXPECT_EQ(after.released_at, release);
  EXPECT_EQ(after.status, AllotmentStatus::released);
  EXPECT_EQ(after.seats.free, 4) << "they stay in its figures";
}

TEST_F(Allotted, a_release_that_nobody_was_there_for_happens_after_the_start) {
  pass_until(release + 24h);
  house.restart();
  EXPECT_EQ(row(), "hhhhhhaaaa");
  EXPECT_EQ(code_of(house.hold(1, {3})), "held") << "before the sweeper had its turn";
  house.sweep();
  EXPECT_EQ(row(), "aaarhhaaaa");
  EXPECT_EQ(releases_by_time(), 1);
}

TEST_F(Allotted, a_release_that_was_put_off_waits) {
  AllotmentPatch patch;
  patch.releases_at = {Patch<Timestamp>::State::value, release + 1h};
  ASSERT_TRUE(await(desk().update(house.show, families.id, 1, patch, {})));
  pass_until(release);
  house.sweep();
  EXPECT_EQ(code_of(house.hold(1, {0}, false)), "seats_unavailable");
  EXPECT_EQ(row(), "hhhhhhaaaa");
  patch.releases_at = {Patch<Timestamp>::State::value, release - 1h};
  const auto late = await(desk().update(house.show, families.id, std::nullopt, patch, {}));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().fields.at(0).code, "in_the_past");
}

TEST_F(Allotted, an_unchanged_form_may_be_saved_after_the_time) {
  pass_until(release + 1h);
  AllotmentPatch patch;
  patch.name = {Patch<Label>::State::value, {"Parents"}};
  patch.releases_at = {Patch<Timestamp>::State::value, release};
  EXPECT_TRUE(await(desk().update(house.show, families.id, std::nullopt, patch, {})));
}

TEST_F(Allotted, a_refunded_seat_goes_back_to_its_allotment_while_that_is_open) {
  const auto first = sell(1, 0, "Dance");
  const auto second = sell(2, 1, "Dance");
  const auto third = sell(3, 2, "Dance");
  EXPECT_EQ(row(), "ssshhhaaaa");
  refund(first, 0, ReleaseTo::available);
  refund(second, 1, ReleaseTo::blocked);
  EXPECT_EQ(row(), "hbshhhaaaa");
  EXPECT_EQ(code_of(house.hold(4, {0})), "seats_unavailable");
  ASSERT_TRUE(await(desk().release(house.show, families.id, {})));
  refund(third, 2, ReleaseTo::available);
  EXPECT_EQ(row(), "abaahhaaaa");
}

TEST_F(Allotted, a_deleted_allotment_leaves_sold_seats_sold_and_the_rest_on_sale) {
  const auto order = sell(1, 0, "Dance");
  ASSERT_TRUE(hold_with(house, 2, {1}, "Dance"));
  ASSERT_TRUE(await(desk().remove(house.show, families.id, std::nullopt, {})));
  EXPECT_EQ(row(), "sraahhaaaa");
  refund(order, 0, ReleaseTo::available);
  EXPECT_EQ(row(), "araahhaaaa");
}

TEST_F(Allotted, a_payment_that_came_too_late_gets_the_seats_that_its_code_opened) {
  const auto sold = [&](std::uint32_t seat) {
    return house
        .in_lane([&](store::Transaction& tx) -> Result<bool> {
          return house.inventory->claims().sell(tx, house.show, OrderId{7009}, {house.seat(seat)});
        })
        .value();
  };
  EXPECT_TRUE(sold(0));
  EXPECT_FALSE(sold(4)) << "nobody could buy it, so it was set aside since then";
  EXPECT_EQ(row(), "shhhhhaaaa");
}

TEST_F(Allotted, seats_of_another_allotment_end_a_run) {
  const auto now = house.db.clock.now();
  const HoldRules rules{.refuses_orphans = true};
  const auto orphans = [&](const std::vector<std::uint32_t>& seats,
                           std::optional<AllotmentId> opened) {
    return house.board()->judge_rules(seats, House::session(1), rules, now, opened).orphans;
  };
  // The general run is 6 to 9; that of the families 0 to 3.
  EXPECT_EQ(orphans({7, 8}, {}), (std::vector<std::uint32_t>{6, 9}));
  EXPECT_TRUE(orphans({6, 7}, families.id).empty());
  EXPECT_EQ(orphans({1, 2}, families.id), (std::vector<std::uint32_t>{0, 3}));
  EXPECT_TRUE(orphans({2, 3}, families.id).empty()) << "4 is not the neighbour that it would leave";
  EXPECT_EQ(orphans({1, 2, 7, 8}, families.id), (std::vector<std::uint32_t>{6, 9, 0, 3}));
}

TEST_F(Allotted, suggestions_are_of_one_allotment_alone) {
  const auto now = house.db.clock.now();
  const auto seats = [&](std::uint32_t count, std::optional<AllotmentId> opened) {
    const auto found = house.board()->suggestions({.count = count}, 0, now, opened);
    if (found.empty()) return std::vector<std::uint32_t>();
    auto list = found.front().seats;
    std::ranges::sort(list);
    return list;
  };
  EXPECT_EQ(seats(4, families.id), (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_TRUE(seats(5, families.id).empty());
  for (const auto seat : seats(8, {})) EXPECT_GE(seat, 6U);
}

TEST_F(Allotted, seats_that_are_generated_again_stay_set_aside) {
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    house.add_seat(tx, 7, 1, false);
    return {};
  }));
  ASSERT_TRUE(house.generate());
  EXPECT_EQ(row(), "hhhhhhaaaa");
  EXPECT_EQ(code_of(hold_with(house, 1, {0}, "Dance")), "held");
  house.restart();
  EXPECT_EQ(row(), "rhhhhhaaaa");
}

TEST_F(Allotted, a_show_that_is_deleted_takes_its_allotments_along) {
  static constexpr store::Query kCount{"test.count", "SELECT count(*) FROM allotments"};
  const auto left = house.in_lane([&](store::Transaction& tx) -> Result<std::int64_t> {
    TRY_OK(tx.emit(shows::ShowDeleting{house.show}));
    return *tx.find<std::int64_t>(kCount);
  });
  EXPECT_EQ(left.value(), 0);
}

TEST_F(Allotted, the_log_for_other_nodes_says_whose_a_seat_is) {
  ChangeSet set{.show = house.show, .sequence = 7, .number = 9};
  set.settings.push_back({house.seat(0), BaseStatus::house, Money{100}, families.id});
  set.settings.push_back({house.seat(6), BaseStatus::blocked});
  const auto read = decode_changes(house.show, encode_changes({&set}));
  ASSERT_EQ(read.size(), 1U);
  ASSERT_EQ(read[0].settings.size(), 2U);
  EXPECT_EQ(read[0].settings[0].allotment, families.id);
  EXPECT_EQ(read[0].settings[0].price_override, Money{100});
  EXPECT_FALSE(read[0].settings[1].allotment);
  // As a node wrote it that did not know allotments.
  const auto old = decode_changes(house.show, R"([{"n":1,"s":1,"t":[[5,1,null]]}])");
  EXPECT_EQ(old.at(0).settings.at(0).base_status, BaseStatus::blocked);
}

// A database that must not be asked.
class Silence final : public store::Connection {
 public:
  std::int64_t run(const store::Query& query, std::span<const store::Param>) override {
    return asked(query);
  }
  void visit(const store::Query& query, std::span<const store::Param>,
             const std::function<bool(const store::Row&)>&) override {
    asked(query);
  }
  void script(std::string_view) override {}
  std::string_view engine() const override { return "none"; }
  void begin_write(std::span<const std::int64_t>, store::LockPatience) override {}
  void begin_read(const store::Viewer&) override {}
  void commit() override {}
  void rollback() noexcept override {}
  void savepoint() override {}
  void release_savepoint() override {}
  void rollback_to_savepoint() override {}
  bool in_transaction() const override { return true; }

 private:
  static std::int64_t asked(const store::Query& query) {
    ADD_FAILURE() << query.name;
    return 0;
  }
};

TEST(AllotmentsOf, asks_nothing_for_the_seats_of_an_on_sale) {
  Silence connection;
  store::Queries q(connection, {});
  std::vector<std::optional<ClaimOfSeat>> seats(4);
  seats[0].emplace().base_status = BaseStatus::available;
  seats[1].emplace().base_status = BaseStatus::house;
  // Released: whose it was does not matter any more.
  seats[2].emplace().allotment_id = AllotmentId{7};
  EXPECT_TRUE(allotments_of(q, seats).empty());
}

TEST(AccessCode, has_six_characters_or_more_that_count) {
  for (const char* text : {"", "abc", "abcde", "ab-cd-e", "a b c d e", "------"})
    EXPECT_FALSE(AccessCode::parse(text)) << text;
  for (const char* text : {"abcdef", "ab-cd-ef", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"})
    EXPECT_TRUE(AccessCode::parse(text)) << text;
  EXPECT_FALSE(AccessCode::parse(std::string(41, 'x')));
}

TEST(AccessCode, is_compared_composed_and_without_case_spaces_and_hyphens) {
  EXPECT_EQ(code_key("  DANCE\u00c9 "), code_key("dancee\u0301"));
  EXPECT_EQ(code_key("a\nb c"), "");
  for (const char* typed :
       {"dance1", "dance 1", "DANCE-1", " Dan\u2011ce\u00a01 ", "d a n c e - 1"})
    EXPECT_EQ(code_key(typed), "dance1") << typed;
  EXPECT_NE(code_key("dance 1"), code_key("dance 2"));
}

}  // namespace
}  // namespace usher::inventory

// Two nodes on one database: what one does, the other shows, in the same order. Needs PostgreSQL.
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "audit/audit.hpp"
#include "inventory/tests/allotted.hpp"
#include "shows/events.hpp"
#include "store/postgres_store.hpp"

namespace usher::inventory {
namespace {

using testing::House;
using usher::testing::await;
using namespace std::chrono_literals;

// A node beside that of the house: its own store, ids and boards.
struct OtherNode {
  explicit OtherNode(House& house) : house_(house) {}
  std::shared_ptr<SeatBoard> board() { return *await(inventory.board(house_.show)); }
  Result<HoldView> hold(int buyer, const std::vector<std::uint32_t>& seats,
                        bool look_at_claims = true, BuyerAccess access = {}) {
    std::vector<std::string> names;
    for (const auto seat : seats) names.push_back(board()->layout()->seats[seat].id.text());
    TRY(auto plan, inventory.plan_hold(*board(), names, House::session(buyer), look_at_claims,
                                       false, std::move(access)));
    return await(inventory.hold_seats(std::move(plan), std::nullopt));
  }
  std::string states() {
    std::string text;
    for (const auto& view : board()->views()) text += state_letter(view.status);
    return text;
  }

 private:
  std::unique_ptr<store::Store> open() {
    store::StoreOptions options;
    options.url = house_.db.url;
    return store::open_store(options, house_.db.clock);
  }
  House& house_;
  SeededRandom random_{7};
  IdGenerator ids_{house_.db.clock, random_};

 public:
  std::unique_ptr<store::Store> store = open();
  Inventory inventory{*store, house_.db.clock, ids_, HoldTokens(Bytes(32, 7)), Guards{}};
};

struct TwoNodes : ::testing::Test {
  void SetUp() override {
    if (!house.db->shared()) GTEST_SKIP() << "one node alone can use SQLite";
    other = std::make_unique<OtherNode>(house);
    EXPECT_EQ(other->states(), house.states());
  }
  void both_agree() {
    await(house.inventory->catch_up_all());
    await(other->inventory.catch_up_all());
    EXPECT_EQ(other->states(), house.states());
    EXPECT_EQ(other->board()->numbers().sequence, house.board()->numbers().sequence);
    EXPECT_EQ(other->board()->numbers().change, house.board()->numbers().change);
  }
  House house;
  std::unique_ptr<OtherNode> other;
};

TEST_F(TwoNodes, the_other_shows_a_hold_and_its_end) {
  const auto held = house.hold(1, {0, 1});
  ASSERT_TRUE(held);
  EXPECT_EQ(other->states().substr(0, 3), "aaa") << "nobody has told it yet";
  both_agree();
  EXPECT_EQ(other->states().substr(0, 3), "rra");
  ASSERT_TRUE(await(house.inventory->release_hold(held->reservation_token, House::session(1))));
  both_agree();
  EXPECT_EQ(other->states().substr(0, 3), "aaa");
}

TEST_F(TwoNodes, a_seat_that_the_other_sold_is_refused_before_anybody_told) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  const auto refused = other->hold(2, {1, 2}, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "seats_unavailable");
  both_agree();
}

TEST_F(TwoNodes, a_gap_is_filled_in_the_batch_that_meets_it) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  ASSERT_TRUE(other->hold(2, {2}));
  EXPECT_EQ(other->states().substr(0, 4), "rrra") << "its own commit brought the other's along";
  both_agree();
}

TEST_F(TwoNodes, a_session_belongs_to_its_hold_on_every_node) {
  const auto first = house.hold(1, {0, 1});
  const auto second = other->hold(1, {1, 2});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->expires_at, first->expires_at);
  both_agree();
  EXPECT_EQ(other->states().substr(0, 4), "arra");
  ASSERT_TRUE(house.hold(1, {2, 3})) << "the board knows the seats as the session's own";
  both_agree();
}

TEST_F(TwoNodes, prices_and_new_seats_are_read_again) {
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(testing::kSetPrice, house.zone, Money{9900});
    return tx.emit(shows::ShowChanged{house.show});
  }));
  both_agree();
  EXPECT_EQ(other->hold(1, {0})->subtotal, Money{9900});
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    house.add_seat(tx, 7, 1, false);
    return {};
  }));
  ASSERT_TRUE(house.generate());
  both_agree();
  EXPECT_EQ(other->board()->layout()->seats.size(), 31U);
}

TEST_F(TwoNodes, what_one_sets_aside_the_code_opens_on_the_other) {
  const auto made = testing::make_allotment(house, {.code = "Dance", .seats = {0, 1, 2}});
  ASSERT_TRUE(made);
  const auto refused = other->hold(1, {0}, false);
  ASSERT_FALSE(refused) << "before anybody told the other";
  EXPECT_EQ(refused.error().code, "seats_unavailable");
  both_agree();
  EXPECT_EQ(other->states().substr(0, 4), "hhha");
  EXPECT_TRUE(other->hold(1, {0}, true, {made->id, "dance"}));
  ASSERT_TRUE(await(house.inventory->allotments().release(house.show, made->id, {})));
  ASSERT_TRUE(other->hold(2, {1}, false));
  both_agree();
  EXPECT_EQ(other->states().substr(0, 4), "rraa");
  testing::expect_sound(house);
}

TEST_F(TwoNodes, a_due_release_happens_once) {
  ASSERT_TRUE(testing::make_allotment(
      house, {.seats = {0, 1, 2}, .releases_at = house.db.clock.now() + 1h}));
  both_agree();
  house.db.clock.advance(1h);
  const auto before = house.board()->numbers().sequence;
  std::thread one([&] { await(house.inventory->sweep()); });
  std::thread two([&] { await(other->inventory.sweep()); });
  one.join();
  two.join();
  both_agree();
  EXPECT_EQ(other->states().substr(0, 4), "aaaa");
  EXPECT_EQ(house.board()->numbers().sequence, before + 1);
  static constexpr store::Query kCount{
      "test.count", "SELECT count(*) FROM audit_log WHERE action = 'allotment.released'"};
  EXPECT_EQ(house.db->read_now([](store::Queries& q) { return *q.find<std::int64_t>(kCount); }), 1);
}

TEST_F(TwoNodes, what_is_forgotten_in_the_log_is_read_from_the_tables) {
  for (int buyer = 1; buyer <= 5; ++buyer) {
    ASSERT_TRUE(house.hold(buyer, {static_cast<std::uint32_t>(buyer)}));
  }
  static constexpr store::Query kForget{"test.forget", "DELETE FROM seat_changes"};
  ASSERT_TRUE(house.in_lane([](store::Transaction& tx) -> Status {
    tx.run(kForget);
    return {};
  }));
  both_agree();
  EXPECT_EQ(other->states().substr(0, 7), "arrrrra");
}

TEST_F(TwoNodes, the_other_sweeps_what_a_dead_node_left) {
  ASSERT_TRUE(house.hold(1, {0, 1}));
  house.db.clock.advance(10min);
  await(other->inventory.sweep());
  EXPECT_EQ(other->states().substr(0, 2), "aa");
  both_agree();
}

TEST_F(TwoNodes, a_race_gives_each_seat_once) {
  std::atomic<int> won{0};
  const auto run = [&](auto hold) {
    for (int buyer = 0; buyer < 60; ++buyer) {
      for (std::uint32_t seat = 0; seat < 20; seat += 2) {
        const auto held = hold(buyer, seat);
        if (held) {
          ++won;
          break;
        }
        EXPECT_EQ(held.error().code, "seats_unavailable");
      }
    }
  };
  std::thread here([&] {
    run([&](int buyer, std::uint32_t seat) { return house.hold(buyer, {seat, seat + 1}, false); });
  });
  std::thread there([&] {
    run([&](int buyer, std::uint32_t seat) {
      return other->hold(100 + buyer, {seat + 1, seat}, false);
    });
  });
  here.join();
  there.join();
  EXPECT_EQ(won, 10);
  both_agree();
  EXPECT_EQ(house.states().substr(0, 20), std::string(20, 'r'));
}

// A key whose commands go to another lane than the show's.
store::LaneKey beside(ShowId show) {
  const auto lane = [](store::LaneKey key) {
    return store::PostgresStore::lane_index(key, store::StoreOptions{}.lanes);
  };
  store::LaneKey key{1};
  while (lane(key) == lane(store::lane_of(show))) ++key.value;
  return key;
}

TEST_F(TwoNodes, what_another_lane_commits_while_a_board_is_loaded_is_not_missed) {
  OtherNode fresh(house);
  fresh.store->before_commit([&, armed = true](store::Transaction&) mutable {
    if (!std::exchange(armed, false)) return;
    // The board is read and its transaction not yet stored.
    EXPECT_TRUE(fresh.store->write_now(beside(house.show), [&](store::Transaction& tx) -> Status {
      tx.run(testing::kSetPrice, house.zone, Money{9900});
      return tx.emit(shows::ShowChanged{house.show});
    }));
  });
  EXPECT_EQ(fresh.board()->views().front().price, Money{9900});
  both_agree();
}

TEST_F(TwoNodes, a_show_that_is_sold_on_two_lanes_has_one_order_of_changes) {
  const store::LaneKeys with_another(std::array{beside(house.show), store::lane_of(house.show)});
  const auto board = house.board();
  const auto toggle = [&](const store::LaneKeys& keys, std::uint32_t seat) {
    const auto id = board->layout()->seats[seat].id;
    for (int i = 1; i <= 40; ++i) {
      const auto to = i % 2 == 1 ? BaseStatus::blocked : BaseStatus::available;
      EXPECT_TRUE(house.db->write_now(keys, [&](store::Transaction& tx) -> Status {
        add_changes(tx, {.show = house.show, .settings = {{.seat = id, .base_status = to}}});
        return {};
      }));
      // What was answered is on the board.
      EXPECT_EQ(board->views(std::array{seat}).front().status,
                i % 2 == 1 ? SeatStatus::blocked : SeatStatus::available);
    }
  };
  const auto before = board->numbers();
  std::thread alone([&] { toggle(store::lane_of(house.show), 0); });
  toggle(with_another, 1);
  alone.join();
  EXPECT_EQ(board->numbers().sequence, before.sequence + 80);
  both_agree();
}

TEST_F(TwoNodes, changes_that_cannot_be_read_are_read_from_the_tables) {
  constexpr store::Query kSpoil{"test.spoil",
                                "UPDATE seat_changes SET body = $2 WHERE show_id = $1"};
  for (const std::string body : {"[", "{}", "[1]", "[{}]"}) {
    const auto held = house.hold(1, {0, 1});
    ASSERT_TRUE(held);
    ASSERT_TRUE(house.db->write_now(store::kHouseLane, [&](store::Transaction& tx) -> Status {
      tx.run(kSpoil, house.show, body);
      return {};
    }));
    both_agree();
    EXPECT_EQ(other->states().substr(0, 3), "rra") << body;
    ASSERT_TRUE(await(house.inventory->release_hold(held->reservation_token, House::session(1))));
    both_agree();
  }
}

TEST_F(TwoNodes, news_comes_by_itself) {
  boost::asio::io_context context;
  auto work = boost::asio::make_work_guard(context);
  jobs::Timers timers(house.db.clock, context.get_executor());
  other->inventory.start(timers, context.get_executor());
  std::thread thread([&] { context.run(); });
  ASSERT_TRUE(house.hold(1, {0}));
  const auto until = std::chrono::steady_clock::now() + 3s;
  while (other->states()[0] != 'r' && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(other->states()[0], 'r');
  timers.stop();
  context.stop();
  thread.join();
  other.reset();
}

TEST_F(TwoNodes, a_release_of_accessible_seats_is_logged_by_one_of_them) {
  constexpr store::Query kConfig{
      "test.release",
      "INSERT INTO ticket_configs (show_id, currency, max_tickets_per_order, hold_minutes, "
      "tax_name, tax_percent_milli, tax_inclusive, rounding, accessible_release_at) VALUES ($1, "
      "'USD', 10, 10, '', 0, 0, 'per_line', $2)"};
  ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
    tx.run(kConfig, house.show, tx.now());
    return {};
  }));
  std::thread beside([&] { await(other->inventory.release_accessible()); });
  await(house.inventory->release_accessible());
  beside.join();
  audit::Audit log(house.db.store());
  const auto rows =
      await(log.list({.action = "accessible_seats.released"}, audit::Order::newest_first, 0, 9));
  EXPECT_EQ(rows.total, 1);
  both_agree();
}

}  // namespace
}  // namespace usher::inventory

// Sets of keys: what they are, and as columns of a row on both engines.
#include "store/lane_keys.hpp"

#include <gtest/gtest.h>

#include <array>

#include "support/temp_store.hpp"

namespace usher::store {
namespace {

std::vector<std::int64_t> values(const LaneKeys& keys) {
  return {keys.values().begin(), keys.values().end()};
}

TEST(LaneKeysOf, shows_are_sorted_and_each_counts_once) {
  const std::array shows{ShowId{77}, ShowId{12}, ShowId{77}};
  EXPECT_EQ(values(lanes_of(shows)), (std::vector<std::int64_t>{12, 77}));
  EXPECT_EQ(lanes_of(std::array{ShowId{12}, ShowId{12}}), LaneKeys(lane_of(ShowId{12})));
  EXPECT_EQ(lanes_of({}), LaneKeys(kHouseLane)) << "never empty";
  EXPECT_EQ(LaneKeys(), LaneKeys(kHouseLane));
  EXPECT_EQ(lanes_of(shows).smallest(), 12);
  EXPECT_TRUE(lanes_of(shows).contains(LaneKey{77}));
  EXPECT_FALSE(lanes_of(shows).contains(LaneKey{13}));
}

TEST(LaneKeysText, says_the_same_in_any_order_and_nothing_else) {
  const auto keys = lanes_of(std::array{ShowId{77}, ShowId{12}});
  EXPECT_EQ(keys.column_text(), "12,77");
  EXPECT_EQ(LaneKeys(kHouseLane).column_text(), "0");
  for (const auto* text : {"12,77", "77,12", "12,77,12"}) {
    EXPECT_EQ(LaneKeys::from_column_text(text), keys) << text;
  }
  EXPECT_EQ(LaneKeys::from_column_text("9223372036854775807")->smallest(), INT64_MAX);
  for (const auto* text : {"", ",", "12,", ",12", "12,,77", "12 77", " 12", "x", "12,x", "1e3",
                           "9223372036854775808"}) {
    EXPECT_FALSE(LaneKeys::from_column_text(text)) << text;
  }
}

constexpr Query kMake{"test.make", "CREATE TABLE keyed (id bigint PRIMARY KEY, lane_keys text)"};
constexpr Query kAdd{"test.add", "INSERT INTO keyed (id, lane_keys) VALUES ($1, $2)"};
constexpr Query kGet{"test.get", "SELECT id, lane_keys FROM keyed WHERE lane_keys = $1"};
constexpr Query kAll{"test.all", "SELECT id, lane_keys FROM keyed"};

struct Keyed {
  std::int64_t id = 0;
  LaneKeys lane_keys;
};
BOOST_DESCRIBE_STRUCT(Keyed, (), (id, lane_keys))

struct LaneKeysColumn : ::testing::Test {
  usher::testing::TempStore store;

  LaneKeysColumn() {
    EXPECT_TRUE(store->write_now(kHouseLane, [](Transaction& tx) -> Status {
      tx.run(kMake);
      return {};
    }));
  }
  template <class T>
  void add(std::int64_t id, T keys) {
    EXPECT_TRUE(store->write_now(kHouseLane, [&](Transaction& tx) -> Status {
      tx.run(kAdd, id, keys);
      return {};
    }));
  }
};

TEST_F(LaneKeysColumn, comes_back_as_it_was) {
  const auto keys = lanes_of(std::array{ShowId{77}, ShowId{12}});
  add(1, LaneKeys(kHouseLane));
  add(2, keys);
  const auto row = store->read_now([&](Queries& q) { return q.find<Keyed>(kGet, keys); });
  ASSERT_TRUE(row);
  EXPECT_EQ(row->id, 2);
  EXPECT_EQ(row->lane_keys, keys);
}

TEST_F(LaneKeysColumn, of_a_damaged_row_fails_who_reads_it_and_nobody_else) {
  add(1, std::string("12;77"));
  EXPECT_THROW(store->read_now([](Queries& q) { return q.all<Keyed>(kAll); }), DataError);
  const auto read = [&] {
    return store->write_now(kHouseLane, [](Transaction& tx) -> Status {
      (void)tx.all<Keyed>(kAll);
      return {};
    });
  };
  EXPECT_THROW((void)read(), DataError);
  EXPECT_TRUE(store->healthy());
  add(2, LaneKeys(kHouseLane));
}

}  // namespace
}  // namespace usher::store

// A board is loaded once, and what is committed with its loading is on it.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <future>

#include "inventory/tests/house.hpp"
#include "shows/events.hpp"

namespace usher::inventory {
namespace {

using testing::House;

TEST(BoardLoading, takes_over_a_price_that_is_changed_in_the_same_batch) {
  House house;
  house.restart();
  const auto keys = store::lane_of(house.show);
  std::promise<void> entered;
  std::promise<void> go;
  auto busy = std::async(std::launch::async, [&] {
    return house.db->write_now(keys, [&](store::Transaction&) -> Status {
      entered.set_value();
      go.get_future().wait();
      return {};
    });
  });
  entered.get_future().wait();

  boost::asio::io_context context;
  std::optional<Result<std::shared_ptr<SeatBoard>>> loaded;
  Status changed;
  boost::asio::co_spawn(context, house.inventory->board(house.show),
                        [&loaded](const std::exception_ptr&, auto board) { loaded = board; });
  boost::asio::co_spawn(
      context,
      house.db->write(keys,
                      [&](store::Transaction& tx) -> Status {
                        tx.run(testing::kSetPrice, house.zone, Money{9900});
                        return tx.emit(shows::ShowChanged{house.show});
                      }),
      [&changed](const std::exception_ptr&, const Status& status) { changed = status; });
  // Both wait for the lane now, in this order.
  context.poll();
  go.set_value();
  ASSERT_TRUE(busy.get());
  context.run();

  ASSERT_TRUE(changed);
  ASSERT_TRUE(loaded && *loaded);
  EXPECT_EQ((**loaded)->views().front().price, Money{9900});
}

}  // namespace
}  // namespace usher::inventory

#include "simulation/world.hpp"

#include <gtest/gtest.h>

#include "simulation/finish.hpp"

#include "inventory/tests/house.hpp"
#include "orders/tests/counter.hpp"

namespace usher::simulation {
namespace {

namespace rows = inventory::testing;
using orders::testing::kAddFee;
using orders::testing::kSetConfig;

constexpr int kRows = 3;
constexpr int kSeatsInRow = 9;
constexpr VenueId kVenue{101};
constexpr SectionId kSection{201};
constexpr PriceZoneId kZone{301};
constexpr RecitalId kRecital{501};

void add_seat(store::Transaction& tx, int row, int number) {
  const SeatId id{1000 + row * 100 + number};
  const Bytes row_key{static_cast<std::uint8_t>(row)};
  const Bytes number_key{static_cast<std::uint8_t>(number)};
  tx.run(rows::kSeat, id, kVenue, kSection, std::string(1, static_cast<char>('A' + row)),
         std::to_string(number), row_key, number_key, kZone, number * 30'000, row * 36'000);
}

}  // namespace

World::World(const Clock& clock_, const Timestamp& latest_, Random& random_, Company& company)
    : clock(clock_),
      latest(latest_),
      random(random_),
      network(random),
      store(kDatabase, clock),
      ids(clock, random),
      queue(ids),
      outbox(ids),
      attempts(Bytes(32, 9)),
      inventory(store, clock, ids, inventory::HoldTokens(Bytes(32, 7)), inventory::Guards{}),
      line(company, network),
      payments(store, line, queue, payments::PaymentSettings{{"whsec_x"}}),
      orders({store, clock, random, ids, inventory, payments, outbox, attempts,
              orders::OrderTokens(Bytes(32, 5))}),
      tickets(store, clock, random, ids, workers, outbox, {}) {
  orders.use(tickets);
}

void furnish(World& world) {
  const auto made =
      world.store.write_now(store::kHouseLane, [&world](store::Transaction& tx) -> Status {
        tx.run(rows::kVenue, kVenue);
        tx.run(rows::kSection, kSection, kVenue);
        tx.run(rows::kZone, kZone, kVenue, std::string("A"), std::optional(Money{2500}), 0);
        for (int row = 0; row < kRows; ++row)
          for (int number = 1; number <= kSeatsInRow; ++number) add_seat(tx, row, number);
        tx.run(rows::kRecital, kRecital);
        // Far enough away that no run of the simulation sees it begin.
        for (const auto show : {kShow, kSecondShow}) {
          tx.run(rows::kShow, show, kRecital, kVenue, world.clock.now() + std::chrono::days(400));
          tx.run(kSetConfig, show);
          tx.run(kAddFee, show);
        }
        return {};
      });
  USHER_ASSERT(made.has_value());
  for (const auto show : {kShow, kSecondShow}) {
    const auto generated = world.finish(world.inventory.generate_seats(show, std::nullopt, {}));
    USHER_ASSERT(generated.has_value());
  }
  USHER_ASSERT(world.tickets.prepare().has_value());
}

}  // namespace usher::simulation

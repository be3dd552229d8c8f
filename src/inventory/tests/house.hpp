// Purpose: a small venue with a show on sale, for the tests of inventory. Place: inventory/tests.
#pragma once
#include <string>
#include <vector>

#include "inventory/boards.hpp"
#include "inventory/inventory.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"

namespace usher::inventory::testing {

inline constexpr store::Query kVenue{"test.venue",
                                     "INSERT INTO venues (id, name, address, city, state, zip, "
                                     "country, time_zone, capacity, version, "
                                     "map_version, created_at, updated_at) VALUES ($1, 'Hall', '', "
                                     "'', '', '', '', 'UTC', 0, 1, 1, 0, 0)"};
inline constexpr store::Query kSection{
    "test.section",
    "INSERT INTO venue_sections (id, venue_id, name, color, position) VALUES ($1, $2, 'Stalls', "
    "'#112233', 0)"};
inline constexpr store::Query kZone{
    "test.zone",
    "INSERT INTO price_zones (id, venue_id, name, color, default_price, position) VALUES ($1, $2, "
    "$3, '#445566', $4, $5)"};
inline constexpr store::Query kSeat{
    "test.seat",
    "INSERT INTO seats (id, venue_id, section_id, row_name, seat_number, row_key, number_key, "
    "seat_type, handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli, "
    "rotation_milli) VALUES ($1, $2, $3, $4, $5, $6, $7, 'standard', 0, $8, 1, 1, $9, $10, 0)"};
inline constexpr store::Query kRecital{
    "test.recital",
    "INSERT INTO recitals (id, title, slug, description, version, created_at, updated_at) VALUES "
    "($1, 'Spring', 'spring', '', 1, 0, 0)"};
inline constexpr store::Query kShow{
    "test.show",
    "INSERT INTO shows (id, recital_id, venue_id, title, starts_at, time_zone, status, "
    "layout_version, version, created_at, updated_at) VALUES ($1, $2, $3, 'Evening', $4, 'UTC', "
    "'on_sale', 0, 1, 0, 0)"};
inline constexpr store::Query kRemoveSeat{"test.remove_seat", "DELETE FROM seats WHERE id = $1"};
inline constexpr store::Query kSetPrice{"test.set_price",
                                        "UPDATE price_zones SET default_price = $2 WHERE id = $1"};

// Rows of ten seats in one zone of 25.00; the last row is of a zone without a price.
struct House {
  usher::testing::TempStore db;
  std::unique_ptr<Inventory> inventory = make();
  VenueId venue{101};
  SectionId section{201};
  PriceZoneId zone{301};
  PriceZoneId free_zone{302};
  ShowId show{401};
  std::vector<SeatId> venue_seats;

  explicit House(int rows = 3) {
    auto made = db->write_now(store::kHouseLane, [this, rows](store::Transaction& tx) -> Status {
      tx.run(kVenue, venue);
      tx.run(kSection, section, venue);
      tx.run(kZone, zone, venue, std::string("A"), std::optional(Money{2500}), 0);
      tx.run(kZone, free_zone, venue, std::string("B"), std::optional<Money>{}, 1);
      for (int row = 0; row < rows; ++row) {
        for (int number = 1; number <= 10; ++number) add_seat(tx, row, number, row == rows - 1);
      }
      tx.run(kRecital, RecitalId{501});
      tx.run(kShow, show, RecitalId{501}, venue, db.clock.now() + std::chrono::hours(48));
      return {};
    });
    EXPECT_TRUE(made);
    EXPECT_TRUE(generate());
  }

  std::unique_ptr<Inventory> make() {
    return std::make_unique<Inventory>(db.store(), db.clock, db.ids, HoldTokens(Bytes(32, 7)),
                                       Guards{});
  }
  void restart() {
    inventory.reset();
    db.reopen();
    inventory = make();
  }
  void add_seat(store::Transaction& tx, int row, int number, bool free) {
    const SeatId id{1000 + row * 100 + number};
    const std::string row_name(1, static_cast<char>('A' + row));
    const Bytes row_key{static_cast<std::uint8_t>(row)};
    const Bytes number_key{static_cast<std::uint8_t>(number)};
    tx.run(kSeat, id, venue, section, row_name, std::to_string(number), row_key, number_key,
           free ? free_zone : zone, number * 30'000, row * 36'000);
    venue_seats.push_back(id);
  }
  Result<GeneratedView> generate() {
    return usher::testing::await(inventory->generate_seats(show, std::nullopt, {}));
  }
  std::shared_ptr<SeatBoard> board() { return *usher::testing::await(inventory->board(show)); }
  static SessionKey session(int n) { return Bytes(16, static_cast<std::uint8_t>(n)); }
  // The id of the seat as clients name it: by show seat or, every second time, by venue seat.
  std::string name_of(std::uint32_t index) {
    const auto layout = board()->layout();
    return index % 2 == 0 ? layout->seats[index].id.text() : layout->seats[index].seat_id.text();
  }
  Result<HoldView> hold(int buyer, const std::vector<std::uint32_t>& seats,
                        bool look_at_claims = true) {
    std::vector<std::string> names;
    for (const auto seat : seats) names.push_back(name_of(seat));
    TRY(auto plan, inventory->plan_hold(*board(), names, session(buyer), look_at_claims));
    return usher::testing::await(inventory->hold_seats(std::move(plan), std::nullopt));
  }
  ShowSeatId seat(std::uint32_t index) { return board()->layout()->seats[index].id; }
  std::string states() {
    std::string text;
    for (const auto& view : board()->views()) text += state_letter(view.status);
    return text;
  }
  void sweep() { usher::testing::await(inventory->sweep()); }
  template <class F>
  auto in_lane(F work) {
    return db->write_now(store::lane_of(show), std::move(work));
  }
};

}  // namespace usher::inventory::testing

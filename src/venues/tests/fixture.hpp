// Purpose: a store with a venues door, for the tests of this slice. Place: venues/tests.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "support/await.hpp"
#include "support/temp_store.hpp"
#include "venues/venues.hpp"

namespace usher::venues {

class VenuesTest : public ::testing::Test {
 protected:
  testing::TempStore temp;
  WorkerPool workers{1, 16};
  Venues venues{temp.store(), temp.ids, workers};
  const audit::Entry by{};

  VenueView make_venue(const std::string& name = "Hall") {
    VenueBody body;
    body.name = {name};
    return testing::await(venues.create(by, {}, body)).value();
  }
  Section make_section(VenueId venue, const std::string& name) {
    return testing::await(venues.add_section(by, {}, venue, SectionBody{{name}, {}, {}})).value();
  }
  PriceZone make_zone(VenueId venue, const std::string& name) {
    return testing::await(venues.add_price_zone(by, {}, venue, PriceZoneBody{{name}, {}, {}, {}}))
        .value();
  }
  static SeatBody seat_body(SectionId section, const std::string& row, const std::string& number) {
    SeatBody body;
    body.section_id = section;
    body.row_name = {row};
    body.seat_number = {number};
    return body;
  }
  Result<CreatedSeats> add(VenueId venue, std::vector<SeatBody> bodies) {
    return testing::await(
        venues.add_seats(by, {}, venue, std::move(bodies), Venues::SeatsAs::list));
  }
  Result<ImportReport> import(VenueId venue, std::string csv, bool dry_run = false) {
    return testing::await(venues.import_seats(by, {}, venue, Upload{std::move(csv), {}, dry_run}));
  }
  std::vector<SeatView> seats_of(VenueId venue) {
    return testing::await(venues.get_map(venue)).value().seats;
  }
};

}  // namespace usher::venues

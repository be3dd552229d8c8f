// Purpose: a store with a venue, a recital and the doors to them. Place: shows/tests.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "shows/shows.hpp"
#include "support/await.hpp"
#include "support/temp_store.hpp"
#include "venues/venues.hpp"

namespace usher::shows {

class ShowsTest : public ::testing::Test {
 protected:
  testing::TempStore temp;
  WorkerPool workers{1, 16};
  venues::Venues venues{temp.store(), temp.ids, workers};
  Shows shows{temp.store(), temp.ids, Currency{"EUR"}};
  const audit::Entry by{};
  VenueId venue = make_venue("Hall", "Europe/Vienna");
  RecitalId recital = make_recital("Winter Concert").id;

  VenueId make_venue(const std::string& name, const std::string& zone) {
    venues::VenueBody body;
    body.name = {name};
    body.time_zone = TimeZoneName{zone};
    return testing::await(venues.create(by, {}, body)).value().id;
  }
  PriceZoneId make_zone(const std::string& name, std::optional<Money> price) {
    venues::PriceZoneBody body;
    body.name = {name};
    body.default_price = price;
    return testing::await(venues.add_price_zone(by, {}, venue, body)).value().id;
  }
  Recital make_recital(const std::string& title) {
    RecitalBody body;
    body.title = {title};
    return testing::await(shows.create_recital(by, {}, body)).value();
  }
  ShowBody show_body(const std::string& title = "Premiere") const {
    ShowBody body;
    body.recital_id = recital;
    body.venue_id = venue;
    body.title = {title};
    body.starts_at = testing::kTestStart + std::chrono::hours(24 * 30);
    return body;
  }
  Result<ShowView> create(ShowBody body) {
    return testing::await(shows.create_show(by, {}, std::move(body)));
  }
  Result<ShowView> update(ShowId show, ShowPatch patch) {
    return testing::await(shows.update_show(by, show, {}, std::move(patch)));
  }
  Result<TicketConfigView> configure(ShowId show, TicketConfigBody body) {
    return testing::await(shows.configure(by, {}, show, {}, std::move(body)));
  }
  template <class T>
  static Patch<T> set(T value) {
    return {Patch<T>::State::value, std::move(value)};
  }
  static Timestamp at(const char* text) { return parse_rfc3339(text).value(); }
};

}  // namespace usher::shows

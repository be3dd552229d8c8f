#include "shows/shows.hpp"

#include "shows/tests/fixture.hpp"

namespace usher::shows {
namespace {

using testing::await;

class CrudRecitals : public ShowsTest {};

TEST_F(CrudRecitals, get_addresses_from_their_titles) {
  EXPECT_EQ(make_recital("Der Nußknacker").slug.value, "der-nussknacker");
  EXPECT_EQ(make_recital("Der Nussknacker").slug.value, "der-nussknacker-2");
  EXPECT_EQ(make_recital("Der Nußknacker!").slug.value, "der-nussknacker-3");
  RecitalBody body;
  body.title = {"Another"};
  body.slug = Slug{"der-nussknacker"};
  EXPECT_EQ(await(shows.create_recital(by, {}, body)).error().code, "slug_taken");
}

TEST_F(CrudRecitals, change_only_in_the_version_that_was_seen) {
  RecitalPatch patch;
  patch.description = set(Paragraph{"Two hours\nof music"});
  const auto changed = await(shows.update_recital(by, recital, 1, patch)).value();
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.title.value, "Winter Concert");
  EXPECT_EQ(await(shows.update_recital(by, recital, 1, patch)).error().code, "version_conflict");
}

TEST_F(CrudRecitals, stay_while_they_have_shows) {
  const auto show = create(show_body()).value();
  EXPECT_EQ(await(shows.remove_recital(by, recital, {})).error().code, "recital_has_shows");
  ASSERT_TRUE(await(shows.remove_show(by, show.id, {})));
  ASSERT_TRUE(await(shows.remove_recital(by, recital, {})));
  EXPECT_EQ(await(shows.get_recital(recital)).error().code, "recital_not_found");
}

TEST_F(CrudRecitals, are_found_without_accents_and_paged) {
  make_recital("Été");
  make_recital("Recital 10");
  make_recital("Recital 2");
  RecitalQuery query;
  query.q = "ete";
  EXPECT_EQ(await(shows.list_recitals(query)).value().items.size(), 1u);
  query.q = "recital";
  query.limit.emplace().value = 1;
  const auto page = await(shows.list_recitals(query)).value();
  EXPECT_EQ(page.items.front().title.value, "Recital 2");
  EXPECT_EQ(page.total.value, 2);
  EXPECT_TRUE(page.next_cursor);
}

class CrudShows : public ShowsTest {};

TEST_F(CrudShows, need_only_recital_venue_title_and_start) {
  const auto show = create(show_body()).value();
  EXPECT_EQ(show.status, ShowStatus::draft);
  EXPECT_EQ(show.sale_state, SaleState::draft);
  EXPECT_EQ(show.time_zone.value, "Europe/Vienna");
  EXPECT_EQ(show.starts_at_local, to_local_string(show.starts_at, show.time_zone));
  EXPECT_FALSE(show.doors_at);
  EXPECT_EQ(show.layout_version, 0);
  EXPECT_EQ(show.version, 1);
  const auto config = await(shows.get_ticket_config(show.id)).value();
  EXPECT_EQ(config.currency.code, "EUR");
  EXPECT_EQ(config.max_tickets_per_order, 10);
  EXPECT_EQ(config.hold_minutes, 10);
}

TEST_F(CrudShows, refuse_unknown_references_and_times_out_of_order) {
  auto body = show_body();
  body.venue_id = VenueId{1};
  EXPECT_EQ(create(body).error().fields.front().code, "unknown_venue");
  body = show_body();
  body.recital_id = RecitalId{1};
  EXPECT_EQ(create(body).error().fields.front().code, "unknown_recital");
  body = show_body();
  body.doors_at = *body.starts_at + std::chrono::hours(1);
  EXPECT_EQ(create(body).error().fields.front().code, "out_of_order");
}

TEST_F(CrudShows, start_by_the_wall_clock_when_that_is_given) {
  auto body = show_body();
  body.starts_at.reset();
  body.starts_at_local = "2026-12-24T19:30:00";
  EXPECT_EQ(create(body).value().starts_at, at("2026-12-24T18:30:00Z"));
  body.starts_at_local = "2027-03-28T02:30:00";
  const auto refused = create(body);
  EXPECT_EQ(refused.error().fields.front().code, "local_time_does_not_exist");
}

TEST_F(CrudShows, change_nothing_when_a_form_is_saved_unchanged) {
  const auto show = create(show_body()).value();
  ShowPatch patch;
  patch.title = set(Label{show.title});
  patch.starts_at = set(show.starts_at);
  patch.starts_at_local = set(show.starts_at_local);
  patch.time_zone = set(show.time_zone);
  patch.status = set(show.status);
  patch.doors_at.state = Patch<Timestamp>::State::null;
  patch.version = show.version;
  auto saved = update(show.id, patch).value();
  EXPECT_EQ(saved.version, 2);
  saved.version = show.version;
  EXPECT_EQ(to_json_text(saved), to_json_text(show));
}

TEST_F(CrudShows, go_through_their_states_by_allowed_steps) {
  const auto show = create(show_body()).value();
  const auto go = [&](ShowStatus status) {
    ShowPatch patch;
    patch.status = set(status);
    return update(show.id, patch);
  };
  EXPECT_EQ(go(ShowStatus::sold_out).error().code, "invalid_status_change");
  EXPECT_EQ(go(ShowStatus::on_sale).value().sale_state, SaleState::open);
  EXPECT_TRUE(go(ShowStatus::paused));
  EXPECT_TRUE(go(ShowStatus::cancelled));
  EXPECT_EQ(go(ShowStatus::on_sale).error().code, "invalid_status_change");
}

TEST_F(CrudShows, are_past_when_their_time_is_over) {
  auto body = show_body();
  body.status = ShowStatus::on_sale;
  const auto show = create(body).value();
  temp.clock.advance(std::chrono::hours(24 * 30 + 5));
  EXPECT_EQ(await(shows.get_show(show.id)).value().status, ShowStatus::past);
  ShowPatch patch;
  patch.title = set(Label{"Corrected"});
  patch.status = set(ShowStatus::past);
  EXPECT_TRUE(update(show.id, patch));
}

TEST_F(CrudShows, are_refused_changes_that_a_slice_above_refuses) {
  temp->events().on<ShowDeleting>([](store::Transaction&, const ShowDeleting&) -> Status {
    return refuse(ErrorKind::conflict, "show_has_orders", "");
  });
  temp->events().on<ShowVenueChanging>([](store::Transaction&, const ShowVenueChanging&) -> Status {
    return refuse(ErrorKind::conflict, "show_has_seats", "");
  });
  const auto show = create(show_body()).value();
  EXPECT_EQ(await(shows.remove_show(by, show.id, {})).error().code, "show_has_orders");
  ShowPatch patch;
  patch.venue_id = set(make_venue("Other", "UTC"));
  EXPECT_EQ(update(show.id, patch).error().code, "show_has_seats");
  EXPECT_EQ(await(shows.get_show(show.id)).value().version, 1);
}

TEST_F(CrudShows, keep_the_wall_clocks_time_when_they_move_to_another_zone) {
  const auto zone = make_zone("Premium", Money{5000});
  auto body = show_body();
  body.starts_at.reset();
  body.starts_at_local = "2026-12-24T19:30:00";
  const auto show = create(body).value();
  TicketConfigBody config;
  config.zones.emplace().push_back({zone, true, Money{1}});
  ASSERT_TRUE(configure(show.id, config));
  ShowPatch patch;
  patch.venue_id = set(make_venue("Met", "America/New_York"));
  const auto moved = update(show.id, patch).value();
  EXPECT_EQ(moved.starts_at_local, "2026-12-24T19:30:00");
  EXPECT_EQ(moved.starts_at, at("2026-12-25T00:30:00Z"));
  EXPECT_TRUE(await(shows.get_ticket_config(show.id)).value().zones.empty());
}

TEST_F(CrudShows, duplicate_with_every_dependent_time_shifted) {
  auto body = show_body();
  body.starts_at = at("2026-12-24T18:30:00Z");
  body.doors_at = at("2026-12-24T18:00:00Z");
  body.sales_start = at("2026-12-01T08:00:00Z");
  body.sales_end = at("2026-12-24T17:30:00Z");
  body.status = ShowStatus::on_sale;
  const auto show = create(body).value();
  TicketConfigBody config;
  config.max_tickets_per_order.emplace().value = 4;
  config.fees.emplace().push_back({{"Service"}, pricing::FeeKind::per_ticket, 150});
  ASSERT_TRUE(configure(show.id, config));
  DuplicateBody wanted;
  wanted.starts_at_local = "2027-04-15T20:00:00";
  const auto copy = await(shows.duplicate_show(by, {}, show.id, wanted)).value();
  EXPECT_NE(copy.id, show.id);
  EXPECT_EQ(copy.status, ShowStatus::draft);
  EXPECT_EQ(copy.starts_at, at("2027-04-15T18:00:00Z"));
  EXPECT_EQ(copy.doors_at, at("2027-04-15T17:30:00Z"));
  EXPECT_EQ(copy.sales_start, at("2027-03-23T08:30:00Z"));
  EXPECT_EQ(copy.sales_end, at("2027-04-15T17:00:00Z"));
  const auto copied = await(shows.get_ticket_config(copy.id)).value();
  EXPECT_EQ(copied.max_tickets_per_order, 4);
  EXPECT_EQ(copied.fees.size(), 1u);
}

TEST_F(CrudShows, are_listed_by_start_and_filtered) {
  auto later = show_body("Later");
  later.starts_at = *later.starts_at + std::chrono::hours(24);
  later.status = ShowStatus::on_sale;
  create(later).value();
  create(show_body("Earlier")).value();
  ShowQuery query;
  auto page = await(shows.list_shows(query)).value();
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[0].title, "Earlier");
  query.status = ShowStatus::on_sale;
  page = await(shows.list_shows(query)).value();
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].title, "Later");
  query = {};
  query.sort = "-title";
  EXPECT_EQ(await(shows.list_shows(query)).value().items[0].title, "Later");
  query.sort = "price";
  EXPECT_EQ(await(shows.list_shows(query)).error().fields.front().pointer, "/sort");
}

class ConfigureTickets : public ShowsTest {};

TEST_F(ConfigureTickets, keeps_what_is_left_out) {
  const auto zone = make_zone("Premium", Money{5000});
  const auto show = create(show_body()).value();
  TicketConfigBody body;
  body.currency = Currency{"USD"};
  body.zones.emplace().push_back({zone, {}, Money{7500}});
  body.ticket_types.emplace().push_back({{"Child"}, zone, Money{2000}});
  body.fees.emplace().push_back({{"Card"}, pricing::FeeKind::percent, 2.4});
  body.tax = set(TaxBody{OptionalLabel{"VAT"}, 8.875, true});
  body.sales_start = set(at("2026-12-01T00:00:00Z"));
  const auto saved = configure(show.id, body).value();
  EXPECT_EQ(saved.fees.front().amount, 2.4);
  EXPECT_EQ(saved.tax->percent, 8.875);
  EXPECT_TRUE(saved.zones.front().enabled);
  TicketConfigBody more;
  more.hold_minutes.emplace().value = 20;
  const auto changed = configure(show.id, more).value();
  EXPECT_EQ(changed.hold_minutes, 20);
  EXPECT_EQ(changed.currency.code, "USD");
  EXPECT_EQ(changed.zones.size(), 1u);
  EXPECT_EQ(changed.sales_start, at("2026-12-01T00:00:00Z"));
  EXPECT_EQ(await(shows.get_show(show.id)).value().sales_start, at("2026-12-01T00:00:00Z"));
  const auto config =
      temp->read_now([id = show.id](store::Queries& q) { return find_ticket_config(q, id); });
  EXPECT_EQ(config.tax->percent, pricing::Percent{8'875});
  EXPECT_EQ(config.fees.front().percent, pricing::Percent{2'400});
}

TEST_F(ConfigureTickets, tells_all_faults_at_once) {
  const auto show = create(show_body()).value();
  const auto zone = make_zone("Premium", {});
  TicketConfigBody body;
  body.zones.emplace() = {{PriceZoneId{7}, {}, {}}, {zone, {}, {}}, {zone, {}, {}}};
  body.ticket_types.emplace() = {{{"Adult"}, {}, Money{1}}, {{"Adult"}, {}, Money{2}}};
  body.fees.emplace() = {{{"Service"}, pricing::FeeKind::per_order, 1.5},
                         {{"Card"}, pricing::FeeKind::percent_of_total, 41}};
  body.tax = set(TaxBody{{}, 101, {}});
  const auto refused = configure(show.id, body);
  ASSERT_FALSE(refused);
  std::vector<std::string> seen;
  for (const auto& field : refused.error().fields) seen.push_back(field.pointer + ' ' + field.code);
  EXPECT_EQ(seen, (std::vector<std::string>{"/zones/0/price_zone_id unknown_price_zone",
                                            "/zones/2/price_zone_id duplicate_price_zone",
                                            "/ticket_types/1/name duplicate_ticket_type",
                                            "/fees/0/amount wrong_type", "/fees out_of_range",
                                            "/tax/percent out_of_range"}));
}

TEST_F(ConfigureTickets, asks_before_it_changes_the_currency) {
  temp->events().on<ShowCurrencyChanging>(
      [](store::Transaction&, const ShowCurrencyChanging&) -> Status {
        return refuse(ErrorKind::conflict, "show_has_orders", "");
      });
  const auto show = create(show_body()).value();
  TicketConfigBody body;
  body.currency = Currency{"EUR"};
  EXPECT_TRUE(configure(show.id, body));
  body.currency = Currency{"JPY"};
  EXPECT_EQ(configure(show.id, body).error().code, "show_has_orders");
}

TEST_F(ConfigureTickets, follows_the_venue_but_not_against_ticket_types) {
  int changes = 0;
  temp->events().on<ShowChanged>([&](store::Transaction&, const ShowChanged&) -> Status {
    ++changes;
    return {};
  });
  const auto zone = make_zone("Premium", Money{5000});
  const auto show = create(show_body()).value();
  EXPECT_EQ(await(venues.remove(by, venue, {})).error().code, "venue_has_shows");
  TicketConfigBody body;
  body.zones.emplace().push_back({zone, {}, {}});
  body.ticket_types.emplace().push_back({{"Child"}, zone, Money{1}});
  ASSERT_TRUE(configure(show.id, body));
  EXPECT_EQ(await(venues.remove_price_zone(by, venue, zone, {})).error().code, "price_zone_in_use");
  body.ticket_types->clear();
  ASSERT_TRUE(configure(show.id, body));
  changes = 0;
  ASSERT_TRUE(await(venues.remove_price_zone(by, venue, zone, {})));
  EXPECT_GE(changes, 1);
  EXPECT_TRUE(await(shows.get_ticket_config(show.id)).value().zones.empty());
}

class PublicShows : public ShowsTest {
 protected:
  ShowView on_sale(const std::string& title, ShowStatus status = ShowStatus::on_sale) {
    auto body = show_body(title);
    body.status = status;
    return create(body).value();
  }
};

TEST_F(PublicShows, never_show_drafts) {
  const auto draft = on_sale("Secret", ShowStatus::draft);
  EXPECT_EQ(await(shows.public_show(draft.id)).error().code, "show_not_found");
  EXPECT_TRUE(await(shows.public_shows({})).value().items.empty());
  EXPECT_TRUE(await(shows.public_recitals({})).value().items.empty());
  EXPECT_FALSE(await(shows.public_recital(Slug{"winter-concert"})));
  on_sale("Open");
  EXPECT_EQ(await(shows.public_shows({})).value().items.size(), 1u);
  EXPECT_EQ(await(shows.public_recital(Slug{"winter-concert"})).value().shows.size(), 1u);
}

TEST_F(PublicShows, list_only_what_is_to_come) {
  const auto show = on_sale("Open");
  temp.clock.advance(std::chrono::hours(24 * 30));
  EXPECT_TRUE(await(shows.public_shows({})).value().items.empty());
  EXPECT_TRUE(await(shows.public_recital(Slug{"winter-concert"})).value().shows.empty());
  EXPECT_EQ(await(shows.public_show(show.id)).value().sale_state, SaleState::over);
}

TEST_F(PublicShows, have_prices_with_every_fee_and_leave_out_what_is_not_for_sale) {
  const auto premium = make_zone("Premium", Money{5000});
  const auto standard = make_zone("Standard", Money{3000});
  make_zone("Unpriced", {});
  const auto show = on_sale("Open");
  TicketConfigBody body;
  body.zones.emplace() = {{premium, true, Money{6000}}, {standard, false, {}}};
  body.fees.emplace() = {{{"Service"}, pricing::FeeKind::per_ticket, 100},
                         {{"Order"}, pricing::FeeKind::per_order, 200}};
  ASSERT_TRUE(configure(show.id, body));
  const auto seen = await(shows.public_show(show.id)).value();
  ASSERT_EQ(seen.price_zones.size(), 1u);
  EXPECT_EQ(seen.price_zones[0].price, Money{6000});
  EXPECT_EQ(seen.price_zones[0].all_in_price, Money{6100});
  EXPECT_EQ(seen.from_price, Money{6300});
  EXPECT_EQ(seen.order_fee, Money{200});
  EXPECT_EQ(seen.venue.name, "Hall");
  EXPECT_EQ(seen.recital.slug.value, "winter-concert");
  EXPECT_FALSE(seen.seats.value);
}

TEST_F(PublicShows, say_the_same_in_a_list_as_one_by_one) {
  const auto premium = make_zone("Premium", Money{5000});
  const auto standard = make_zone("Standard", Money{3000});
  for (int i = 0; i < 6; ++i) {
    const auto show = on_sale("Show " + std::to_string(i));
    TicketConfigBody body;
    body.zones.emplace() = {{premium, true, Money{6000 + i}}, {standard, i % 2 == 0, {}}};
    ASSERT_TRUE(configure(show.id, body));
  }
  const auto listed = await(shows.public_shows({})).value().items;
  ASSERT_EQ(listed.size(), 6U);
  for (const auto& show : listed) {
    std::string in_list;
    std::string alone;
    append_json(in_list, show);
    append_json(alone, await(shows.public_show(show.id)).value());
    EXPECT_EQ(in_list, alone);
  }
}

TEST_F(PublicShows, have_the_numbers_that_the_seat_board_gives) {
  struct Board final : AvailabilitySource {
    PriceZoneId zone;
    std::optional<Availability> availability(ShowId) const override {
      return Availability{100, 60, {{zone, 40}}};
    }
  } board;
  board.zone = make_zone("Premium", Money{5000});
  make_zone("Empty", Money{5000});
  shows.use_availability(board);
  const auto seen = await(shows.public_show(on_sale("Open").id)).value();
  EXPECT_EQ(seen.seats.value->available, 60);
  EXPECT_EQ(seen.price_zones[0].available.value, 40);
  EXPECT_EQ(seen.price_zones[1].available.value, 0);
}

TEST_F(PublicShows, are_found_by_words_place_and_time) {
  on_sale("Gala");
  PublicQuery query;
  query.q = "gala";
  EXPECT_EQ(await(shows.public_shows(query)).value().items.size(), 1u);
  query.q = "opera";
  EXPECT_TRUE(await(shows.public_shows(query)).value().items.empty());
  query = {};
  query.from = testing::kTestStart + std::chrono::hours(24 * 31);
  EXPECT_TRUE(await(shows.public_shows(query)).value().items.empty());
  query = {};
  query.venue_id = VenueId{1};
  EXPECT_TRUE(await(shows.public_shows(query)).value().items.empty());
}

TEST_F(PublicShows, are_listed_for_search_engines) {
  const auto show = on_sale("Open");
  const auto listed = await(shows.listed_shows());
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().id, show.id);
  EXPECT_EQ(listed.front().recital_slug, "winter-concert");
}

}  // namespace
}  // namespace usher::shows

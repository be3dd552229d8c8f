#include "venues/venues.hpp"

#include "venues/tests/fixture.hpp"

namespace usher::venues {
namespace {

using testing::await;

class CrudVenues : public VenuesTest {};

TEST_F(CrudVenues, keeps_what_a_change_leaves_out) {
  VenueBody body;
  body.name = {"Opera"};
  body.city = OptionalLabel{"Vienna"};
  body.capacity.emplace().value = 1200;
  const auto made = await(venues.create(by, {}, body)).value();
  EXPECT_EQ(made.version, 1);
  VenuePatch patch;
  patch.name = {Patch<Label>::State::value, {"State Opera"}};
  const auto changed = await(venues.update(by, made.id, 1, patch)).value();
  EXPECT_EQ(changed.name.value, "State Opera");
  EXPECT_EQ(changed.city.value, "Vienna");
  EXPECT_EQ(changed.capacity, 1200);
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(await(venues.get(made.id)).value().version, 2);
}

TEST_F(CrudVenues, refuses_a_change_of_what_somebody_else_changed_first) {
  const auto made = make_venue();
  ASSERT_TRUE(await(venues.update(by, made.id, 1, {})));
  const auto late = await(venues.update(by, made.id, 1, {}));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "version_conflict");
  EXPECT_EQ(late.error().members.at("version").as_int64(), 2);
  VenuePatch patch;
  patch.version = 1;
  EXPECT_EQ(await(venues.update(by, made.id, {}, patch)).error().code, "version_conflict");
}

TEST_F(CrudVenues, refuses_null_where_there_must_be_a_value) {
  const auto made = make_venue();
  VenuePatch patch;
  patch.name.state = Patch<Label>::State::null;
  const auto refused = await(venues.update(by, made.id, {}, patch));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.front().pointer, "/name");
}

TEST_F(CrudVenues, deletes_a_venue_with_everything_in_it) {
  const auto made = make_venue();
  ASSERT_TRUE(import(made.id, "section,row_name,seat_number,price_zone\nS,A,1,Z\n"));
  ASSERT_TRUE(await(venues.remove(by, made.id, {})));
  EXPECT_EQ(await(venues.get(made.id)).error().code, "venue_not_found");
  EXPECT_EQ(await(venues.remove(by, made.id, {})).error().kind, ErrorKind::not_found);
}

TEST_F(CrudVenues, deletes_nothing_that_a_slice_above_needs) {
  temp->events().on<VenueDeleting>([](store::Transaction&, const VenueDeleting&) -> Status {
    return refuse(ErrorKind::conflict, "venue_has_shows", "");
  });
  temp->events().answer<SeatUseAsked>([](store::Queries&, const SeatUseAsked& asked) {
    if (asked.among != nullptr) asked.used->insert(asked.among->begin(), asked.among->end());
  });
  const auto made = make_venue();
  ASSERT_TRUE(import(made.id, "section,row_name,seat_number\nS,A,1\n"));
  EXPECT_EQ(await(venues.remove(by, made.id, {})).error().code, "venue_has_shows");
  const auto seat = seats_of(made.id).front();
  EXPECT_EQ(await(venues.remove_seat(by, made.id, seat.id, {})).error().code, "seat_in_use");
  SeatMapBody empty;
  empty.version = await(venues.get_map(made.id)).value().version;
  empty.seats.emplace();
  EXPECT_EQ(await(venues.save_map(by, {}, made.id, {}, empty)).error().code, "seat_in_use");
  EXPECT_EQ(seats_of(made.id).size(), 1u);
}

TEST_F(CrudVenues, lists_by_name_in_pages) {
  for (const char* name : {"Hall 10", "Hall 2", "Annex"}) make_venue(name);
  VenueQuery query;
  query.limit.emplace().value = 2;
  auto page = await(venues.list(query)).value();
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.total.value, 3);
  EXPECT_EQ(page.items[0].name.value, "Annex");
  EXPECT_EQ(page.items[1].name.value, "Hall 2");
  query.cursor = page.next_cursor;
  page = await(venues.list(query)).value();
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].name.value, "Hall 10");
  EXPECT_FALSE(page.next_cursor);
  query.cursor = "nonsense";
  EXPECT_EQ(await(venues.list(query)).error().fields.front().code, "invalid_cursor");
}

TEST_F(CrudVenues, makes_one_venue_for_a_repeated_request) {
  VenueBody body;
  body.name = {"Once"};
  const Once once = jobs::OnceKey{"POST /api/venues", "key", Bytes{1}};
  const auto first = await(venues.create(by, once, body)).value();
  const auto again = await(venues.create(by, once, body)).value();
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(await(venues.list({})).value().total.value, 1);
}

class CrudDivisions : public VenuesTest {};

TEST_F(CrudDivisions, get_colours_and_positions_by_themselves) {
  const auto venue = make_venue();
  const auto first = make_section(venue.id, "Orchestra");
  const auto second = make_section(venue.id, "Balcony");
  EXPECT_EQ(first.position, 0);
  EXPECT_EQ(second.position, 1);
  EXPECT_NE(first.color, second.color);
  const auto seen = await(venues.get(venue.id)).value();
  ASSERT_EQ(seen.sections.size(), 2u);
  EXPECT_EQ(seen.version, 3);
}

TEST_F(CrudDivisions, have_names_of_their_own_within_the_venue) {
  const auto venue = make_venue();
  make_section(venue.id, "Orchestra");
  const auto second = make_section(venue.id, "Balcony");
  const auto refused =
      await(venues.add_section(by, {}, venue.id, SectionBody{{"Balcony"}, {}, {}}));
  EXPECT_EQ(refused.error().code, "duplicate_section");
  SectionPatch patch;
  patch.name = {Patch<Label>::State::value, {"Orchestra"}};
  EXPECT_EQ(await(venues.update_section(by, venue.id, second.id, {}, patch)).error().code,
            "duplicate_section");
}

TEST_F(CrudDivisions, stay_while_they_have_seats) {
  const auto venue = make_venue();
  const auto section = make_section(venue.id, "Orchestra");
  const auto zone = make_zone(venue.id, "Premium");
  auto seat = seat_body(section.id, "A", "1");
  seat.price_zone_id = zone.id;
  const auto made = add(venue.id, {seat}).value().seats.front();
  EXPECT_EQ(await(venues.remove_section(by, venue.id, section.id, {})).error().code,
            "section_has_seats");
  EXPECT_EQ(await(venues.remove_price_zone(by, venue.id, zone.id, {})).error().code,
            "price_zone_in_use");
  ASSERT_TRUE(await(venues.remove_seat(by, venue.id, made.id, {})));
  EXPECT_TRUE(await(venues.remove_section(by, venue.id, section.id, {})));
  EXPECT_TRUE(await(venues.remove_price_zone(by, venue.id, zone.id, {})));
}

TEST_F(CrudDivisions, of_another_venue_are_not_found) {
  const auto mine = make_venue("Mine");
  const auto other = make_venue("Other");
  const auto section = make_section(other.id, "Orchestra");
  EXPECT_EQ(await(venues.update_section(by, mine.id, section.id, {}, {})).error().code,
            "section_not_found");
  EXPECT_EQ(add(mine.id, {seat_body(section.id, "A", "1")}).error().fields.front().code,
            "unknown_section");
}

class CrudSeats : public VenuesTest {};

TEST_F(CrudSeats, are_made_all_or_none) {
  const auto venue = make_venue();
  const auto section = make_section(venue.id, "Orchestra");
  ASSERT_TRUE(add(venue.id, {seat_body(section.id, "A", "1"), seat_body(section.id, "A", "2")}));
  const auto refused =
      add(venue.id, {seat_body(section.id, "A", "3"), seat_body(section.id, "A", "1")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "duplicate_seat");
  EXPECT_EQ(refused.error().members.at("duplicates").as_array().size(), 1u);
  EXPECT_EQ(seats_of(venue.id).size(), 2u);
  EXPECT_EQ(add(venue.id, {seat_body(section.id, "B", "1"), seat_body(section.id, "B", "1")})
                .error()
                .code,
            "duplicate_seat");
}

TEST_F(CrudSeats, are_listed_naturally_in_pages_with_filters) {
  const auto venue = make_venue();
  const auto section = make_section(venue.id, "Orchestra");
  const auto balcony = make_section(venue.id, "Balcony");
  std::vector<SeatBody> bodies{seat_body(balcony.id, "A", "1")};
  for (const char* row : {"AA", "B", "A"}) {
    for (const char* number : {"10", "2", "1"})
      bodies.push_back(seat_body(section.id, row, number));
  }
  ASSERT_TRUE(add(venue.id, bodies));
  SeatQuery query;
  query.limit.emplace().value = 4;
  std::string order;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = await(venues.list_seats(venue.id, query)).value();
    EXPECT_EQ(page.total.value, 10);
    for (const auto& seat : page.items) order += seat.row_name.value + seat.seat_number.value + ' ';
    if (!page.next_cursor) break;
    query.cursor = page.next_cursor;
  }
  EXPECT_EQ(order, "A1 A2 A10 B1 B2 B10 AA1 AA2 AA10 A1 ");
  SeatQuery filtered;
  filtered.section_id = section.id;
  filtered.q = "b1";
  EXPECT_EQ(await(venues.list_seats(venue.id, filtered)).value().total.value, 2);
  filtered.q = "100%";
  EXPECT_EQ(await(venues.list_seats(venue.id, filtered)).value().total.value, 0);
}

TEST_F(CrudSeats, change_field_by_field) {
  const auto venue = make_venue();
  const auto section = make_section(venue.id, "Orchestra");
  const auto zone = make_zone(venue.id, "Premium");
  const auto made =
      add(venue.id, {seat_body(section.id, "A", "1"), seat_body(section.id, "A", "2")}).value();
  SeatPatch patch;
  patch.price_zone_id = {Patch<PriceZoneId>::State::value, zone.id};
  patch.x = {Patch<double>::State::value, 12.3456};
  patch.seat_type = {Patch<SeatType>::State::value, SeatType::general_admission};
  patch.capacity.state = Patch<Capacity>::State::value;
  patch.capacity.content.value = 300;
  auto changed = await(venues.update_seat(by, venue.id, made.seats[0].id, {}, patch)).value();
  EXPECT_EQ(changed.price_zone_id, zone.id);
  EXPECT_DOUBLE_EQ(changed.x, 12.346);
  EXPECT_EQ(changed.capacity.value, 300);
  SeatPatch back;
  back.seat_type = {Patch<SeatType>::State::value, SeatType::standard};
  back.price_zone_id.state = Patch<PriceZoneId>::State::null;
  changed = await(venues.update_seat(by, venue.id, made.seats[0].id, {}, back)).value();
  EXPECT_FALSE(changed.capacity.value);
  EXPECT_FALSE(changed.price_zone_id);
  SeatPatch clash;
  clash.seat_number = {Patch<Label>::State::value, {"2"}};
  EXPECT_EQ(await(venues.update_seat(by, venue.id, made.seats[0].id, {}, clash)).error().code,
            "duplicate_seat");
}

}  // namespace
}  // namespace usher::venues

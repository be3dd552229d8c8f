// Purpose: what clients send and see of recitals and shows. Place: shows; its door and endpoints.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json_types.hpp"
#include "shows/types.hpp"

namespace usher::shows {

struct RecitalBody {
  Label title;
  std::optional<Slug> slug;
  std::optional<Paragraph> description;
  std::optional<HttpUrl> image_url;
};
BOOST_DESCRIBE_STRUCT(RecitalBody, (), (title, slug, description, image_url))

struct RecitalPatch {
  Patch<Label> title;
  Patch<Slug> slug;
  Patch<Paragraph> description;
  Patch<HttpUrl> image_url;
  // As If-Match, for clients that send the whole entity back.
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(RecitalPatch, (), (title, slug, description, image_url, version))

struct SeatNumbers {
  std::int64_t total = 0;
  std::int64_t available = 0;
};
BOOST_DESCRIBE_STRUCT(SeatNumbers, (), (total, available))

// A show as staff see it.
struct ShowView {
  ShowId id;
  RecitalId recital_id;
  VenueId venue_id;
  std::string title;
  Timestamp starts_at;
  std::string starts_at_local;
  TimeZoneName time_zone;
  std::optional<Timestamp> doors_at;
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  ShowStatus status = ShowStatus::draft;
  SaleState sale_state = SaleState::draft;
  std::int64_t layout_version = 0;
  std::int64_t version = 1;
  std::string recital_title;
  std::string venue_name;
  Omit<SeatNumbers> seats;
};
BOOST_DESCRIBE_STRUCT(ShowView, (),
                      (id, recital_id, venue_id, title, starts_at, starts_at_local, time_zone,
                       doors_at, sales_start, sales_end, status, sale_state, layout_version,
                       version, recital_title, venue_name, seats))

// The start is an instant, or what the wall clock of the venue shows ("2026-12-24T19:30:00").
struct ShowBody {
  RecitalId recital_id;
  VenueId venue_id;
  Label title;
  std::optional<Timestamp> starts_at;
  std::optional<std::string> starts_at_local;
  std::optional<TimeZoneName> time_zone;  // the venue's, unless it is given
  std::optional<Timestamp> doors_at;
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  std::optional<ShowStatus> status;  // draft, unless it is given
};
BOOST_DESCRIBE_STRUCT(ShowBody, (),
                      (recital_id, venue_id, title, starts_at, starts_at_local, time_zone, doors_at,
                       sales_start, sales_end, status))

struct ShowPatch {
  Patch<RecitalId> recital_id;
  Patch<VenueId> venue_id;
  Patch<Label> title;
  Patch<Timestamp> starts_at;
  Patch<std::string> starts_at_local;
  Patch<TimeZoneName> time_zone;
  Patch<Timestamp> doors_at;
  Patch<Timestamp> sales_start;
  Patch<Timestamp> sales_end;
  Patch<ShowStatus> status;
  // As If-Match, for clients that send the whole entity back.
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(ShowPatch, (),
                      (recital_id, venue_id, title, starts_at, starts_at_local, time_zone, doors_at,
                       sales_start, sales_end, status, version))

struct DuplicateBody {
  std::optional<Timestamp> starts_at;
  std::optional<std::string> starts_at_local;
  std::optional<Label> title;
};
BOOST_DESCRIBE_STRUCT(DuplicateBody, (), (starts_at, starts_at_local, title))

// --- ticket configuration ---

struct ZoneConfigBody {
  PriceZoneId price_zone_id;
  std::optional<bool> enabled;
  std::optional<Money> price;
};
BOOST_DESCRIBE_STRUCT(ZoneConfigBody, (), (price_zone_id, enabled, price))

// `amount` is an integer of the currency's smallest unit for per_ticket and per_order, and a
// percentage with up to three decimals (2.4) for percent and percent_of_total.
struct FeeBody {
  Label name;
  pricing::FeeKind kind = pricing::FeeKind::per_ticket;
  double amount = 0;
};
BOOST_DESCRIBE_STRUCT(FeeBody, (), (name, kind, amount))

struct TaxBody {
  std::optional<OptionalLabel> name;
  double percent = 0;  // with up to three decimals: 8.25
  std::optional<bool> inclusive;
};
BOOST_DESCRIBE_STRUCT(TaxBody, (), (name, percent, inclusive))

// What is left out keeps its value; a list that is given replaces the list.
struct TicketConfigBody {
  std::optional<Currency> currency;
  std::optional<Bounded<1, kMaxTicketsPerOrder>> max_tickets_per_order;
  std::optional<Bounded<1, kMaxHoldMinutes>> hold_minutes;
  std::optional<SizedList<ZoneConfigBody, 0, 200>> zones;
  std::optional<SizedList<TicketType, 0, 100>> ticket_types;
  std::optional<SizedList<FeeBody, 0, pricing::kMaxFees>> fees;
  Patch<TaxBody> tax;
  std::optional<pricing::RoundingMode> rounding;
  Patch<Timestamp> sales_start;
  Patch<Timestamp> sales_end;
  std::optional<OrphanSeats> orphan_seats;
  Patch<Timestamp> accessible_release_at;
  // As If-Match, for clients that send the whole configuration back.
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(TicketConfigBody, (),
                      (currency, max_tickets_per_order, hold_minutes, zones, ticket_types, fees,
                       tax, rounding, sales_start, sales_end, orphan_seats, accessible_release_at,
                       version))

struct TaxView {
  OptionalLabel name;
  double percent = 0;
  bool inclusive = false;
};
BOOST_DESCRIBE_STRUCT(TaxView, (), (name, percent, inclusive))

// Something in a configuration that can be saved and will not work for some buyers.
struct ConfigWarning {
  std::string pointer;
  std::string code;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(ConfigWarning, (), (pointer, code, detail))

struct TicketConfigView {
  Currency currency;
  std::int64_t max_tickets_per_order = 10;
  std::int64_t hold_minutes = 10;
  std::vector<ZoneConfig> zones;
  std::vector<TicketType> ticket_types;
  std::vector<FeeBody> fees;
  std::optional<TaxView> tax;
  pricing::RoundingMode rounding = pricing::RoundingMode::per_line;
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  OrphanSeats orphan_seats = OrphanSeats::warn;
  std::optional<Timestamp> accessible_release_at;
  std::int64_t version = 1;
  // Where it was just saved, and there are some.
  Omit<std::vector<ConfigWarning>> warnings{};
};
BOOST_DESCRIBE_STRUCT(TicketConfigView, (),
                      (currency, max_tickets_per_order, hold_minutes, zones, ticket_types, fees,
                       tax, rounding, sales_start, sales_end, orphan_seats, accessible_release_at,
                       version, warnings))

// --- for everybody ---

struct PublicVenue {
  VenueId id;
  std::string name;
  std::string address;
  std::string city;
  std::string state;
  std::string zip;
  std::string country;
};
BOOST_DESCRIBE_STRUCT(PublicVenue, (), (id, name, address, city, state, zip, country))

struct PublicRecital {
  RecitalId id;
  Label title;
  Slug slug;
  Paragraph description;
  std::optional<HttpUrl> image_url;
};
BOOST_DESCRIBE_STRUCT(PublicRecital, (), (id, title, slug, description, image_url))

// A zone that sells. all_in_price has every mandatory fee of one ticket; fees of the whole order
// (order_fee of the show) and tax that is not inclusive come on top (rule 41).
struct PublicZone {
  PriceZoneId id;
  Label name;
  HexColor color;
  Money price;
  Money all_in_price;
  Omit<std::int64_t> available;
};
BOOST_DESCRIBE_STRUCT(PublicZone, (), (id, name, color, price, all_in_price, available))

struct PublicTicketType {
  Label name;
  std::optional<PriceZoneId> price_zone_id;
  Money price;
  Money all_in_price;
};
BOOST_DESCRIBE_STRUCT(PublicTicketType, (), (name, price_zone_id, price, all_in_price))

// A show whose pages search engines are told of.
struct ListedShow {
  ShowId id;
  std::string recital_slug;
};

struct PublicShow {
  ShowId id;
  RecitalId recital_id;
  VenueId venue_id;
  std::string title;
  PublicRecital recital;
  PublicVenue venue;
  Timestamp starts_at;
  std::string starts_at_local;
  TimeZoneName time_zone;
  std::optional<Timestamp> doors_at;
  std::optional<Timestamp> sales_start;
  std::optional<Timestamp> sales_end;
  ShowStatus status = ShowStatus::on_sale;
  SaleState sale_state = SaleState::open;
  Currency currency;
  std::int64_t max_tickets_per_order = 10;
  std::int64_t hold_minutes = 10;
  std::vector<PublicZone> price_zones;
  std::vector<PublicTicketType> ticket_types;
  std::vector<FeeBody> fees;
  std::optional<TaxView> tax;
  // The lowest price of one ticket with every mandatory fee; null when nothing is for sale.
  std::optional<Money> from_price;
  // Fees that come once for the whole order.
  Money order_fee;
  Omit<SeatNumbers> seats;
  std::int64_t layout_version = 0;
  OrphanSeats orphan_seats = OrphanSeats::warn;
  // Whether accessible and companion seats sell like all others by now.
  bool accessible_released = false;
  // Whether a code opens seats that are set aside.
  bool has_access_codes = false;
};
BOOST_DESCRIBE_STRUCT(PublicShow, (),
                      (id, recital_id, venue_id, title, recital, venue, starts_at, starts_at_local,
                       time_zone, doors_at, sales_start, sales_end, status, sale_state, currency,
                       max_tickets_per_order, hold_minutes, price_zones, ticket_types, fees, tax,
                       from_price, order_fee, seats, layout_version, orphan_seats,
                       accessible_released, has_access_codes))

struct PublicRecitalItem {
  RecitalId id;
  Label title;
  Slug slug;
  Paragraph description;
  std::optional<HttpUrl> image_url;
  std::int64_t show_count = 0;  // that are still to come
  std::optional<Timestamp> next_show_at;
  std::optional<Money> from_price;
  std::optional<Currency> currency;
};
BOOST_DESCRIBE_STRUCT(PublicRecitalItem, (),
                      (id, title, slug, description, image_url, show_count, next_show_at,
                       from_price, currency))

struct PublicRecitalPage {
  RecitalId id;
  Label title;
  Slug slug;
  Paragraph description;
  std::optional<HttpUrl> image_url;
  std::vector<PublicShow> shows;
};
BOOST_DESCRIBE_STRUCT(PublicRecitalPage, (), (id, title, slug, description, image_url, shows))

// --- lists ---

struct RecitalQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> sort;
  std::optional<std::string> q;
};
BOOST_DESCRIBE_STRUCT(RecitalQuery, (), (limit, cursor, sort, q))

struct ShowQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> sort;
  std::optional<std::string> q;
  std::optional<RecitalId> recital_id;
  std::optional<VenueId> venue_id;
  std::optional<ShowStatus> status;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(ShowQuery, (),
                      (limit, cursor, sort, q, recital_id, venue_id, status, from, to))

struct PublicQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> q;
  std::optional<RecitalId> recital_id;
  std::optional<VenueId> venue_id;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(PublicQuery, (), (limit, cursor, q, recital_id, venue_id, from, to))

}  // namespace usher::shows

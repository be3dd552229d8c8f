-- A place with seats. `version` counts changes of what GET /api/venues/{id} shows (details,
-- sections, price zones), `map_version` those of what its seat map shows.
create table venues (
  id bigint primary key,
  name text not null,
  address text not null,
  city text not null,
  state text not null,
  zip text not null,
  country text not null,
  time_zone text not null,
  capacity bigint not null check (capacity >= 0),
  background text,
  version bigint not null,
  map_version bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);

create table venue_sections (
  id bigint primary key,
  venue_id bigint not null references venues (id),
  name text not null,
  color text not null,
  position bigint not null,
  unique (venue_id, name)
);

create table price_zones (
  id bigint primary key,
  venue_id bigint not null references venues (id),
  name text not null,
  color text not null,
  default_price bigint check (default_price >= 0),
  position bigint not null,
  unique (venue_id, name)
);

-- Places are in thousandths of a map unit, angles in thousandths of a degree. The keys are the
-- natural sort keys of row and number, as bytes so that every engine orders them alike.
create table seats (
  id bigint primary key,
  venue_id bigint not null references venues (id),
  section_id bigint not null references venue_sections (id),
  row_name text not null,
  seat_number text not null,
  row_key bytea not null,
  number_key bytea not null,
  seat_type text not null check (seat_type in ('standard', 'accessible', 'companion', 'house',
    'restricted_view', 'general_admission')),
  handicap_access integer not null,
  price_zone_id bigint references price_zones (id),
  is_sellable integer not null,
  capacity bigint not null check (capacity >= 1),
  x_milli bigint not null,
  y_milli bigint not null,
  rotation_milli bigint not null,
  unique (section_id, row_name, seat_number)
);
create index seats_by_venue on seats (venue_id, section_id, row_key, number_key);
create index seats_by_price_zone on seats (price_zone_id);

-- What is drawn on a map and is no seat: stage, labels, shapes. `body` is JSON.
create table seat_map_objects (
  id bigint primary key,
  venue_id bigint not null references venues (id),
  position bigint not null,
  body text not null
);
create index seat_map_objects_by_venue on seat_map_objects (venue_id, position);

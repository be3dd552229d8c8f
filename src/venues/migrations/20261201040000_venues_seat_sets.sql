-- A venue shows one set of its seats. A small change edits that set; a large one writes another set
-- beside it, piece by piece, and the venue then points to that at once: no sale waits for it.
alter table venues add column seat_set bigint not null default 0;

create table seats_in_sets (
  id bigint not null,
  venue_id bigint not null,
  seat_set bigint not null default 0,
  -- No references: what a new set is of comes into being together with it.
  section_id bigint not null,
  row_name text not null,
  seat_number text not null,
  row_key bytea not null,
  number_key bytea not null,
  seat_type text not null check (seat_type in ('standard', 'accessible', 'companion', 'house',
    'restricted_view', 'general_admission')),
  handicap_access integer not null,
  price_zone_id bigint,
  is_sellable integer not null,
  capacity bigint not null check (capacity >= 1),
  x_milli bigint not null,
  y_milli bigint not null,
  rotation_milli bigint not null,
  version bigint not null default 1,
  primary key (venue_id, seat_set, id),
  unique (venue_id, seat_set, section_id, row_name, seat_number)
);
insert into seats_in_sets (id, venue_id, seat_set, section_id, row_name, seat_number, row_key,
  number_key, seat_type, handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli,
  rotation_milli, version)
select id, venue_id, 0, section_id, row_name, seat_number, row_key, number_key, seat_type,
  handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli, rotation_milli,
  version
from seats;
drop table seats;
alter table seats_in_sets rename to seats;
create index seats_by_place on seats (venue_id, seat_set, section_id, row_key, number_key);

-- Sets that no venue shows: being written since then, or to be deleted (0).
create table spare_seat_sets (
  venue_id bigint not null,
  seat_set bigint not null,
  since bigint not null,
  primary key (venue_id, seat_set)
);

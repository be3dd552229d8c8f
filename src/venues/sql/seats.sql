-- name: list_seats
select s.id, s.section_id, s.row_name, s.seat_number, s.seat_type, s.handicap_access,
  s.price_zone_id, s.is_sellable, s.capacity, s.x_milli, s.y_milli, s.rotation_milli, s.version
from seats s join venue_sections v on v.id = s.section_id
where s.venue_id = $1 and s.seat_set = (select seat_set from venues where id = $1)
order by v.position, v.id, s.row_key, s.number_key, s.id;

-- One page after the seat at (position, section, row, number, id), all of them 0 or empty at first.
-- name: list_seats_page
select s.id, s.section_id, s.row_name, s.seat_number, s.seat_type, s.handicap_access,
  s.price_zone_id, s.is_sellable, s.capacity, s.x_milli, s.y_milli, s.rotation_milli, s.version
from seats s join venue_sections v on v.id = s.section_id
where s.venue_id = $1 and s.seat_set = (select seat_set from venues where id = $1)
  and (cast($2 as bigint) is null or s.section_id = $2)
  and (cast($3 as bigint) is null or s.price_zone_id = $3)
  and (cast($4 as text) is null or lower(s.row_name) like $4 escape '!'
    or lower(s.seat_number) like $4 escape '!'
    or lower(s.row_name || ' ' || s.seat_number) like $4 escape '!'
    or lower(s.row_name || s.seat_number) like $4 escape '!')
  and (v.position, v.id, s.row_key, s.number_key, s.id) > ($5, $6, $7, $8, $9)
order by v.position, v.id, s.row_key, s.number_key, s.id
limit $10;

-- name: count_seats_filtered
select count(*) from seats s
where s.venue_id = $1 and s.seat_set = (select seat_set from venues where id = $1)
  and (cast($2 as bigint) is null or s.section_id = $2)
  and (cast($3 as bigint) is null or s.price_zone_id = $3)
  and (cast($4 as text) is null or lower(s.row_name) like $4 escape '!'
    or lower(s.seat_number) like $4 escape '!'
    or lower(s.row_name || ' ' || s.seat_number) like $4 escape '!'
    or lower(s.row_name || s.seat_number) like $4 escape '!');

-- name: find_seat
select id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
from seats
where id = $1 and venue_id = $2 and seat_set = (select seat_set from venues where id = $2);

-- Those of a row, with an area and with what has the numbers of its places.
-- name: list_row
select id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
from seats
where venue_id = $1 and seat_set = (select seat_set from venues where id = $1)
  and section_id = $2 and row_name = $3;

-- name: list_seats_of_section
select id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
from seats
where venue_id = $1 and seat_set = (select seat_set from venues where id = $1)
  and section_id = $2;

-- name: count_seats
select count(*) from seats
where venue_id = $1 and seat_set = (select seat_set from venues where id = $1);

-- name: count_places
select coalesce(cast(sum(capacity) as bigint), 0) from seats
where venue_id = $1 and seat_set = (select seat_set from venues where id = $1);

-- name: count_seats_of_section
select count(*) from seats
where venue_id = $1 and seat_set = (select seat_set from venues where id = $1)
  and section_id = $2;

-- name: count_seats_of_price_zone
select count(*) from seats
where venue_id = $1 and seat_set = (select seat_set from venues where id = $1)
  and price_zone_id = $2;

-- name: insert_seat
insert into seats (venue_id, seat_set, id, section_id, row_name, seat_number, row_key, number_key,
  seat_type, handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli,
  rotation_milli, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: update_seat
update seats set section_id = $4, row_name = $5, seat_number = $6, row_key = $7, number_key = $8,
  seat_type = $9, handicap_access = $10, price_zone_id = $11, is_sellable = $12, capacity = $13,
  x_milli = $14, y_milli = $15, rotation_milli = $16, version = version + 1
where venue_id = $1 and seat_set = $2 and id = $3;

-- Most changes of a map only move seats, or give them another zone: no index of labels is touched.
-- name: move_seat
update seats set x_milli = $4, y_milli = $5, rotation_milli = $6, version = version + 1
where venue_id = $1 and seat_set = $2 and id = $3;

-- name: change_seat
update seats set seat_type = $4, handicap_access = $5, price_zone_id = $6, is_sellable = $7,
  capacity = $8, x_milli = $9, y_milli = $10, rotation_milli = $11, version = version + 1
where venue_id = $1 and seat_set = $2 and id = $3;

-- A label that no seat has: lets many seats change places without meeting each other's labels.
-- name: park_seat
update seats set row_name = '', seat_number = $4
where venue_id = $1 and seat_set = $2 and id = $3;

-- name: delete_seat
delete from seats where venue_id = $1 and seat_set = $2 and id = $3;

-- name: find_map_numbers
select map_version, seat_set from venues where id = $1;

-- name: show_seat_set
update venues set seat_set = $2 where id = $1;

-- name: add_spare_set
insert into spare_seat_sets (venue_id, seat_set, since) values ($1, $2, $3)
on conflict (venue_id, seat_set) do update set since = $3;

-- name: take_spare_set
delete from spare_seat_sets where venue_id = $1 and seat_set = $2;

-- name: find_set_to_clear
select venue_id, seat_set from spare_seat_sets where since < $1 order by since limit 1;

-- name: clear_set
delete from seats where venue_id = $1 and seat_set = $2 and id in (
  select id from seats where venue_id = $1 and seat_set = $2 order by id limit $3);

-- name: list_astray_seats
select s.id, s.venue_id from seats s
join venues h on h.id = s.venue_id and h.seat_set = s.seat_set
left join venue_sections v on v.id = s.section_id and v.venue_id = s.venue_id
left join price_zones z on z.id = s.price_zone_id and z.venue_id = s.venue_id
where v.id is null or (s.price_zone_id is not null and z.id is null)
limit 20;

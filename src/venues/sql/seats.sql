-- name: list_seats
select s.id, s.section_id, s.row_name, s.seat_number, s.seat_type, s.handicap_access,
  s.price_zone_id, s.is_sellable, s.capacity, s.x_milli, s.y_milli, s.rotation_milli, s.version
from seats s join venue_sections v on v.id = s.section_id
where s.venue_id = $1
order by v.position, v.id, s.row_key, s.number_key, s.id;

-- One page after the seat at (position, section, row, number, id), all of them 0 or empty at first.
-- name: list_seats_page
select s.id, s.section_id, s.row_name, s.seat_number, s.seat_type, s.handicap_access,
  s.price_zone_id, s.is_sellable, s.capacity, s.x_milli, s.y_milli, s.rotation_milli, s.version
from seats s join venue_sections v on v.id = s.section_id
where s.venue_id = $1
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
where s.venue_id = $1
  and (cast($2 as bigint) is null or s.section_id = $2)
  and (cast($3 as bigint) is null or s.price_zone_id = $3)
  and (cast($4 as text) is null or lower(s.row_name) like $4 escape '!'
    or lower(s.seat_number) like $4 escape '!'
    or lower(s.row_name || ' ' || s.seat_number) like $4 escape '!'
    or lower(s.row_name || s.seat_number) like $4 escape '!');

-- name: find_seat
select id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
from seats where id = $1 and venue_id = $2;

-- name: find_seat_by_label
select id from seats where section_id = $1 and row_name = $2 and seat_number = $3;

-- name: count_seats
select count(*) from seats where venue_id = $1;

-- name: insert_seat
insert into seats (id, venue_id, section_id, row_name, seat_number, row_key, number_key, seat_type,
  handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli, rotation_milli)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: update_seat
update seats set section_id = $2, row_name = $3, seat_number = $4, row_key = $5, number_key = $6,
  seat_type = $7, handicap_access = $8, price_zone_id = $9, is_sellable = $10, capacity = $11,
  x_milli = $12, y_milli = $13, rotation_milli = $14, version = version + 1
where id = $1;

-- Most changes of a map only move seats, or give them another zone: no index of labels is touched.
-- name: move_seat
update seats set x_milli = $2, y_milli = $3, rotation_milli = $4, version = version + 1
where id = $1;

-- name: change_seat
update seats set seat_type = $2, handicap_access = $3, price_zone_id = $4, is_sellable = $5,
  capacity = $6, x_milli = $7, y_milli = $8, rotation_milli = $9, version = version + 1
where id = $1;

-- A label that no seat has: lets many seats change places without meeting each other's labels.
-- name: park_seat
update seats set row_name = '', seat_number = $2 where id = $1;

-- name: delete_seat
delete from seats where id = $1;

-- name: delete_seats
delete from seats where venue_id = $1;

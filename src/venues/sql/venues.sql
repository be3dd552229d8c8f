-- name: find_venue
select id, name, address, city, state, zip, country, time_zone, capacity, version, map_version
from venues where id = $1;

-- name: all_venues
select id, name, address, city, state, zip, country, time_zone, capacity, version, map_version
from venues order by id;

-- name: insert_venue
insert into venues (id, name, address, city, state, zip, country, time_zone, capacity, version,
  map_version, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 1, $10, $10);

-- name: update_venue
update venues set name = $2, address = $3, city = $4, state = $5, zip = $6, country = $7,
  time_zone = $8, capacity = $9, version = version + 1, updated_at = $10
where id = $1;

-- name: touch_venue_and_map
update venues set version = version + 1, map_version = map_version + 1, updated_at = $2
where id = $1;

-- name: touch_map
update venues set map_version = map_version + 1, updated_at = $2 where id = $1;

-- name: delete_venue
delete from venues where id = $1;

-- name: find_background
select coalesce(background, '') from venues where id = $1;

-- name: update_background
update venues set background = $2 where id = $1;

-- name: list_sections
select id, name, color, position, version from venue_sections where venue_id = $1 order by position, id;

-- name: insert_section
insert into venue_sections (id, venue_id, name, color, position) values ($1, $2, $3, $4, $5);

-- name: update_section
update venue_sections set name = $2, color = $3, position = $4, version = $5 where id = $1;

-- name: delete_section
delete from venue_sections where id = $1;

-- name: delete_sections
delete from venue_sections where venue_id = $1;

-- name: list_price_zones
select id, name, color, default_price, position, version from price_zones
where venue_id = $1 order by position, id;

-- name: insert_price_zone
insert into price_zones (id, venue_id, name, color, default_price, position)
values ($1, $2, $3, $4, $5, $6);

-- name: update_price_zone
update price_zones set name = $2, color = $3, default_price = $4, position = $5, version = $6
where id = $1;

-- name: delete_price_zone
delete from price_zones where id = $1;

-- name: delete_price_zones
delete from price_zones where venue_id = $1;

-- name: list_map_objects
select id, body from seat_map_objects where venue_id = $1 order by position, id;

-- name: delete_map_objects
delete from seat_map_objects where venue_id = $1;

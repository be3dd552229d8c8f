-- Only PostgreSQL runs this: many seats in one round trip. Rows come as JSON, keys as hex.

-- name: insert_seats
insert into seats (venue_id, seat_set, id, section_id, row_name, seat_number, row_key, number_key,
  seat_type, handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli,
  rotation_milli, version)
select cast($1 as bigint), cast($2 as bigint), cast(r ->> 0 as bigint), cast(r ->> 1 as bigint), r ->> 2, r ->> 3,
  decode(r ->> 4, 'hex'), decode(r ->> 5, 'hex'), r ->> 6, cast(r ->> 7 as integer),
  cast(r ->> 8 as bigint), cast(r ->> 9 as integer), cast(r ->> 10 as bigint),
  cast(r ->> 11 as bigint), cast(r ->> 12 as bigint), cast(r ->> 13 as bigint), cast(r ->> 14 as bigint)
from json_array_elements(cast($3 as json)) as n (r);

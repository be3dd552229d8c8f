-- Only PostgreSQL runs this: many seats in one round trip. Rows come as JSON, keys as hex.

-- name: insert_seats
INSERT INTO seats (venue_id, seat_set, id, section_id, row_name, seat_number, row_key, number_key,
  seat_type, handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli,
  rotation_milli, version)
SELECT CAST($1 AS bigint), CAST($2 AS bigint), CAST(r ->> 0 AS bigint), CAST(r ->> 1 AS bigint), r ->> 2, r ->> 3,
  decode(r ->> 4, 'hex'), decode(r ->> 5, 'hex'), r ->> 6, CAST(r ->> 7 AS integer),
  CAST(r ->> 8 AS bigint), CAST(r ->> 9 AS integer), CAST(r ->> 10 AS bigint),
  CAST(r ->> 11 AS bigint), CAST(r ->> 12 AS bigint), CAST(r ->> 13 AS bigint), CAST(r ->> 14 AS bigint)
FROM json_array_elements(CAST($3 AS json)) AS n (r);

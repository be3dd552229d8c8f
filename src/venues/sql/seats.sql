-- name: list_seats
SELECT s.id, s.section_id, s.row_name, s.seat_number, s.seat_type, s.handicap_access,
  s.price_zone_id, s.is_sellable, s.capacity, s.x_milli, s.y_milli, s.rotation_milli, s.version
FROM seats s JOIN venue_sections v ON v.id = s.section_id
WHERE s.venue_id = $1 AND s.seat_set = (SELECT seat_set FROM venues WHERE id = $1)
ORDER BY v.position, v.id, s.row_key, s.number_key, s.id;

-- One page after the seat at (position, section, row, number, id), all of them 0 or empty at first.
-- name: list_seats_page
SELECT s.id, s.section_id, s.row_name, s.seat_number, s.seat_type, s.handicap_access,
  s.price_zone_id, s.is_sellable, s.capacity, s.x_milli, s.y_milli, s.rotation_milli, s.version
FROM seats s JOIN venue_sections v ON v.id = s.section_id
WHERE s.venue_id = $1 AND s.seat_set = (SELECT seat_set FROM venues WHERE id = $1)
  AND (CAST($2 AS bigint) IS NULL OR s.section_id = $2)
  AND (CAST($3 AS bigint) IS NULL OR s.price_zone_id = $3)
  AND (CAST($4 AS text) IS NULL OR lower(s.row_name) LIKE $4 ESCAPE '!'
    OR lower(s.seat_number) LIKE $4 ESCAPE '!'
    OR lower(s.row_name || ' ' || s.seat_number) LIKE $4 ESCAPE '!'
    OR lower(s.row_name || s.seat_number) LIKE $4 ESCAPE '!')
  AND (v.position, v.id, s.row_key, s.number_key, s.id) > ($5, $6, $7, $8, $9)
ORDER BY v.position, v.id, s.row_key, s.number_key, s.id
LIMIT $10;

-- name: count_seats_filtered
SELECT count(*) FROM seats s
WHERE s.venue_id = $1 AND s.seat_set = (SELECT seat_set FROM venues WHERE id = $1)
  AND (CAST($2 AS bigint) IS NULL OR s.section_id = $2)
  AND (CAST($3 AS bigint) IS NULL OR s.price_zone_id = $3)
  AND (CAST($4 AS text) IS NULL OR lower(s.row_name) LIKE $4 ESCAPE '!'
    OR lower(s.seat_number) LIKE $4 ESCAPE '!'
    OR lower(s.row_name || ' ' || s.seat_number) LIKE $4 ESCAPE '!'
    OR lower(s.row_name || s.seat_number) LIKE $4 ESCAPE '!');

-- name: find_seat
SELECT id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
FROM seats
WHERE id = $1 AND venue_id = $2 AND seat_set = (SELECT seat_set FROM venues WHERE id = $2);

-- Those of a row, with an area and with what has the numbers of its places.
-- name: list_row
SELECT id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
FROM seats
WHERE venue_id = $1 AND seat_set = (SELECT seat_set FROM venues WHERE id = $1)
  AND section_id = $2 AND row_name = $3;

-- name: list_seats_of_section
SELECT id, section_id, row_name, seat_number, seat_type, handicap_access, price_zone_id,
  is_sellable, capacity, x_milli, y_milli, rotation_milli, version
FROM seats
WHERE venue_id = $1 AND seat_set = (SELECT seat_set FROM venues WHERE id = $1)
  AND section_id = $2;

-- name: count_seats
SELECT count(*) FROM seats
WHERE venue_id = $1 AND seat_set = (SELECT seat_set FROM venues WHERE id = $1);

-- name: count_places
SELECT coalesce(CAST(sum(capacity) AS bigint), 0) FROM seats
WHERE venue_id = $1 AND seat_set = (SELECT seat_set FROM venues WHERE id = $1);

-- name: count_seats_of_section
SELECT count(*) FROM seats
WHERE venue_id = $1 AND seat_set = (SELECT seat_set FROM venues WHERE id = $1)
  AND section_id = $2;

-- name: count_seats_of_price_zone
SELECT count(*) FROM seats
WHERE venue_id = $1 AND seat_set = (SELECT seat_set FROM venues WHERE id = $1)
  AND price_zone_id = $2;

-- name: insert_seat
INSERT INTO seats (venue_id, seat_set, id, section_id, row_name, seat_number, row_key, number_key,
  seat_type, handicap_access, price_zone_id, is_sellable, capacity, x_milli, y_milli,
  rotation_milli, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: update_seat
UPDATE seats SET section_id = $4, row_name = $5, seat_number = $6, row_key = $7, number_key = $8,
  seat_type = $9, handicap_access = $10, price_zone_id = $11, is_sellable = $12, capacity = $13,
  x_milli = $14, y_milli = $15, rotation_milli = $16, version = version + 1
WHERE venue_id = $1 AND seat_set = $2 AND id = $3;

-- Most changes of a map only move seats, or give them another zone: no index of labels is touched.
-- name: move_seat
UPDATE seats SET x_milli = $4, y_milli = $5, rotation_milli = $6, version = version + 1
WHERE venue_id = $1 AND seat_set = $2 AND id = $3;

-- name: change_seat
UPDATE seats SET seat_type = $4, handicap_access = $5, price_zone_id = $6, is_sellable = $7,
  capacity = $8, x_milli = $9, y_milli = $10, rotation_milli = $11, version = version + 1
WHERE venue_id = $1 AND seat_set = $2 AND id = $3;

-- A label that no seat has: lets many seats change places without meeting each other's labels.
-- name: park_seat
UPDATE seats SET row_name = '', seat_number = $4
WHERE venue_id = $1 AND seat_set = $2 AND id = $3;

-- name: delete_seat
DELETE FROM seats WHERE venue_id = $1 AND seat_set = $2 AND id = $3;

-- name: find_map_numbers
SELECT map_version, seat_set FROM venues WHERE id = $1;

-- name: show_seat_set
UPDATE venues SET seat_set = $2 WHERE id = $1;

-- name: add_spare_set
INSERT INTO spare_seat_sets (venue_id, seat_set, since) VALUES ($1, $2, $3)
ON CONFLICT (venue_id, seat_set) DO UPDATE SET since = $3;

-- name: take_spare_set
DELETE FROM spare_seat_sets WHERE venue_id = $1 AND seat_set = $2;

-- name: find_set_to_clear
SELECT venue_id, seat_set FROM spare_seat_sets WHERE since < $1 ORDER BY since LIMIT 1;

-- name: clear_set
DELETE FROM seats WHERE venue_id = $1 AND seat_set = $2 AND id IN (
  SELECT id FROM seats WHERE venue_id = $1 AND seat_set = $2 ORDER BY id LIMIT $3);

-- name: list_astray_seats
SELECT s.id, s.venue_id FROM seats s
JOIN venues h ON h.id = s.venue_id AND h.seat_set = s.seat_set
LEFT JOIN venue_sections v ON v.id = s.section_id AND v.venue_id = s.venue_id
LEFT JOIN price_zones z ON z.id = s.price_zone_id AND z.venue_id = s.venue_id
WHERE v.id IS NULL OR (s.price_zone_id IS NOT NULL AND z.id IS NULL)
LIMIT 20;

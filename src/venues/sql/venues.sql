-- name: find_venue
SELECT id, name, address, city, state, zip, country, time_zone, capacity, version, map_version
FROM venues WHERE id = $1;

-- name: all_venues
SELECT id, name, address, city, state, zip, country, time_zone, capacity, version, map_version
FROM venues ORDER BY id;

-- name: insert_venue
INSERT INTO venues (id, name, address, city, state, zip, country, time_zone, capacity, version,
  map_version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 1, $10, $10);

-- name: update_venue
UPDATE venues SET name = $2, address = $3, city = $4, state = $5, zip = $6, country = $7,
  time_zone = $8, capacity = $9, version = version + 1, updated_at = $10
WHERE id = $1;

-- name: touch_venue_and_map
UPDATE venues SET version = version + 1, map_version = map_version + 1, updated_at = $2
WHERE id = $1;

-- name: touch_map
UPDATE venues SET map_version = map_version + 1, updated_at = $2 WHERE id = $1;

-- name: delete_venue
DELETE FROM venues WHERE id = $1;

-- name: find_background
SELECT coalesce(background, '') FROM venues WHERE id = $1;

-- name: update_background
UPDATE venues SET background = $2 WHERE id = $1;

-- name: list_sections
SELECT id, name, color, position, version FROM venue_sections WHERE venue_id = $1 ORDER BY position, id;

-- name: insert_section
INSERT INTO venue_sections (id, venue_id, name, color, position) VALUES ($1, $2, $3, $4, $5);

-- name: update_section
UPDATE venue_sections SET name = $2, color = $3, position = $4, version = $5 WHERE id = $1;

-- name: delete_section
DELETE FROM venue_sections WHERE id = $1;

-- name: delete_sections
DELETE FROM venue_sections WHERE venue_id = $1;

-- name: list_price_zones
SELECT id, name, color, default_price, position, version FROM price_zones
WHERE venue_id = $1 ORDER BY position, id;

-- name: insert_price_zone
INSERT INTO price_zones (id, venue_id, name, color, default_price, position)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: update_price_zone
UPDATE price_zones SET name = $2, color = $3, default_price = $4, position = $5, version = $6
WHERE id = $1;

-- name: delete_price_zone
DELETE FROM price_zones WHERE id = $1;

-- name: delete_price_zones
DELETE FROM price_zones WHERE venue_id = $1;

-- name: list_map_objects
SELECT id, body FROM seat_map_objects WHERE venue_id = $1 ORDER BY position, id;

-- name: delete_map_objects
DELETE FROM seat_map_objects WHERE venue_id = $1;

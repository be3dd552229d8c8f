-- name: list_allotments
SELECT id, show_id, name, color, access_code, code_key, max_tickets, releases_at, released_at,
       version
FROM allotments WHERE show_id = $1 ORDER BY id;

-- name: find_allotment
SELECT id, show_id, name, color, access_code, code_key, max_tickets, releases_at, released_at,
       version
FROM allotments WHERE id = $1;

-- name: insert_allotment
INSERT INTO allotments (id, show_id, name, color, access_code, code_key, max_tickets, releases_at,
  released_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 1);

-- name: update_allotment
UPDATE allotments SET name = $2, color = $3, access_code = $4, code_key = $5, max_tickets = $6,
  releases_at = $7, version = version + 1
WHERE id = $1;

-- name: end_allotment
UPDATE allotments SET released_at = $2, version = version + 1
WHERE id = $1 AND released_at IS NULL;

-- name: delete_allotment
DELETE FROM allotments WHERE id = $1;

-- name: delete_allotments_of_show
DELETE FROM allotments WHERE show_id = $1;

-- name: list_due_allotments
SELECT id, show_id, name, color, access_code, code_key, max_tickets, releases_at, released_at,
       version
FROM allotments WHERE released_at IS NULL AND releases_at <= $1 ORDER BY releases_at, id;

-- name: find_next_release
SELECT min(releases_at) FROM allotments WHERE released_at IS NULL;

-- name: list_seats_of_allotment
SELECT id, base_status, price_override, allotment_id FROM show_seats WHERE allotment_id = $1;

-- name: open_seats_of_allotment
UPDATE show_seats SET base_status = 'available' WHERE allotment_id = $1 AND base_status = 'house';

-- name: forget_allotment_of_seats
UPDATE show_seats SET allotment_id = NULL WHERE allotment_id = $1;

-- The lists of the following are JSON arrays of show seats.

-- name: list_edited_seats
SELECT s.id, s.base_status, s.allotment_id, s.price_override, c.expires_at
FROM show_seats s LEFT JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 AND s.id IN (SELECT value FROM json_each($2)) ORDER BY s.id;

-- name: list_versions_of_seats
SELECT id, version FROM show_seats WHERE show_id = $1 AND id IN (SELECT value FROM json_each($2));

-- name: set_use_of_seats
UPDATE show_seats SET base_status = $2, allotment_id = $3, version = version + 1
WHERE id IN (SELECT value FROM json_each($1));

-- name: set_price_of_seats
UPDATE show_seats SET price_override = $2, version = version + 1
WHERE id IN (SELECT value FROM json_each($1));

-- name: list_astray_seats
SELECT s.id, s.allotment_id, a.show_id, s.show_id
FROM show_seats s LEFT JOIN allotments a ON a.id = s.allotment_id
WHERE s.allotment_id IS NOT NULL AND (a.id IS NULL OR a.show_id <> s.show_id
  OR (a.released_at IS NULL) <> (s.base_status = 'house'));

-- name: list_show_seats
SELECT s.id, s.seat_id, s.place, s.position, s.section_id, s.row_name, s.seat_number, s.seat_type,
       s.handicap_access, s.price_zone_id, s.is_sellable, s.x_milli, s.y_milli, s.rotation_milli,
       s.price_override, s.base_status, s.section_name, c.holder_kind, c.holder_id, c.expires_at,
       s.allotment_id
FROM show_seats s LEFT JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 ORDER BY s.position, s.id;

-- name: insert_show_seat
INSERT INTO show_seats (id, show_id, seat_id, place, position, section_id, row_name, seat_number,
  seat_type, handicap_access, price_zone_id, is_sellable, x_milli, y_milli, rotation_milli,
  price_override, base_status, section_name, allotment_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: update_show_seat
UPDATE show_seats SET position = $2, section_id = $3, row_name = $4, seat_number = $5,
  seat_type = $6, handicap_access = $7, price_zone_id = $8, is_sellable = $9, x_milli = $10,
  y_milli = $11, rotation_milli = $12, section_name = $13, label_twin = 0, version = version + 1
WHERE id = $1;

-- Lets many seats change labels with each other without meeting on the way.
-- name: park_show_seat
UPDATE show_seats SET label_twin = id WHERE id = $1;

-- name: delete_show_seat
DELETE FROM show_seats WHERE id = $1;

-- name: delete_show_seats
DELETE FROM show_seats WHERE show_id = $1;

-- name: block_show_seat
UPDATE show_seats SET base_status = 'blocked', allotment_id = NULL, version = version + 1
WHERE id = $1;

-- name: find_claim_of_seat
SELECT s.show_id, s.base_status, c.holder_kind, c.holder_id, c.expires_at, s.allotment_id
FROM show_seats s LEFT JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.id = $1;

-- name: find_claimed_seat
SELECT id, seat_id, section_name, row_name, seat_number, seat_type, price_zone_id, price_override
FROM show_seats WHERE id = $1;

-- name: find_live_claim_of_venue_seat
SELECT s.id FROM show_seats s JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 AND s.seat_id = $2 AND c.expires_at > $3 LIMIT 1;

-- name: any_sale_of_venue_seat
SELECT s.id FROM show_seats s JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.seat_id = $1 AND c.holder_kind = 'ticket' LIMIT 1;

-- name: list_claimed_venue_seats
SELECT DISTINCT s.seat_id FROM show_seats s JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 AND c.expires_at > $2;

-- name: find_live_claim_in_show
SELECT show_seat_id FROM seat_claims WHERE show_id = $1 AND expires_at > $2 LIMIT 1;

-- name: any_priced_seat
SELECT id FROM show_seats WHERE show_id = $1 AND price_override IS NOT NULL LIMIT 1;

-- name: list_kept_labels
SELECT s.seat_id, s.section_name, s.row_name, s.seat_number
FROM show_seats s JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 AND c.expires_at > $2;

-- Who keeps this label, if somebody owns that seat.
-- name: find_kept_label
SELECT s.seat_id, s.section_name, s.row_name, s.seat_number
FROM show_seats s JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 AND s.section_name = $2 AND s.row_name = $3 AND s.seat_number = $4
  AND c.expires_at > $5;

-- name: list_label_twins
SELECT show_id, section_name, row_name, seat_number, count(*) FROM show_seats
GROUP BY show_id, section_name, row_name, seat_number HAVING count(*) > 1
ORDER BY show_id, section_name, row_name, seat_number LIMIT 100;

-- name: find_map_face
SELECT body FROM show_maps WHERE show_id = $1;

-- name: keep_map_face
INSERT INTO show_maps (show_id, body) VALUES ($1, $2) ON CONFLICT (show_id) DO NOTHING;

-- name: set_map_face
INSERT INTO show_maps (show_id, body) VALUES ($1, $2)
ON CONFLICT (show_id) DO UPDATE SET body = $2;

-- name: delete_map_face
DELETE FROM show_maps WHERE show_id = $1;

-- name: list_edited_seats
SELECT s.id, s.base_status, s.allotment_id, s.price_override, c.expires_at
FROM show_seats s LEFT JOIN seat_claims c ON c.show_seat_id = s.id
WHERE s.show_id = $1 AND s.id IN (
  SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($2 AS json)))
ORDER BY s.id;

-- name: list_versions_of_seats
SELECT id, version FROM show_seats WHERE show_id = $1 AND id IN (
  SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($2 AS json)));

-- name: set_use_of_seats
UPDATE show_seats SET base_status = $2, allotment_id = $3, version = version + 1
WHERE id IN (SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($1 AS json)));

-- name: set_price_of_seats
UPDATE show_seats SET price_override = $2, version = version + 1
WHERE id IN (SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($1 AS json)));

-- name: find_show
SELECT s.id, s.recital_id, s.venue_id, s.title, s.starts_at, s.time_zone, s.doors_at,
  s.sales_start, s.sales_end, s.status, s.layout_version, s.version, r.title, r.slug
FROM shows s JOIN recitals r ON r.id = s.recital_id
WHERE s.id = $1;

-- name: find_show_status
SELECT status FROM shows WHERE id = $1;

-- name: list_cancelled_shows
SELECT id, cancelled_at FROM shows WHERE status = 'cancelled' AND cancelled_at IS NOT NULL;

-- name: list_shows
SELECT s.id, s.recital_id, s.venue_id, s.title, s.starts_at, s.time_zone, s.doors_at,
  s.sales_start, s.sales_end, s.status, s.layout_version, s.version, r.title, r.slug
FROM shows s JOIN recitals r ON r.id = s.recital_id
WHERE (CAST($1 AS bigint) IS NULL OR s.recital_id = $1)
  AND (CAST($2 AS bigint) IS NULL OR s.venue_id = $2)
  AND (CAST($3 AS bigint) IS NULL OR s.starts_at >= $3)
  AND (CAST($4 AS bigint) IS NULL OR s.starts_at < $4)
ORDER BY s.starts_at, s.id;

-- name: insert_show
INSERT INTO shows (id, recital_id, venue_id, title, starts_at, time_zone, doors_at, sales_start,
  sales_end, status, layout_version, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1, $11, $11);

-- name: update_show
UPDATE shows SET recital_id = $2, venue_id = $3, title = $4, starts_at = $5, time_zone = $6,
  doors_at = $7, sales_start = $8, sales_end = $9, status = $10, version = version + 1,
  updated_at = $11,
  cancelled_at = CASE WHEN $10 = 'cancelled' THEN coalesce(cancelled_at, $11) END
WHERE id = $1;

-- name: update_sale_window
UPDATE shows SET sales_start = $2, sales_end = $3, version = version + 1, updated_at = $4
WHERE id = $1;

-- name: advance_layout_version
UPDATE shows SET layout_version = layout_version + 1 WHERE id = $1 RETURNING layout_version;

-- name: delete_show
DELETE FROM shows WHERE id = $1;

-- name: shows_of_venue
SELECT id FROM shows WHERE venue_id = $1 ORDER BY id;

-- name: shows_of_recital
SELECT id FROM shows WHERE recital_id = $1 ORDER BY id;

-- name: find_config
SELECT currency, max_tickets_per_order, hold_minutes, tax_name, tax_percent_milli, tax_inclusive,
  rounding, orphan_seats, accessible_release_at, version
FROM ticket_configs WHERE show_id = $1;

-- name: list_config_zones
SELECT price_zone_id, enabled, price FROM ticket_config_zones
WHERE show_id = $1 ORDER BY price_zone_id;

-- name: list_ticket_types
SELECT name, price_zone_id, price FROM ticket_types WHERE show_id = $1 ORDER BY position;

-- name: list_fees
SELECT name, kind, amount FROM ticket_fees WHERE show_id = $1 ORDER BY position;

-- name: list_configs_to_come
SELECT c.currency, c.max_tickets_per_order, c.hold_minutes, c.tax_name, c.tax_percent_milli,
  c.tax_inclusive, c.rounding, c.orphan_seats, c.accessible_release_at, c.version,
  c.show_id
FROM ticket_configs c JOIN shows s ON s.id = c.show_id WHERE s.starts_at > $1;

-- name: list_config_zones_to_come
SELECT c.price_zone_id, c.enabled, c.price, c.show_id
FROM ticket_config_zones c JOIN shows s ON s.id = c.show_id WHERE s.starts_at > $1
ORDER BY c.price_zone_id;

-- name: list_ticket_types_to_come
SELECT t.name, t.price_zone_id, t.price, t.show_id
FROM ticket_types t JOIN shows s ON s.id = t.show_id WHERE s.starts_at > $1 ORDER BY t.position;

-- name: list_fees_to_come
SELECT f.name, f.kind, f.amount, f.show_id
FROM ticket_fees f JOIN shows s ON s.id = f.show_id WHERE s.starts_at > $1 ORDER BY f.position;

-- name: upsert_config
INSERT INTO ticket_configs (show_id, currency, max_tickets_per_order, hold_minutes, tax_name,
  tax_percent_milli, tax_inclusive, rounding, orphan_seats, accessible_release_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (show_id) DO UPDATE SET currency = excluded.currency,
  max_tickets_per_order = excluded.max_tickets_per_order, hold_minutes = excluded.hold_minutes,
  tax_name = excluded.tax_name, tax_percent_milli = excluded.tax_percent_milli,
  tax_inclusive = excluded.tax_inclusive, rounding = excluded.rounding,
  orphan_seats = excluded.orphan_seats, accessible_release_at = excluded.accessible_release_at,
  version = ticket_configs.version + 1;

-- name: touch_config
UPDATE ticket_configs SET version = version + 1 WHERE show_id = $1;

-- name: list_due_accessible_releases
SELECT c.show_id FROM ticket_configs c JOIN shows s ON s.id = c.show_id
WHERE c.accessible_release_at <= $1 AND s.status IN ('on_sale', 'paused', 'sold_out')
  AND (c.accessible_release_logged IS NULL OR c.accessible_release_logged <> c.accessible_release_at)
ORDER BY c.accessible_release_at LIMIT $2;

-- name: find_next_accessible_release
SELECT min(accessible_release_at) FROM ticket_configs WHERE accessible_release_at > $1;

-- name: log_accessible_release
UPDATE ticket_configs SET accessible_release_logged = accessible_release_at
WHERE show_id = $1 AND accessible_release_at <= $2
  AND (accessible_release_logged IS NULL OR accessible_release_logged <> accessible_release_at);

-- name: delete_config
DELETE FROM ticket_configs WHERE show_id = $1;

-- name: delete_config_zones
DELETE FROM ticket_config_zones WHERE show_id = $1;

-- name: insert_config_zone
INSERT INTO ticket_config_zones (show_id, price_zone_id, enabled, price) VALUES ($1, $2, $3, $4);

-- name: delete_ticket_types
DELETE FROM ticket_types WHERE show_id = $1;

-- name: insert_ticket_type
INSERT INTO ticket_types (show_id, position, name, price_zone_id, price)
VALUES ($1, $2, $3, $4, $5);

-- name: delete_fees
DELETE FROM ticket_fees WHERE show_id = $1;

-- name: insert_fee
INSERT INTO ticket_fees (show_id, position, name, kind, amount) VALUES ($1, $2, $3, $4, $5);

-- name: count_ticket_types_of_zone
SELECT count(*) FROM ticket_types WHERE price_zone_id = $1;

-- name: shows_configuring_zone
SELECT show_id FROM ticket_config_zones WHERE price_zone_id = $1 ORDER BY show_id;

-- name: delete_zone_from_configs
DELETE FROM ticket_config_zones WHERE price_zone_id = $1;

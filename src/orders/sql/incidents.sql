-- name: insert_incident
INSERT INTO order_incidents (id, order_id, kind, subject, detail, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: open_incidents
SELECT id, kind, subject, detail, at FROM order_incidents
WHERE order_id = $1 AND cleared_at IS NULL ORDER BY id;

-- name: clear_incident
UPDATE order_incidents SET cleared_at = $3
WHERE order_id = $1 AND id = $2 AND cleared_at IS NULL;

-- name: settle_incident
UPDATE order_incidents SET cleared_at = $4
WHERE order_id = $1 AND kind = $2 AND (subject = $3 OR subject = '') AND cleared_at IS NULL;

-- The newest is the one that lists show.
-- name: show_newest_incident
UPDATE orders SET incident = coalesce((
  SELECT i.kind FROM order_incidents i WHERE i.order_id = orders.id AND i.cleared_at IS NULL
  ORDER BY i.id DESC LIMIT 1), '')
WHERE id = $1;

-- name: find_reminder
SELECT done_at FROM show_reminders WHERE show_id = $1 AND starts_at = $2;

-- name: insert_reminder
INSERT INTO show_reminders (show_id, starts_at, done_at) VALUES ($1, $2, $3)
ON CONFLICT (show_id, starts_at) DO NOTHING;

-- name: orders_to_remind
SELECT o.id, o.customer_email FROM orders o
WHERE o.id > $2 AND o.status IN ('paid', 'partially_refunded')
  AND o.id IN (SELECT l.order_id FROM order_lines l
    WHERE l.show_id = $1 AND l.refunded_at IS NULL)
ORDER BY o.id LIMIT $3;

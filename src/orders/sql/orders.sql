-- name: insert_order
INSERT INTO orders (id, order_number, lane_keys, session_key, status, customer_name, customer_email,
  email_key, customer_phone, search_key, currency, subtotal, discount, fees, tax, tax_added, total,
  tax_inclusive, rounding, fee_lines, refunded, incident, created_at, expires_at, locale, hold_ids,
  version)
VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, 0, '', $20, $21, $22, $23, 1)
ON CONFLICT (order_number) DO NOTHING;

-- name: find_order
SELECT id, order_number, lane_keys, session_key, status, customer_name, customer_email,
  customer_phone, currency, subtotal, discount, fees, tax, tax_added, total, tax_inclusive,
  fee_lines, refunded, paid_attempt, incident, created_at, expires_at, paid_at, locale, hold_ids,
  version
FROM orders WHERE id = $1;

-- name: find_order_by_number
SELECT id, order_number, lane_keys, session_key, status, customer_name, customer_email,
  customer_phone, currency, subtotal, discount, fees, tax, tax_added, total, tax_inclusive,
  fee_lines, refunded, paid_attempt, incident, created_at, expires_at, paid_at, locale, hold_ids,
  version
FROM orders WHERE order_number = $1;

-- name: orders_of_session
SELECT id, hold_ids FROM orders WHERE session_key = $1 ORDER BY id DESC LIMIT $2;

-- name: mark_paid
UPDATE orders SET status = $3, paid_attempt = $4, paid_at = $5 WHERE id = $1 AND status = $2;

-- name: change_status
UPDATE orders SET status = $3 WHERE id = $1 AND status = $2;

-- name: add_refunded
UPDATE orders SET status = $3, refunded = refunded + $4 WHERE id = $1 AND status = $2;

-- name: take_back_refunded
UPDATE orders SET refunded = refunded - $2 WHERE id = $1 AND refunded >= $2;

-- Also of an order that has gone on meanwhile: news may come in any order and end alike.
-- name: change_expiry
UPDATE orders SET expires_at = $2 WHERE id = $1;

-- name: set_customer
UPDATE orders SET customer_name = $2, customer_email = $3, email_key = $4, customer_phone = $5,
  search_key = $6, version = version + 1
WHERE id = $1;

-- name: due_orders
SELECT expires_at, id FROM orders
WHERE status = 'pending' AND expires_at <= $1
  AND (expires_at > $2 OR (expires_at = $2 AND id > $3))
ORDER BY expires_at, id LIMIT $4;

-- name: next_due
SELECT expires_at FROM orders WHERE status = 'pending' AND expires_at > $1
ORDER BY expires_at LIMIT 1;

-- name: orders_of_address
SELECT id, order_number, lane_keys FROM orders
WHERE email_key IN ($1, $2) AND paid_at IS NOT NULL ORDER BY id DESC LIMIT $3;

-- name: any_order_of_show
SELECT order_id FROM order_lines WHERE show_id = $1 LIMIT 1;

-- name: insert_event
INSERT INTO order_events (order_id, id, at, kind, actor, detail) VALUES ($1, $2, $3, $4, $5, $6);

-- name: events_of_order
SELECT at, kind, actor, detail FROM order_events WHERE order_id = $1 ORDER BY id;

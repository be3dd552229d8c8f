-- name: payments_of_order
SELECT order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
FROM payments WHERE order_id = $1 ORDER BY attempt;

-- name: find_payment
SELECT order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
FROM payments WHERE order_id = $1 AND attempt = $2;

-- name: find_payment_by_intent
SELECT order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
FROM payments WHERE intent_id = $1 ORDER BY order_id LIMIT 1;

-- Those that may have changed without our hearing of it.
-- name: live_payments
SELECT order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
FROM payments
WHERE (status = 'open' OR status = 'processing') AND provider = $1 AND created_at < $2
  AND (created_at > $3 OR (created_at = $3 AND order_id > $4))
ORDER BY created_at, order_id LIMIT $5;

-- name: insert_payment
INSERT INTO payments (order_id, attempt, lane_keys, provider, intent_id, amount, currency, status,
  refunded, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', 0, $8)
ON CONFLICT (order_id, attempt) DO NOTHING;

-- What has been taken stays taken, whatever arrives later.
-- name: settle_payment
UPDATE payments SET status = $3, settled_at = $4
WHERE order_id = $1 AND attempt = $2 AND status <> 'succeeded' AND status <> 'mismatched';

-- What was taken is what can go back, whatever was asked for.
-- name: settle_mismatched
UPDATE payments SET status = 'mismatched', amount = $3, currency = $4, settled_at = $5
WHERE order_id = $1 AND attempt = $2 AND status <> 'succeeded'
  AND (status <> 'mismatched' OR (refunded = 0 AND amount <> $3));

-- Open and processing follow each other in either order: the newer news win.
-- name: mark_live
UPDATE payments SET status = $3, news = $4
WHERE order_id = $1 AND attempt = $2 AND (status = 'open' OR status = 'processing') AND news < $4;

-- name: first_processing
UPDATE payments SET processing_at = $3
WHERE order_id = $1 AND attempt = $2 AND processing_at IS NULL AND status <> 'canceled';

-- name: mark_canceled
UPDATE payments SET status = 'canceled', settled_at = $3
WHERE order_id = $1 AND attempt = $2 AND (status = 'open' OR status = 'processing');

-- name: add_refunded
UPDATE payments SET refunded = refunded + $3
WHERE order_id = $1 AND attempt = $2 AND (status = 'succeeded' OR status = 'mismatched')
  AND refunded + $3 <= amount;

-- name: take_back_refunded
UPDATE payments SET refunded = refunded - $3 WHERE order_id = $1 AND attempt = $2;

-- name: insert_decline
INSERT INTO payment_declines (order_id, attempt, charge, decline_code, heard_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (order_id, attempt, charge) DO NOTHING;

-- name: refunds_of_order
SELECT order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
FROM refunds WHERE order_id = $1 ORDER BY number;

-- name: find_refund
SELECT order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
FROM refunds WHERE order_id = $1 AND number = $2;

-- name: next_refund_number
SELECT coalesce(max(number), 0) + 1 FROM refunds WHERE order_id = $1;

-- name: insert_refund
INSERT INTO refunds (order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency,
  reason, status, provider_refund_id, failure, requested_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested', '', '', $11);

-- name: find_refund_of_provider
SELECT order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
FROM refunds WHERE provider_refund_id = $1 AND origin = 'provider';

-- Made by somebody else: its id is known from the start.
-- name: insert_outside_refund
INSERT INTO refunds (order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency,
  reason, status, provider_refund_id, failure, requested_at, completed_at, origin)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, $9, $10, $11, $12, $13, 'provider')
ON CONFLICT DO NOTHING;

-- name: set_refund_parts
UPDATE refunds SET fees = $3, tax = $4 WHERE order_id = $1 AND number = $2;

-- name: decide_refund
UPDATE refunds SET decision = $3 WHERE order_id = $1 AND number = $2 AND decision = 'nothing';

-- name: note_provider_refund
UPDATE refunds SET provider_refund_id = $3
WHERE order_id = $1 AND number = $2 AND status = 'requested';

-- name: finish_refund
UPDATE refunds SET status = $3, provider_refund_id = $4, failure = $5, completed_at = $6
WHERE order_id = $1 AND number = $2 AND status = 'requested';

-- name: requested_refunds_of_intent
SELECT order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
FROM refunds WHERE order_id = $1 AND intent_id = $2 AND status = 'requested' ORDER BY number;

-- name: requested_refunds
SELECT order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
FROM refunds
WHERE status = 'requested' AND requested_at < $1
  AND (requested_at > $2 OR (requested_at = $2 AND order_id > $3)
    OR (requested_at = $2 AND order_id = $3 AND number > $4))
ORDER BY requested_at, order_id, number LIMIT $5;

-- name: completed_refunds
SELECT r.order_id, r.number, r.attempt, r.lane_keys, r.intent_id, r.amount, r.fees, r.tax, r.currency,
  r.reason, r.status, r.provider_refund_id, r.failure, r.requested_at, r.completed_at, r.origin,
  r.decision
FROM refunds r
JOIN payments p ON p.order_id = r.order_id AND p.attempt = r.attempt
WHERE r.status = 'completed' AND p.provider = $1 AND r.requested_at >= $2
  AND (r.order_id > $3 OR (r.order_id = $3 AND r.number > $4))
ORDER BY r.order_id, r.number LIMIT $5;

-- A bank may send a refund back weeks after it was completed.
-- name: fail_completed_refund
UPDATE refunds SET status = 'failed', failure = $3
WHERE order_id = $1 AND number = $2 AND status = 'completed';

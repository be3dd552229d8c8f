-- name: insert_test_payment
INSERT INTO test_payments (id, order_id, attempt, amount, currency, client_secret, status,
  decline_code, decline_after_action, refunds, refunded)
VALUES ($1, $2, $3, $4, $5, $6, 'requires_payment_method', '', '', 'at_once', 0)
ON CONFLICT (id) DO NOTHING;

-- name: find_test_payment
SELECT id, order_id, attempt, amount, currency, client_secret, status, decline_code,
  decline_after_action, refunds, refunded, settles_at
FROM test_payments WHERE id = $1;

-- name: update_test_payment
UPDATE test_payments SET status = $2, decline_code = $3, decline_after_action = $4, refunds = $5,
  settles_at = $6
WHERE id = $1;

-- name: processing_test_payments
SELECT id, order_id, attempt, amount, currency, client_secret, status, decline_code,
  decline_after_action, refunds, refunded, settles_at
FROM test_payments WHERE status = 'processing' ORDER BY settles_at LIMIT $1;

-- name: add_test_refunded
UPDATE test_payments SET refunded = refunded + $2
WHERE id = $1 AND status = 'succeeded' AND refunded + $2 <= amount;

-- name: insert_test_refund
INSERT INTO test_refunds (id, payment_id, amount, status, failure, settles_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: find_test_refund
SELECT id, payment_id, amount, status, failure, settles_at FROM test_refunds WHERE id = $1;

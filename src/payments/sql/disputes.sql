-- name: disputes_of_order
SELECT dispute_id, order_id, attempt, amount, currency, reason, provider_status, status, answer_by,
  opened_at, closed_at
FROM disputes WHERE order_id = $1 ORDER BY opened_at, dispute_id;

-- name: find_dispute
SELECT dispute_id, order_id, attempt, amount, currency, reason, provider_status, status, answer_by,
  opened_at, closed_at
FROM disputes WHERE dispute_id = $1;

-- name: insert_dispute
INSERT INTO disputes (dispute_id, order_id, attempt, amount, currency, reason, provider_status,
  status, answer_by, news, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10)
ON CONFLICT (dispute_id) DO NOTHING;

-- name: update_dispute
UPDATE disputes SET amount = $2, provider_status = $3, answer_by = $4, news = $5
WHERE dispute_id = $1 AND status = 'open' AND news < $5;

-- name: close_dispute
UPDATE disputes SET status = $2, provider_status = $3, amount = $4, answer_by = $5, closed_at = $6
WHERE dispute_id = $1 AND status = 'open';

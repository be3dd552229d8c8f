-- name: list_broken_payments
SELECT p.order_id, p.attempt, p.amount, p.refunded, coalesce(sum(r.amount), 0)
FROM payments p
LEFT JOIN refunds r ON r.order_id = p.order_id AND r.attempt = p.attempt AND r.status <> 'failed'
GROUP BY p.order_id, p.attempt, p.amount, p.refunded, p.status
HAVING coalesce(sum(r.amount), 0) <> p.refunded
  OR coalesce(sum(r.amount), 0) > p.amount
  OR (p.status NOT IN ('succeeded', 'mismatched') AND coalesce(sum(r.amount), 0) > 0)
LIMIT 20;

-- Given back for good, by payment.
-- name: list_given_back
SELECT order_id, attempt, CAST(sum(amount) AS bigint) FROM refunds WHERE status = 'completed'
GROUP BY order_id, attempt;

-- name: list_taken
SELECT order_id, attempt, amount FROM payments WHERE status IN ('succeeded', 'mismatched')
ORDER BY order_id, attempt;

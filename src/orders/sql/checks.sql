-- name: list_broken_totals
SELECT o.id FROM orders o
WHERE o.total <> o.subtotal - o.discount + o.fees + o.tax_added
LIMIT 20;

-- name: list_broken_shares
SELECT o.id FROM orders o LEFT JOIN order_lines i ON i.order_id = o.id
GROUP BY o.id, o.subtotal, o.discount, o.fees, o.tax, o.total
HAVING coalesce(sum(i.list_price), 0) <> o.subtotal OR coalesce(sum(i.discount), 0) <> o.discount
  OR coalesce(sum(i.fees), 0) <> o.fees OR coalesce(sum(i.tax), 0) <> o.tax
  OR coalesce(sum(i.total), 0) <> o.total
LIMIT 20;

-- name: list_broken_refund_states
SELECT o.id FROM orders o
WHERE o.refunded < 0 OR o.refunded > o.total
  OR (o.status IN ('pending', 'cancelled', 'expired') AND o.refunded <> 0)
  OR (o.status = 'refunded' AND o.refunded <> o.total AND NOT EXISTS (
    SELECT 1 FROM order_events e WHERE e.order_id = o.id AND e.kind = 'refund_failed'))
  OR (o.status IN ('paid', 'partially_refunded', 'refunded') AND o.paid_at IS NULL)
LIMIT 20;

-- Who has everything back has no ticket.
-- name: list_refunded_with_tickets
SELECT o.id FROM orders o
WHERE o.status IN ('paid', 'partially_refunded', 'refunded') AND o.total > 0
  AND o.refunded = o.total
  AND EXISTS (SELECT 1 FROM order_lines i WHERE i.order_id = o.id AND i.refunded_at IS NULL)
LIMIT 20;

-- name: list_wrong_incidents
SELECT o.id FROM orders o
WHERE o.incident <> coalesce((
  SELECT i.kind FROM order_incidents i WHERE i.order_id = o.id AND i.cleared_at IS NULL
  ORDER BY i.id DESC LIMIT 1), '')
LIMIT 20;

-- name: list_refunded_sums
SELECT id, paid_attempt, refunded FROM orders WHERE paid_attempt IS NOT NULL;

-- name: list_paid_items
SELECT i.id, i.order_id, i.show_seat_id
FROM order_lines i JOIN orders o ON o.id = i.order_id
WHERE i.kind = 'ticket' AND o.status IN ('paid', 'partially_refunded', 'refunded') AND i.refunded_at IS NULL;

-- Who pays after the cancellation is refunded at once; who paid before is dealt with by it.
-- name: list_paid_after_cancelling
SELECT DISTINCT o.id FROM orders o JOIN order_lines i ON i.order_id = o.id
WHERE i.show_id = $1 AND i.refunded_at IS NULL AND o.paid_at > $2
  AND NOT EXISTS (SELECT 1 FROM show_change_orders c JOIN show_changes s ON s.id = c.change_id
    WHERE c.order_id = o.id AND s.show_id = i.show_id)
  AND NOT EXISTS (SELECT 1 FROM show_changes s WHERE s.show_id = i.show_id AND s.state = 'running')
LIMIT 20;

-- name: list_broken_adjustments
SELECT DISTINCT i.order_id FROM order_lines i
LEFT JOIN (
  SELECT line_id, order_id, sum(amount) AS amount FROM order_adjustments GROUP BY order_id, line_id
) a ON a.order_id = i.order_id AND a.line_id = i.id
WHERE coalesce(a.amount, 0) <> -i.discount OR i.discount > i.list_price
LIMIT 20;

-- Tickets of shows whose turns the order's steps do not take.
-- name: list_wrong_keys
SELECT DISTINCT o.id FROM orders o JOIN order_lines i ON i.order_id = o.id
WHERE i.show_id IS NOT NULL
  AND (',' || o.lane_keys || ',') NOT LIKE ('%,' || CAST(i.show_id AS text) || ',%')
LIMIT 20;

-- name: list_broken_tenders
SELECT o.id FROM orders o LEFT JOIN order_tenders t ON t.order_id = o.id
GROUP BY o.id, o.total, o.status, o.refunded
HAVING coalesce(sum(t.amount), 0) <> o.total
  OR (o.status IN ('paid', 'partially_refunded', 'refunded')
    AND coalesce(sum(t.captured), 0) <> o.total)
  OR (o.status NOT IN ('paid', 'partially_refunded', 'refunded')
    AND coalesce(sum(t.captured), 0) <> 0)
  OR coalesce(sum(t.refunded), 0) <> o.refunded
LIMIT 20;

-- name: list_broken_refunds
SELECT f.order_id FROM order_refunds f
JOIN (
  SELECT order_id, number, sum(amount) AS amount FROM order_refund_legs GROUP BY order_id, number
) g ON g.order_id = f.order_id AND g.number = f.number
LEFT JOIN (
  SELECT order_id, number, sum(amount) AS amount FROM order_refund_lines GROUP BY order_id, number
) l ON l.order_id = f.order_id AND l.number = f.number
WHERE g.amount <> coalesce(l.amount, 0)
LIMIT 20;

-- name: list_refunded_beyond_captured
SELECT g.order_id FROM order_refund_legs g
JOIN order_tenders t ON t.order_id = g.order_id AND t.position = g.tender
WHERE g.state <> 'failed'
GROUP BY g.order_id, g.tender, t.captured
HAVING sum(g.amount) > t.captured
LIMIT 20;

-- name: list_books
SELECT o.id, o.paid_attempt, CASE WHEN o.paid_at IS NULL THEN 0 ELSE o.total END,
  coalesce(g.standing, 0), coalesce(g.requested, 0)
FROM orders o
LEFT JOIN (
  SELECT order_id, CAST(sum(amount) AS bigint) AS standing,
    CAST(sum(CASE WHEN state = 'requested' THEN amount ELSE 0 END) AS bigint) AS requested
  FROM order_refund_legs WHERE state <> 'failed' GROUP BY order_id
) g ON g.order_id = o.id
ORDER BY o.id;

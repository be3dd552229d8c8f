-- name: list_broken_totals
SELECT o.id FROM orders o
WHERE o.total <> o.subtotal - o.discount + o.fees
    + (CASE WHEN o.tax_inclusive = 1 THEN 0 ELSE o.tax END)
LIMIT 20;

-- name: list_broken_shares
SELECT o.id FROM orders o LEFT JOIN order_items i ON i.order_id = o.id
GROUP BY o.id, o.subtotal, o.discount, o.fees, o.tax, o.total
HAVING coalesce(sum(i.price), 0) <> o.subtotal OR coalesce(sum(i.discount), 0) <> o.discount
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
  AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.refunded_at IS NULL)
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
FROM order_items i JOIN orders o ON o.id = i.order_id
WHERE o.status IN ('paid', 'partially_refunded', 'refunded') AND i.refunded_at IS NULL;

-- Who pays after the cancellation is refunded at once; who paid before is dealt with by it.
-- name: list_paid_after_cancelling
SELECT o.id FROM orders o
WHERE o.show_id = $1 AND o.paid_at > $2
  AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.refunded_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM show_change_orders c WHERE c.order_id = o.id)
  AND NOT EXISTS (SELECT 1 FROM show_changes s WHERE s.show_id = o.show_id AND s.state = 'running')
LIMIT 20;

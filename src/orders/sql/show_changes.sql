-- name: insert_show_change
INSERT INTO show_changes (id, show_id, kind, refund, message, was_starts_at, starts_at, state,
  orders_total, actor, created_at, finished_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, NULL)
ON CONFLICT DO NOTHING;

-- name: find_show_change
SELECT id, show_id, kind, refund, message, was_starts_at, starts_at, state, orders_total, actor,
  created_at, finished_at, given_up
FROM show_changes WHERE id = $1;

-- name: show_changes_of
SELECT id, show_id, kind, refund, message, was_starts_at, starts_at, state, orders_total, actor,
  created_at, finished_at, given_up
FROM show_changes WHERE show_id = $1 ORDER BY id DESC LIMIT 50;

-- name: running_show_change
SELECT id, show_id, kind, refund, message, was_starts_at, starts_at, state, orders_total, actor,
  created_at, finished_at, given_up
FROM show_changes WHERE show_id = $1 AND state = 'running';

-- name: give_up_show_change
UPDATE show_changes SET state = 'done', finished_at = $2, given_up = 1
WHERE id = $1 AND state = 'running';

-- name: finish_show_change
UPDATE show_changes SET state = 'done', finished_at = $2 WHERE id = $1 AND state = 'running';

-- name: delete_show_changes
DELETE FROM show_changes WHERE show_id = $1;

-- name: insert_changed_order
INSERT INTO show_change_orders (change_id, order_id, outcome, amount, currency, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: changed_orders
SELECT c.outcome, c.currency, count(*), CAST(sum(c.amount) AS bigint),
  CAST(sum(CASE WHEN EXISTS (SELECT 1 FROM order_incidents i WHERE i.order_id = o.id
    AND i.kind = 'refund_failed' AND i.cleared_at IS NULL) THEN 1 ELSE 0 END) AS bigint)
FROM show_change_orders c JOIN orders o ON o.id = c.order_id
WHERE c.change_id = $1
GROUP BY c.outcome, c.currency ORDER BY c.outcome, c.currency;

-- Orders that may still have tickets of the show or get them, and have not been dealt with.
-- name: orders_to_change
SELECT o.id FROM orders o
WHERE o.status IN ('pending', 'paid', 'partially_refunded') AND o.id > $3
  AND o.id IN (SELECT l.order_id FROM order_lines l WHERE l.show_id = $1)
  AND NOT EXISTS (SELECT 1 FROM show_change_orders c WHERE c.change_id = $2 AND c.order_id = o.id)
ORDER BY o.id LIMIT $4;

-- What of the orders is of the show.
-- name: concerned_orders
SELECT status, currency, count(*), CAST(sum(total - refunded) AS bigint),
  CAST(sum(tickets) AS bigint)
FROM (
  SELECT o.status, o.currency, l.total, l.tickets, coalesce(r.amount, 0) AS refunded
  FROM (
    SELECT order_id, sum(total) AS total,
      sum(CASE WHEN kind = 'ticket' AND refunded_at IS NULL THEN 1 ELSE 0 END) AS tickets
    FROM order_lines WHERE show_id = $1 GROUP BY order_id
  ) l
  JOIN orders o ON o.id = l.order_id
  LEFT JOIN (
    SELECT f.order_id, sum(f.amount) AS amount
    FROM order_refund_lines f
    JOIN order_refund_legs g ON g.order_id = f.order_id AND g.number = f.number
    WHERE f.show_id = $1 AND g.state = 'completed' GROUP BY f.order_id
  ) r ON r.order_id = l.order_id
  WHERE o.status IN ('pending', 'paid', 'partially_refunded')
) concerned
GROUP BY status, currency ORDER BY status, currency;

-- name: concerned_people
SELECT count(DISTINCT email_key) FROM orders o
WHERE o.status IN ('pending', 'paid', 'partially_refunded')
  AND o.id IN (SELECT l.order_id FROM order_lines l WHERE l.show_id = $1);

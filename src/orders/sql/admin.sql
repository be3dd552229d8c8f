-- name: list_newest
SELECT o.id, o.order_number, o.lane_keys, o.status, o.customer_name, o.customer_email, o.currency,
  o.total, o.refunded,
  (SELECT count(*) FROM order_lines i
    WHERE i.order_id = o.id AND i.kind = 'ticket' AND i.refunded_at IS NULL),
  o.created_at, o.paid_at, o.incident
FROM orders o
WHERE (CAST($1 AS bigint) IS NULL OR EXISTS (
    SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.show_id = $1))
  AND (CAST($2 AS text) IS NULL OR o.status = $2)
  AND (CAST($3 AS bigint) IS NULL OR o.created_at >= $3)
  AND (CAST($4 AS bigint) IS NULL OR o.created_at < $4)
  AND (CAST($5 AS text) IS NULL OR o.search_key LIKE $5 ESCAPE '\')
  AND o.id < $6
ORDER BY o.id DESC LIMIT $7;

-- Every other order: by a number that grows along the list ($6 names it), then by id.
-- name: list_sorted
SELECT id, order_number, lane_keys, status, customer_name, customer_email, currency, total, refunded,
  (SELECT count(*) FROM order_lines i
    WHERE i.order_id = sorted.id AND i.kind = 'ticket' AND i.refunded_at IS NULL),
  created_at, paid_at, incident
FROM (
  SELECT o.id, o.order_number, o.lane_keys, o.status, o.customer_name, o.customer_email, o.currency,
    o.total, o.refunded, o.created_at, o.paid_at, o.incident,
    CASE $6 WHEN 'total_up' THEN o.total WHEN 'total_down' THEN -o.total ELSE o.id END AS sort_key
  FROM orders o
  WHERE (CAST($1 AS bigint) IS NULL OR EXISTS (
    SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.show_id = $1))
    AND (CAST($2 AS text) IS NULL OR o.status = $2)
    AND (CAST($3 AS bigint) IS NULL OR o.created_at >= $3)
    AND (CAST($4 AS bigint) IS NULL OR o.created_at < $4)
    AND (CAST($5 AS text) IS NULL OR o.search_key LIKE $5 ESCAPE '\')
) sorted
WHERE sort_key > $7 OR (sort_key = $7 AND id > $8)
ORDER BY sort_key, id LIMIT $9;

-- name: count_orders
SELECT count(*) FROM orders o
WHERE (CAST($1 AS bigint) IS NULL OR EXISTS (
    SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.show_id = $1))
  AND (CAST($2 AS text) IS NULL OR o.status = $2)
  AND (CAST($3 AS bigint) IS NULL OR o.created_at >= $3)
  AND (CAST($4 AS bigint) IS NULL OR o.created_at < $4)
  AND (CAST($5 AS text) IS NULL OR o.search_key LIKE $5 ESCAPE '\');

-- What each show's lines brought, less what of it was given back for good.
-- name: revenue_by_show
SELECT s.show_id, s.currency, count(*), CAST(sum(s.total - s.refunded) AS bigint),
  CAST(sum(s.refunded) AS bigint)
FROM (
  SELECT l.show_id, o.currency, l.total, coalesce(r.amount, 0) AS refunded
  FROM (
    SELECT order_id, show_id, sum(total) AS total FROM order_lines
    WHERE show_id IS NOT NULL GROUP BY order_id, show_id
  ) l
  JOIN orders o ON o.id = l.order_id
  LEFT JOIN (
    SELECT f.order_id, f.show_id, sum(f.amount) AS amount
    FROM order_refund_lines f
    JOIN order_refund_legs g ON g.order_id = f.order_id AND g.number = f.number
    WHERE g.state = 'completed' GROUP BY f.order_id, f.show_id
  ) r ON r.order_id = l.order_id AND r.show_id = l.show_id
  WHERE o.paid_at IS NOT NULL
) s
GROUP BY s.show_id, s.currency ORDER BY s.show_id, s.currency;

-- name: totals_of_paid
SELECT currency, count(*), CAST(sum(total - refunded) AS bigint), CAST(sum(refunded) AS bigint)
FROM orders WHERE paid_at IS NOT NULL GROUP BY currency ORDER BY currency;

-- name: tickets_by_show
SELECT i.show_id, count(*)
FROM orders o JOIN order_lines i ON i.order_id = o.id
WHERE o.paid_at IS NOT NULL AND i.kind = 'ticket' AND i.refunded_at IS NULL
GROUP BY i.show_id;

-- Slots of a quarter of an hour, of which any zone's days can be put together.
-- name: sales_by_slot
SELECT slot, currency, count(*), CAST(sum(tickets) AS bigint), CAST(sum(revenue) AS bigint),
  CAST(sum(refunded) AS bigint)
FROM (
  SELECT o.paid_at / 900000 AS slot, o.currency, o.total - o.refunded AS revenue, o.refunded,
    (SELECT count(*) FROM order_lines i
    WHERE i.order_id = o.id AND i.kind = 'ticket' AND i.refunded_at IS NULL)
      AS tickets
  FROM orders o WHERE o.paid_at >= $1 AND o.paid_at < $2
) sold
GROUP BY slot, currency ORDER BY slot, currency;

-- name: tickets_by_show_at
SELECT i.show_id, count(*)
FROM orders o JOIN order_lines i ON i.order_id = o.id
WHERE o.paid_at < $1 AND i.kind = 'ticket' AND (i.refunded_at IS NULL OR i.refunded_at >= $1)
GROUP BY i.show_id;

-- name: count_pending
SELECT count(*) FROM orders WHERE status = 'pending' AND expires_at > $1;

-- name: count_incidents
SELECT count(*) FROM orders WHERE incident <> '';

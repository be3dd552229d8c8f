-- name: insert_line
INSERT INTO order_lines (order_id, position, id, kind, show_id, title, show_seat_id, seat_id,
  section, row_name, seat_number, seat_type, ticket_type, list_price, discount, fees, tax, tax_rate,
  tax_inclusive, total)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: lines_of_order
SELECT id, kind, show_id, title, show_seat_id, seat_id, section, row_name, seat_number, seat_type,
  ticket_type, list_price, discount, fees, tax, tax_rate, tax_inclusive, total, refunded_at
FROM order_lines WHERE order_id = $1 ORDER BY position;

-- name: mark_line_refunded
UPDATE order_lines SET refunded_at = $3
WHERE order_id = $1 AND id = $2 AND refunded_at IS NULL;

-- name: reinstate_line
UPDATE order_lines SET refunded_at = NULL
WHERE order_id = $1 AND id = $2 AND refunded_at IS NOT NULL;

-- name: insert_adjustment
INSERT INTO order_adjustments (order_id, line_id, position, source, label, amount)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: adjustments_of_order
SELECT line_id, source, label, amount FROM order_adjustments
WHERE order_id = $1 ORDER BY line_id, position;

-- name: insert_tender
INSERT INTO order_tenders (order_id, position, kind, label, amount, captured, refunded)
VALUES ($1, $2, $3, $4, $5, 0, 0);

-- name: tenders_of_order
SELECT position, kind, label, amount, captured, refunded, attempt FROM order_tenders
WHERE order_id = $1 ORDER BY position;

-- name: capture_card
UPDATE order_tenders SET captured = amount, attempt = $2
WHERE order_id = $1 AND kind = 'card' AND captured = 0;

-- name: add_refunded_to_tender
UPDATE order_tenders SET refunded = refunded + $3
WHERE order_id = $1 AND attempt = $2 AND refunded + $3 <= captured;

-- name: take_back_refunded_of_tender
UPDATE order_tenders SET refunded = refunded - $3
WHERE order_id = $1 AND attempt = $2 AND refunded >= $3;

-- name: next_order_refund
SELECT coalesce(max(number), 0) + 1 FROM order_refunds WHERE order_id = $1;

-- name: insert_order_refund
INSERT INTO order_refunds (order_id, number, reason, at) VALUES ($1, $2, $3, $4);

-- name: insert_refund_line
INSERT INTO order_refund_lines (order_id, number, position, line_id, show_id, amount, fees, tax)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: add_refunded_line
INSERT INTO order_refund_lines (order_id, number, position, line_id, show_id, amount, fees, tax)
SELECT $1, $2, coalesce(max(position), 0) + 1, $3, NULL, 0, 0, 0
FROM order_refund_lines WHERE order_id = $1 AND number = $2;

-- What was given back without saying for what is for these lines after all.
-- name: forget_refund_lines
DELETE FROM order_refund_lines WHERE order_id = $1 AND number = $2;

-- name: insert_refund_leg
INSERT INTO order_refund_legs (order_id, number, tender, amount, payment_refund, state)
VALUES ($1, $2, $3, $4, $5, 'requested');

-- name: change_refund_leg
UPDATE order_refund_legs SET state = $3 WHERE order_id = $1 AND payment_refund = $2;

-- name: refund_of_payment
SELECT number FROM order_refund_legs WHERE order_id = $1 AND payment_refund = $2;

-- name: refund_lines_of_order
SELECT f.payment_refund, l.line_id, l.show_id, l.amount, l.fees, l.tax
FROM order_refund_lines l
JOIN order_refund_legs f ON f.order_id = l.order_id AND f.number = l.number
WHERE l.order_id = $1 AND f.payment_refund IS NOT NULL
ORDER BY f.payment_refund, l.position;

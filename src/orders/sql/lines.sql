-- name: insert_line
insert into order_lines (order_id, position, id, kind, show_id, title, show_seat_id, seat_id,
  section, row_name, seat_number, seat_type, ticket_type, list_price, discount, fees, tax, tax_rate,
  tax_inclusive, total)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: lines_of_order
select id, kind, show_id, title, show_seat_id, seat_id, section, row_name, seat_number, seat_type,
  ticket_type, list_price, discount, fees, tax, tax_rate, tax_inclusive, total, refunded_at
from order_lines where order_id = $1 order by position;

-- name: mark_line_refunded
update order_lines set refunded_at = $3
where order_id = $1 and id = $2 and refunded_at is null;

-- name: reinstate_line
update order_lines set refunded_at = null
where order_id = $1 and id = $2 and refunded_at is not null;

-- name: insert_adjustment
insert into order_adjustments (order_id, line_id, position, source, label, amount)
values ($1, $2, $3, $4, $5, $6);

-- name: adjustments_of_order
select line_id, source, label, amount from order_adjustments
where order_id = $1 order by line_id, position;

-- name: insert_tender
insert into order_tenders (order_id, position, kind, label, amount, captured, refunded)
values ($1, $2, $3, $4, $5, 0, 0);

-- name: tenders_of_order
select position, kind, label, amount, captured, refunded, attempt from order_tenders
where order_id = $1 order by position;

-- name: capture_card
update order_tenders set captured = amount, attempt = $2
where order_id = $1 and kind = 'card' and captured = 0;

-- name: add_refunded_to_tender
update order_tenders set refunded = refunded + $3
where order_id = $1 and attempt = $2 and refunded + $3 <= captured;

-- name: take_back_refunded_of_tender
update order_tenders set refunded = refunded - $3
where order_id = $1 and attempt = $2 and refunded >= $3;

-- name: next_order_refund
select coalesce(max(number), 0) + 1 from order_refunds where order_id = $1;

-- name: insert_order_refund
insert into order_refunds (order_id, number, reason, at) values ($1, $2, $3, $4);

-- name: insert_refund_line
insert into order_refund_lines (order_id, number, position, line_id, show_id, amount, fees, tax)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: add_refunded_line
insert into order_refund_lines (order_id, number, position, line_id, show_id, amount, fees, tax)
select $1, $2, coalesce(max(position), 0) + 1, $3, null, 0, 0, 0
from order_refund_lines where order_id = $1 and number = $2;

-- What was given back without saying for what is for these lines after all.
-- name: forget_refund_lines
delete from order_refund_lines where order_id = $1 and number = $2;

-- name: insert_refund_leg
insert into order_refund_legs (order_id, number, tender, amount, payment_refund, state)
values ($1, $2, $3, $4, $5, 'requested');

-- name: change_refund_leg
update order_refund_legs set state = $3 where order_id = $1 and payment_refund = $2;

-- name: refund_of_payment
select number from order_refund_legs where order_id = $1 and payment_refund = $2;

-- name: refund_lines_of_order
select f.payment_refund, l.line_id, l.show_id, l.amount, l.fees, l.tax
from order_refund_lines l
join order_refund_legs f on f.order_id = l.order_id and f.number = l.number
where l.order_id = $1 and f.payment_refund is not null
order by f.payment_refund, l.position;

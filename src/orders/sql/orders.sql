-- name: insert_order
insert into orders (id, order_number, lane_keys, session_key, status, customer_name, customer_email,
  email_key, customer_phone, search_key, currency, subtotal, discount, fees, tax, tax_added, total,
  tax_inclusive, rounding, fee_lines, refunded, incident, created_at, expires_at, locale, hold_ids,
  version)
values ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, 0, '', $20, $21, $22, $23, 1)
on conflict (order_number) do nothing;

-- name: find_order
select id, order_number, lane_keys, session_key, status, customer_name, customer_email,
  customer_phone, currency, subtotal, discount, fees, tax, tax_added, total, tax_inclusive,
  fee_lines, refunded, paid_attempt, incident, created_at, expires_at, paid_at, locale, hold_ids,
  version
from orders where id = $1;

-- name: find_order_by_number
select id, order_number, lane_keys, session_key, status, customer_name, customer_email,
  customer_phone, currency, subtotal, discount, fees, tax, tax_added, total, tax_inclusive,
  fee_lines, refunded, paid_attempt, incident, created_at, expires_at, paid_at, locale, hold_ids,
  version
from orders where order_number = $1;

-- name: orders_of_session
select id, hold_ids from orders where session_key = $1 order by id desc limit $2;

-- name: mark_paid
update orders set status = $3, paid_attempt = $4, paid_at = $5 where id = $1 and status = $2;

-- name: change_status
update orders set status = $3 where id = $1 and status = $2;

-- name: add_refunded
update orders set status = $3, refunded = refunded + $4 where id = $1 and status = $2;

-- name: take_back_refunded
update orders set refunded = refunded - $2 where id = $1 and refunded >= $2;

-- Also of an order that has gone on meanwhile: news may come in any order and end alike.
-- name: change_expiry
update orders set expires_at = $2 where id = $1;

-- name: set_customer
update orders set customer_name = $2, customer_email = $3, email_key = $4, customer_phone = $5,
  search_key = $6, version = version + 1
where id = $1;

-- name: due_orders
select expires_at, id from orders
where status = 'pending' and expires_at <= $1
  and (expires_at > $2 or (expires_at = $2 and id > $3))
order by expires_at, id limit $4;

-- name: next_due
select expires_at from orders where status = 'pending' and expires_at > $1
order by expires_at limit 1;

-- name: orders_of_address
select id, order_number, lane_keys from orders
where email_key in ($1, $2) and paid_at is not null order by id desc limit $3;

-- name: any_order_of_show
select order_id from order_lines where show_id = $1 limit 1;

-- name: insert_event
insert into order_events (order_id, id, at, kind, actor, detail) values ($1, $2, $3, $4, $5, $6);

-- name: events_of_order
select at, kind, actor, detail from order_events where order_id = $1 order by id;

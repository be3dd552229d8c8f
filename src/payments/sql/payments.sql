-- name: payments_of_order
select order_id, attempt, show_id, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at
from payments where order_id = $1 order by attempt;

-- name: find_payment
select order_id, attempt, show_id, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at
from payments where order_id = $1 and attempt = $2;

-- name: insert_payment
insert into payments (order_id, attempt, show_id, provider, intent_id, amount, currency, status,
  refunded, created_at)
values ($1, $2, $3, $4, $5, $6, $7, 'open', 0, $8)
on conflict (order_id, attempt) do nothing;

-- What has been taken stays taken, whatever arrives later.
-- name: settle_payment
update payments set status = $3, settled_at = $4
where order_id = $1 and attempt = $2 and status <> 'succeeded' and status <> 'mismatched';

-- name: mark_processing
update payments set status = 'processing'
where order_id = $1 and attempt = $2 and status = 'open';

-- name: mark_open_again
update payments set status = 'open'
where order_id = $1 and attempt = $2 and status = 'processing';

-- name: mark_canceled
update payments set status = 'canceled', settled_at = $3
where order_id = $1 and attempt = $2 and (status = 'open' or status = 'processing');

-- name: add_refunded
update payments set refunded = refunded + $3
where order_id = $1 and attempt = $2 and status = 'succeeded' and refunded + $3 <= amount;

-- name: take_back_refunded
update payments set refunded = refunded - $3 where order_id = $1 and attempt = $2;

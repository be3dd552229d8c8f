-- name: payments_of_order
select order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
from payments where order_id = $1 order by attempt;

-- name: find_payment
select order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
from payments where order_id = $1 and attempt = $2;

-- name: find_payment_by_intent
select order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
from payments where intent_id = $1 order by order_id limit 1;

-- Those that may have changed without our hearing of it.
-- name: live_payments
select order_id, attempt, lane_keys, provider, intent_id, amount, currency, status, refunded,
  created_at, settled_at, news, processing_at
from payments
where (status = 'open' or status = 'processing') and provider = $1 and created_at < $2
  and (created_at > $3 or (created_at = $3 and order_id > $4))
order by created_at, order_id limit $5;

-- name: insert_payment
insert into payments (order_id, attempt, lane_keys, provider, intent_id, amount, currency, status,
  refunded, created_at)
values ($1, $2, $3, $4, $5, $6, $7, 'open', 0, $8)
on conflict (order_id, attempt) do nothing;

-- What has been taken stays taken, whatever arrives later.
-- name: settle_payment
update payments set status = $3, settled_at = $4
where order_id = $1 and attempt = $2 and status <> 'succeeded' and status <> 'mismatched';

-- What was taken is what can go back, whatever was asked for.
-- name: settle_mismatched
update payments set status = 'mismatched', amount = $3, currency = $4, settled_at = $5
where order_id = $1 and attempt = $2 and status <> 'succeeded'
  and (status <> 'mismatched' or (refunded = 0 and amount <> $3));

-- Open and processing follow each other in either order: the newer news win.
-- name: mark_live
update payments set status = $3, news = $4
where order_id = $1 and attempt = $2 and (status = 'open' or status = 'processing') and news < $4;

-- name: first_processing
update payments set processing_at = $3
where order_id = $1 and attempt = $2 and processing_at is null and status <> 'canceled';

-- name: mark_canceled
update payments set status = 'canceled', settled_at = $3
where order_id = $1 and attempt = $2 and (status = 'open' or status = 'processing');

-- name: add_refunded
update payments set refunded = refunded + $3
where order_id = $1 and attempt = $2 and (status = 'succeeded' or status = 'mismatched')
  and refunded + $3 <= amount;

-- name: take_back_refunded
update payments set refunded = refunded - $3 where order_id = $1 and attempt = $2;

-- name: insert_decline
insert into payment_declines (order_id, attempt, charge, decline_code, heard_at)
values ($1, $2, $3, $4, $5)
on conflict (order_id, attempt, charge) do nothing;

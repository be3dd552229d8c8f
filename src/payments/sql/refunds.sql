-- name: refunds_of_order
select order_id, number, attempt, show_id, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at
from refunds where order_id = $1 order by number;

-- name: find_refund
select order_id, number, attempt, show_id, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at
from refunds where order_id = $1 and number = $2;

-- name: next_refund_number
select coalesce(max(number), 0) + 1 from refunds where order_id = $1;

-- name: insert_refund
insert into refunds (order_id, number, attempt, show_id, intent_id, amount, fees, tax, currency,
  reason, status, provider_refund_id, failure, requested_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested', '', '', $11);

-- name: note_provider_refund
update refunds set provider_refund_id = $3
where order_id = $1 and number = $2 and status = 'requested';

-- name: finish_refund
update refunds set status = $3, provider_refund_id = $4, failure = $5, completed_at = $6
where order_id = $1 and number = $2 and status = 'requested';

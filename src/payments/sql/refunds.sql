-- name: refunds_of_order
select order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
from refunds where order_id = $1 order by number;

-- name: find_refund
select order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
from refunds where order_id = $1 and number = $2;

-- name: next_refund_number
select coalesce(max(number), 0) + 1 from refunds where order_id = $1;

-- name: insert_refund
insert into refunds (order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency,
  reason, status, provider_refund_id, failure, requested_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested', '', '', $11);

-- name: find_refund_of_provider
select order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
from refunds where provider_refund_id = $1 and origin = 'provider';

-- Made by somebody else: its id is known from the start.
-- name: insert_outside_refund
insert into refunds (order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency,
  reason, status, provider_refund_id, failure, requested_at, completed_at, origin)
values ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, $9, $10, $11, $12, $13, 'provider')
on conflict do nothing;

-- name: set_refund_parts
update refunds set fees = $3, tax = $4 where order_id = $1 and number = $2;

-- name: decide_refund
update refunds set decision = $3 where order_id = $1 and number = $2 and decision = 'nothing';

-- name: note_provider_refund
update refunds set provider_refund_id = $3
where order_id = $1 and number = $2 and status = 'requested';

-- name: finish_refund
update refunds set status = $3, provider_refund_id = $4, failure = $5, completed_at = $6
where order_id = $1 and number = $2 and status = 'requested';

-- name: requested_refunds_of_intent
select order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
from refunds where order_id = $1 and intent_id = $2 and status = 'requested' order by number;

-- name: requested_refunds
select order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency, reason, status,
  provider_refund_id, failure, requested_at, completed_at, origin, decision
from refunds
where status = 'requested' and requested_at < $1
  and (requested_at > $2 or (requested_at = $2 and order_id > $3)
    or (requested_at = $2 and order_id = $3 and number > $4))
order by requested_at, order_id, number limit $5;

-- name: completed_refunds
select r.order_id, r.number, r.attempt, r.lane_keys, r.intent_id, r.amount, r.fees, r.tax, r.currency,
  r.reason, r.status, r.provider_refund_id, r.failure, r.requested_at, r.completed_at, r.origin,
  r.decision
from refunds r
join payments p on p.order_id = r.order_id and p.attempt = r.attempt
where r.status = 'completed' and p.provider = $1 and r.requested_at >= $2
  and (r.order_id > $3 or (r.order_id = $3 and r.number > $4))
order by r.order_id, r.number limit $5;

-- A bank may send a refund back weeks after it was completed.
-- name: fail_completed_refund
update refunds set status = 'failed', failure = $3
where order_id = $1 and number = $2 and status = 'completed';

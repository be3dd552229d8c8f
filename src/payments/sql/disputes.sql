-- name: disputes_of_order
select dispute_id, order_id, attempt, amount, currency, reason, provider_status, status, answer_by,
  opened_at, closed_at
from disputes where order_id = $1 order by opened_at, dispute_id;

-- name: find_dispute
select dispute_id, order_id, attempt, amount, currency, reason, provider_status, status, answer_by,
  opened_at, closed_at
from disputes where dispute_id = $1;

-- name: insert_dispute
insert into disputes (dispute_id, order_id, attempt, amount, currency, reason, provider_status,
  status, answer_by, news, opened_at)
values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10)
on conflict (dispute_id) do nothing;

-- name: update_dispute
update disputes set amount = $2, provider_status = $3, answer_by = $4, news = $5
where dispute_id = $1 and status = 'open' and news < $5;

-- name: close_dispute
update disputes set status = $2, provider_status = $3, amount = $4, answer_by = $5, closed_at = $6
where dispute_id = $1 and status = 'open';

-- name: insert_test_payment
insert into test_payments (id, order_id, attempt, amount, currency, client_secret, status,
  decline_code, decline_after_action, refunds, refunded)
values ($1, $2, $3, $4, $5, $6, 'requires_payment_method', '', '', 'at_once', 0)
on conflict (id) do nothing;

-- name: find_test_payment
select id, order_id, attempt, amount, currency, client_secret, status, decline_code,
  decline_after_action, refunds, refunded, settles_at
from test_payments where id = $1;

-- name: update_test_payment
update test_payments set status = $2, decline_code = $3, decline_after_action = $4, refunds = $5,
  settles_at = $6
where id = $1;

-- name: processing_test_payments
select id, order_id, attempt, amount, currency, client_secret, status, decline_code,
  decline_after_action, refunds, refunded, settles_at
from test_payments where status = 'processing' order by settles_at limit $1;

-- name: add_test_refunded
update test_payments set refunded = refunded + $2
where id = $1 and status = 'succeeded' and refunded + $2 <= amount;

-- name: insert_test_refund
insert into test_refunds (id, payment_id, amount, status, failure, settles_at)
values ($1, $2, $3, $4, $5, $6);

-- name: find_test_refund
select id, payment_id, amount, status, failure, settles_at from test_refunds where id = $1;

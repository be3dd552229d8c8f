-- name: insert_finding
insert into payment_findings (kind, subject, order_id, ours, theirs, currency, first_seen_at,
  last_seen_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
on conflict (kind, subject) do nothing;

-- name: see_finding_again
update payment_findings set last_seen_at = $3 where kind = $1 and subject = $2;

-- What a whole run has looked for and not seen any more has settled itself.
-- name: forget_settled_findings
delete from payment_findings
where resolved_at is null and last_seen_at < $1 and first_seen_at >= $2;

-- What a person has seen to stays seen to, though every run sees it again.
-- name: resolve_finding
update payment_findings set resolved_at = $3
where kind = $1 and subject = $2 and resolved_at is null;

-- name: unbooked_refunds
select f.subject from payment_findings f
where f.kind = 'refund_outside'
  and not exists (select 1 from refunds r where r.provider_refund_id = f.subject)
order by f.subject limit $1;

-- name: open_findings
select kind, subject, order_id, ours, theirs, currency, first_seen_at, last_seen_at
from payment_findings where resolved_at is null
order by first_seen_at, kind, subject limit $1;

-- name: insert_run
insert into reconciliation_runs (started_at, finished_at, events, payments, refunds, repaired,
  findings, failure)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (started_at) do nothing;

-- name: last_run
select started_at, finished_at, events, payments, refunds, repaired, findings, failure
from reconciliation_runs order by started_at desc limit 1;

-- name: forget_runs
delete from reconciliation_runs where started_at < $1;

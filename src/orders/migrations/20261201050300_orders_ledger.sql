-- What orders did before there was a ledger, in the same sets that they post from now on. Of an
-- order of old only its show is known, not the rate of its tax.
insert into ledger_sets (cause, order_id, currency, at)
select 'sale ' || cast(id as text), id, currency, paid_at
from orders where paid_at is not null and total > 0;

-- With tax in the prices the fees have their part of it.
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'sale ' || cast(id as text), 1, 'receivable', total, null, ''
from orders where paid_at is not null and total > 0;
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'sale ' || cast(s.id as text), 2, 'revenue', -(s.total - s.fees - s.tax), s.show_id, ''
from (
  select o.id, o.total, o.tax, cast(o.lane_keys as bigint) as show_id,
    o.fees - (case when o.tax_inclusive = 1 then o.tax * o.fees / o.total else 0 end) as fees
  from orders o where o.paid_at is not null and o.total > 0
) s where s.total - s.fees - s.tax <> 0;
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'sale ' || cast(s.id as text), 3, 'fees', -s.fees, s.show_id, ''
from (
  select o.id, cast(o.lane_keys as bigint) as show_id,
    o.fees - (case when o.tax_inclusive = 1 then o.tax * o.fees / o.total else 0 end) as fees
  from orders o where o.paid_at is not null and o.total > 0
) s where s.fees <> 0;
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'sale ' || cast(id as text), 4, 'tax', -tax, cast(lane_keys as bigint), ''
from orders where paid_at is not null and total > 0 and tax <> 0;

-- Payments that were taken: of the order, or of nothing.
insert into ledger_sets (cause, order_id, currency, at)
select 'payment ' || cast(order_id as text) || '/' || cast(attempt as text), order_id, currency,
  coalesce(settled_at, created_at)
from payments where status in ('succeeded', 'mismatched');
insert into ledger_postings (cause, position, account, amount, subject)
select 'payment ' || cast(order_id as text) || '/' || cast(attempt as text), 1, 'provider', amount, ''
from payments where status in ('succeeded', 'mismatched');
insert into ledger_postings (cause, position, account, amount, subject)
select 'payment ' || cast(p.order_id as text) || '/' || cast(p.attempt as text), 2,
  case when o.paid_attempt = p.attempt then 'receivable' else 'unapplied' end, -p.amount, ''
from payments p join orders o on o.id = p.order_id
where p.status in ('succeeded', 'mismatched');

-- Refunds of the payment that counts, unless they came to nothing.
insert into ledger_sets (cause, order_id, currency, at)
select 'refund ' || cast(r.order_id as text) || '/' || cast(r.number as text), r.order_id,
  r.currency, r.requested_at
from refunds r join orders o on o.id = r.order_id
where r.status <> 'failed' and r.attempt = o.paid_attempt;
insert into ledger_postings (cause, position, account, amount, subject)
select 'refund ' || cast(r.order_id as text) || '/' || cast(r.number as text), 1, 'receivable',
  -r.amount, ''
from refunds r join orders o on o.id = r.order_id
where r.status <> 'failed' and r.attempt = o.paid_attempt;
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'refund ' || cast(s.order_id as text) || '/' || cast(s.number as text), 10 * s.position + 2,
  case when s.line_id is null then 'goodwill' else 'revenue' end, s.amount - s.fees - s.tax,
  s.show_id, ''
from (
  select f.order_id, f.number, f.position, f.line_id, f.show_id, f.amount, f.tax,
    f.fees - (case when o.tax_inclusive = 1 and f.amount > 0 then f.tax * f.fees / f.amount
      else 0 end) as fees
  from order_refund_lines f
  join order_refund_legs g on g.order_id = f.order_id and g.number = f.number
  join orders o on o.id = f.order_id
  where g.state <> 'failed'
) s where s.amount - s.fees - s.tax <> 0;
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'refund ' || cast(s.order_id as text) || '/' || cast(s.number as text), 10 * s.position + 3,
  'fees', s.fees, s.show_id, ''
from (
  select f.order_id, f.number, f.position, f.show_id,
    f.fees - (case when o.tax_inclusive = 1 and f.amount > 0 then f.tax * f.fees / f.amount
      else 0 end) as fees
  from order_refund_lines f
  join order_refund_legs g on g.order_id = f.order_id and g.number = f.number
  join orders o on o.id = f.order_id
  where g.state <> 'failed'
) s where s.fees <> 0;
insert into ledger_postings (cause, position, account, amount, show_id, subject)
select 'refund ' || cast(f.order_id as text) || '/' || cast(f.number as text), 10 * f.position + 4,
  'tax', f.tax, f.show_id, ''
from order_refund_lines f
join order_refund_legs g on g.order_id = f.order_id and g.number = f.number
where g.state <> 'failed' and f.tax <> 0;

-- What the provider has given back for good.
insert into ledger_sets (cause, order_id, currency, at)
select 'payout ' || cast(order_id as text) || '/' || cast(number as text), order_id, currency,
  coalesce(completed_at, requested_at)
from refunds where status = 'completed';
insert into ledger_postings (cause, position, account, amount, subject)
select 'payout ' || cast(r.order_id as text) || '/' || cast(r.number as text), 1,
  case when r.attempt = o.paid_attempt then 'receivable' else 'unapplied' end, r.amount, ''
from refunds r join orders o on o.id = r.order_id where r.status = 'completed';
insert into ledger_postings (cause, position, account, amount, subject)
select 'payout ' || cast(order_id as text) || '/' || cast(number as text), 2, 'provider', -amount, ''
from refunds where status = 'completed';

-- What banks claim or have won.
insert into ledger_sets (cause, order_id, currency, at)
select 'dispute ' || dispute_id, order_id, currency, opened_at from disputes;
insert into ledger_postings (cause, position, account, amount, subject)
select 'dispute ' || dispute_id, 1, 'disputed', amount, dispute_id from disputes where amount <> 0;
insert into ledger_postings (cause, position, account, amount, subject)
select 'dispute ' || dispute_id, 2, 'provider', -amount, dispute_id from disputes where amount <> 0;
insert into ledger_sets (cause, order_id, currency, at)
select 'dispute over ' || dispute_id, order_id, currency, coalesce(closed_at, opened_at)
from disputes where status <> 'open';
insert into ledger_postings (cause, position, account, amount, subject)
select 'dispute over ' || dispute_id, 1, 'disputed', -amount, dispute_id
from disputes where status <> 'open' and amount <> 0;
insert into ledger_postings (cause, position, account, amount, subject)
select 'dispute over ' || dispute_id, 2, case when status = 'lost' then 'losses' else 'provider' end,
  amount, dispute_id
from disputes where status <> 'open' and amount <> 0;

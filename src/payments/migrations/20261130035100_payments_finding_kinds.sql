-- A dispute about a payment that nobody here knows is a finding, too.
create table payment_findings_now (
  kind text not null check (kind in ('unknown_payment', 'payment_not_at_provider',
    'amount_differs', 'refund_outside', 'refund_amount_differs', 'refund_not_at_provider',
    'unknown_dispute')),
  subject text not null,
  order_id bigint,
  ours bigint,
  theirs bigint,
  currency text not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null,
  resolved_at bigint,
  primary key (kind, subject)
);
insert into payment_findings_now (kind, subject, order_id, ours, theirs, currency, first_seen_at,
  last_seen_at, resolved_at)
select kind, subject, order_id, ours, theirs, currency, first_seen_at, last_seen_at, resolved_at
from payment_findings;
drop table payment_findings;
alter table payment_findings_now rename to payment_findings;

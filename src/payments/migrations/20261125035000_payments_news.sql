-- A payment remembers how new the news are that made it what it is: messages that come late or in
-- another order change nothing (rule 16).
alter table payments add column news bigint not null default 0;
alter table payments add column processing_at bigint;
create index payments_by_intent on payments (intent_id);

-- Each declined card is told once, however often the provider repeats it.
create table payment_declines (
  order_id bigint not null,
  attempt bigint not null,
  charge text not null,
  decline_code text not null,
  heard_at bigint not null,
  primary key (order_id, attempt, charge)
);

-- Money that a buyer's bank claims back.
create table disputes (
  dispute_id text primary key,
  order_id bigint not null,
  attempt bigint not null,
  amount bigint not null,
  currency text not null,
  reason text not null,
  provider_status text not null,
  status text not null check (status in ('open', 'won', 'lost', 'closed')),
  answer_by bigint,
  news bigint not null,
  opened_at bigint not null,
  closed_at bigint
);
create index disputes_by_order on disputes (order_id);

-- What the provider and we see differently and nobody but a person can settle (O12).
create table payment_findings (
  kind text not null check (kind in ('unknown_payment', 'payment_not_at_provider',
    'amount_differs', 'refund_outside', 'refund_amount_differs', 'refund_not_at_provider')),
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

create table reconciliation_runs (
  started_at bigint primary key,
  finished_at bigint not null,
  events bigint not null,
  payments bigint not null,
  refunds bigint not null,
  repaired bigint not null,
  findings bigint not null,
  failure text not null
);

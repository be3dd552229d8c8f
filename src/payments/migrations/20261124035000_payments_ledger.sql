-- One PaymentIntent per order and attempt. `refunded` counts what has been requested or given back:
-- the constraint, not a prior read, keeps it within what was paid (rule 18).
create table payments (
  order_id bigint not null,
  attempt bigint not null check (attempt >= 1),
  show_id bigint not null,
  provider text not null,
  intent_id text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('open', 'processing', 'succeeded', 'canceled',
    'mismatched')),
  refunded bigint not null,
  created_at bigint not null,
  settled_at bigint,
  primary key (order_id, attempt),
  check (refunded >= 0 and refunded <= amount)
);

-- Requested before the provider is called, completed by its answer.
create table refunds (
  order_id bigint not null,
  number bigint not null check (number >= 1),
  attempt bigint not null,
  show_id bigint not null,
  intent_id text not null,
  amount bigint not null check (amount > 0),
  fees bigint not null,
  tax bigint not null,
  currency text not null,
  reason text not null,
  status text not null check (status in ('requested', 'completed', 'failed')),
  provider_refund_id text not null,
  failure text not null,
  requested_at bigint not null,
  completed_at bigint,
  primary key (order_id, number),
  foreign key (order_id, attempt) references payments (order_id, attempt)
);
create index refunds_unfinished on refunds (requested_at) where status = 'requested';

-- Which messages of a provider have been applied; kept 90 days (rule 44).
create table provider_events (
  event_id text primary key,
  event_type text not null,
  received_at bigint not null
);

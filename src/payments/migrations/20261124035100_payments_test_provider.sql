-- The built-in test provider's own books: it plays a company elsewhere and shares no row with ours.
-- The id is made from the idempotency key, so that repeating a request finds the same row.
create table test_payments (
  id bigint primary key,
  order_id bigint not null,
  attempt bigint not null,
  amount bigint not null,
  currency text not null,
  client_secret text not null,
  status text not null check (status in ('requires_payment_method', 'requires_action',
    'processing', 'succeeded', 'canceled')),
  decline_code text not null,
  decline_after_action text not null,
  refunds text not null check (refunds in ('at_once', 'late', 'fails')),
  refunded bigint not null,
  settles_at bigint,
  check (refunded >= 0 and refunded <= amount)
);
create index test_payments_processing on test_payments (settles_at) where status = 'processing';

create table test_refunds (
  id bigint primary key,
  payment_id bigint not null references test_payments (id),
  amount bigint not null check (amount > 0),
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  failure text not null,
  settles_at bigint
);

-- An order holds tickets of several shows: its lines say which. `lane_keys` are the turns that
-- whatever changes it takes. `tax_added` is the tax that is not in the prices.
create table orders_new (
  id bigint primary key,
  order_number text not null unique,
  session_key bytea not null,
  status text not null check (status in ('pending', 'awaiting', 'paying', 'paid',
    'partially_refunded', 'refunded', 'cancelled', 'expired')),
  customer_name text not null,
  customer_email text not null,
  email_key text not null,
  customer_phone text,
  search_key text not null,
  currency text not null,
  subtotal bigint not null,
  discount bigint not null,
  fees bigint not null,
  tax bigint not null,
  total bigint not null,
  tax_inclusive integer not null,
  rounding text not null,
  fee_lines text not null,
  refunded bigint not null,
  paid_attempt bigint,
  incident text not null,
  created_at bigint not null,
  expires_at bigint not null,
  paid_at bigint,
  locale text not null default '',
  version bigint not null default 1,
  lane_keys text not null default '',
  tax_added bigint not null default 0,
  hold_ids text not null default '',
  check (total = subtotal - discount + fees + tax_added),
  check (tax_added >= 0 and tax_added <= tax),
  check (refunded >= 0 and refunded <= total)
);
insert into orders_new
select id, order_number, session_key, status, customer_name, customer_email, email_key,
  customer_phone, search_key, currency, subtotal, discount, fees, tax, total, tax_inclusive,
  rounding, fee_lines, refunded, paid_attempt, incident, created_at, expires_at, paid_at, locale,
  version, cast(show_id as text), case when tax_inclusive = 1 then 0 else tax end,
  coalesce(cast(hold_id as text), '')
from orders;
drop table orders;
alter table orders_new rename to orders;
create index orders_due on orders (expires_at) where status = 'pending';
create index orders_by_email on orders (email_key) where paid_at is not null;
create index orders_by_paid on orders (paid_at) where paid_at is not null;
create index orders_by_session on orders (session_key, id);

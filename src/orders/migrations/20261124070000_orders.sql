-- Totals are fixed when the order is made (rule 13) and add up by constraint (rule 12).
-- `refunded` is what has come back, `paid_attempt` which payment counts.
create table orders (
  id bigint primary key,
  order_number text not null unique,
  show_id bigint not null references shows (id),
  session_key bytea not null,
  status text not null check (status in ('pending', 'paid', 'partially_refunded', 'refunded',
    'cancelled', 'expired')),
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
  check (total = subtotal - discount + fees + (case when tax_inclusive = 1 then 0 else tax end)),
  check (refunded >= 0 and refunded <= total)
);
create index orders_by_show on orders (show_id, id);
-- What the sweeper looks for.
create index orders_due on orders (expires_at) where status = 'pending';
-- For links by mail; orders that never were paid are nobody's business.
create index orders_by_email on orders (email_key) where paid_at is not null;

-- One ticket's exact share of the order, under the labels it was sold with (rules 12, 51).
-- `refunded_at`: when its ticket became void by a refund.
create table order_items (
  order_id bigint not null references orders (id),
  position bigint not null,
  id bigint not null,
  show_seat_id bigint not null,
  seat_id bigint not null,
  section text not null,
  row_name text not null,
  seat_number text not null,
  seat_type text not null,
  ticket_type text not null,
  price bigint not null,
  discount bigint not null,
  fees bigint not null,
  tax bigint not null,
  total bigint not null,
  refunded_at bigint,
  primary key (order_id, position)
);

-- The timeline. `kind` is a step or a remark about one; `actor` is buyer, system, provider or the
-- id of a user; `detail` is for people.
create table order_events (
  order_id bigint not null references orders (id),
  id bigint not null,
  at bigint not null,
  kind text not null,
  actor text not null,
  detail text not null,
  primary key (order_id, id)
);

-- A show that was cancelled or moved, and how far its buyers have been told and refunded (S8).
-- One change of a show runs at a time.
create table show_changes (
  id bigint primary key,
  show_id bigint not null references shows (id),
  kind text not null check (kind in ('cancel', 'move')),
  refund integer not null,
  message text not null,
  was_starts_at bigint not null,
  starts_at bigint not null,
  state text not null check (state in ('running', 'done')),
  orders_total bigint not null,
  actor text not null,
  created_at bigint not null,
  finished_at bigint
);
create index show_changes_by_show on show_changes (show_id, id);
create unique index show_changes_running on show_changes (show_id) where state = 'running';

-- What the change has done about one order: the row is written with the effect, so each is done
-- once. `amount` is what was asked back from the provider.
create table show_change_orders (
  change_id bigint not null references show_changes (id),
  order_id bigint not null references orders (id),
  outcome text not null check (outcome in ('told', 'refunded', 'ended', 'left')),
  amount bigint not null,
  currency text not null,
  at bigint not null,
  primary key (change_id, order_id)
);

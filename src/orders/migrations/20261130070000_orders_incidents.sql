-- What a person must look at: a list, each cleared by itself. `subject` says what it is about within
-- the order: a refund's or payment's number, a dispute's id. orders.incident keeps the newest open
-- kind, for lists.
create table order_incidents (
  id bigint primary key,
  order_id bigint not null references orders (id),
  kind text not null,
  subject text not null,
  detail text not null,
  at bigint not null,
  cleared_at bigint
);
create unique index order_incidents_open on order_incidents (order_id, kind, subject)
  where cleared_at is null;
create index order_incidents_by_order on order_incidents (order_id, id);

insert into order_incidents (id, order_id, kind, subject, detail, at)
select id, id, incident, '', '', coalesce(paid_at, created_at) from orders where incident <> '';

-- Whose tickets a refund made void, so that they can be made good again should it fail.
create table order_refund_items (
  order_id bigint not null references orders (id),
  number bigint not null,
  item_id bigint not null,
  primary key (order_id, number, item_id)
);

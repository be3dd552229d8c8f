-- name: list_newest
select o.id, o.order_number, o.lane_keys, o.status, o.customer_name, o.customer_email, o.currency,
  o.total, o.refunded,
  (select count(*) from order_lines i
    where i.order_id = o.id and i.kind = 'ticket' and i.refunded_at is null),
  o.created_at, o.paid_at, o.incident
from orders o
where (cast($1 as bigint) is null or exists (
    select 1 from order_lines l where l.order_id = o.id and l.show_id = $1))
  and (cast($2 as text) is null or o.status = $2)
  and (cast($3 as bigint) is null or o.created_at >= $3)
  and (cast($4 as bigint) is null or o.created_at < $4)
  and (cast($5 as text) is null or o.search_key like $5 escape '\')
  and o.id < $6
order by o.id desc limit $7;

-- Every other order: by a number that grows along the list ($6 names it), then by id.
-- name: list_sorted
select id, order_number, lane_keys, status, customer_name, customer_email, currency, total, refunded,
  (select count(*) from order_lines i
    where i.order_id = sorted.id and i.kind = 'ticket' and i.refunded_at is null),
  created_at, paid_at, incident
from (
  select o.id, o.order_number, o.lane_keys, o.status, o.customer_name, o.customer_email, o.currency,
    o.total, o.refunded, o.created_at, o.paid_at, o.incident,
    case $6 when 'total_up' then o.total when 'total_down' then -o.total else o.id end as sort_key
  from orders o
  where (cast($1 as bigint) is null or exists (
    select 1 from order_lines l where l.order_id = o.id and l.show_id = $1))
    and (cast($2 as text) is null or o.status = $2)
    and (cast($3 as bigint) is null or o.created_at >= $3)
    and (cast($4 as bigint) is null or o.created_at < $4)
    and (cast($5 as text) is null or o.search_key like $5 escape '\')
) sorted
where sort_key > $7 or (sort_key = $7 and id > $8)
order by sort_key, id limit $9;

-- name: count_orders
select count(*) from orders o
where (cast($1 as bigint) is null or exists (
    select 1 from order_lines l where l.order_id = o.id and l.show_id = $1))
  and (cast($2 as text) is null or o.status = $2)
  and (cast($3 as bigint) is null or o.created_at >= $3)
  and (cast($4 as bigint) is null or o.created_at < $4)
  and (cast($5 as text) is null or o.search_key like $5 escape '\');

-- What each show's lines brought, less what of it was given back for good.
-- name: revenue_by_show
select s.show_id, s.currency, count(*), cast(sum(s.total - s.refunded) as bigint),
  cast(sum(s.refunded) as bigint)
from (
  select l.show_id, o.currency, l.total, coalesce(r.amount, 0) as refunded
  from (
    select order_id, show_id, sum(total) as total from order_lines
    where show_id is not null group by order_id, show_id
  ) l
  join orders o on o.id = l.order_id
  left join (
    select f.order_id, f.show_id, sum(f.amount) as amount
    from order_refund_lines f
    join order_refund_legs g on g.order_id = f.order_id and g.number = f.number
    where g.state = 'completed' group by f.order_id, f.show_id
  ) r on r.order_id = l.order_id and r.show_id = l.show_id
  where o.paid_at is not null
) s
group by s.show_id, s.currency order by s.show_id, s.currency;

-- name: totals_of_paid
select currency, count(*), cast(sum(total - refunded) as bigint), cast(sum(refunded) as bigint)
from orders where paid_at is not null group by currency order by currency;

-- name: tickets_by_show
select i.show_id, count(*)
from orders o join order_lines i on i.order_id = o.id
where o.paid_at is not null and i.kind = 'ticket' and i.refunded_at is null
group by i.show_id;

-- Slots of a quarter of an hour, of which any zone's days can be put together.
-- name: sales_by_slot
select slot, currency, count(*), cast(sum(tickets) as bigint), cast(sum(revenue) as bigint),
  cast(sum(refunded) as bigint)
from (
  select o.paid_at / 900000 as slot, o.currency, o.total - o.refunded as revenue, o.refunded,
    (select count(*) from order_lines i
    where i.order_id = o.id and i.kind = 'ticket' and i.refunded_at is null)
      as tickets
  from orders o where o.paid_at >= $1 and o.paid_at < $2
) sold
group by slot, currency order by slot, currency;

-- name: tickets_by_show_at
select i.show_id, count(*)
from orders o join order_lines i on i.order_id = o.id
where o.paid_at < $1 and i.kind = 'ticket' and (i.refunded_at is null or i.refunded_at >= $1)
group by i.show_id;

-- name: count_pending
select count(*) from orders where status = 'pending' and expires_at > $1;

-- name: count_incidents
select count(*) from orders where incident <> '';

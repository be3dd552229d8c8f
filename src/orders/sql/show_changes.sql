-- name: insert_show_change
insert into show_changes (id, show_id, kind, refund, message, was_starts_at, starts_at, state,
  orders_total, actor, created_at, finished_at)
values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, null)
on conflict do nothing;

-- name: find_show_change
select id, show_id, kind, refund, message, was_starts_at, starts_at, state, orders_total, actor,
  created_at, finished_at, given_up
from show_changes where id = $1;

-- name: show_changes_of
select id, show_id, kind, refund, message, was_starts_at, starts_at, state, orders_total, actor,
  created_at, finished_at, given_up
from show_changes where show_id = $1 order by id desc limit 50;

-- name: running_show_change
select id, show_id, kind, refund, message, was_starts_at, starts_at, state, orders_total, actor,
  created_at, finished_at, given_up
from show_changes where show_id = $1 and state = 'running';

-- name: give_up_show_change
update show_changes set state = 'done', finished_at = $2, given_up = 1
where id = $1 and state = 'running';

-- name: finish_show_change
update show_changes set state = 'done', finished_at = $2 where id = $1 and state = 'running';

-- name: delete_show_changes
delete from show_changes where show_id = $1;

-- name: insert_changed_order
insert into show_change_orders (change_id, order_id, outcome, amount, currency, at)
values ($1, $2, $3, $4, $5, $6)
on conflict do nothing;

-- name: changed_orders
select c.outcome, c.currency, count(*), cast(sum(c.amount) as bigint),
  cast(sum(case when exists (select 1 from order_incidents i where i.order_id = o.id
    and i.kind = 'refund_failed' and i.cleared_at is null) then 1 else 0 end) as bigint)
from show_change_orders c join orders o on o.id = c.order_id
where c.change_id = $1
group by c.outcome, c.currency order by c.outcome, c.currency;

-- Orders that may still have tickets of the show or get them, and have not been dealt with.
-- name: orders_to_change
select o.id from orders o
where o.status in ('pending', 'paid', 'partially_refunded') and o.id > $3
  and exists (select 1 from order_lines l where l.order_id = o.id and l.show_id = $1)
  and not exists (select 1 from show_change_orders c where c.change_id = $2 and c.order_id = o.id)
order by o.id limit $4;

-- What of the orders is of the show.
-- name: concerned_orders
select status, currency, count(*), cast(sum(total - refunded) as bigint),
  cast(sum(tickets) as bigint)
from (
  select o.status, o.currency, l.total, l.tickets, coalesce(r.amount, 0) as refunded
  from (
    select order_id, sum(total) as total,
      sum(case when kind = 'ticket' and refunded_at is null then 1 else 0 end) as tickets
    from order_lines where show_id = $1 group by order_id
  ) l
  join orders o on o.id = l.order_id
  left join (
    select f.order_id, sum(f.amount) as amount
    from order_refund_lines f
    join order_refund_legs g on g.order_id = f.order_id and g.number = f.number
    where f.show_id = $1 and g.state = 'completed' group by f.order_id
  ) r on r.order_id = l.order_id
  where o.status in ('pending', 'paid', 'partially_refunded')
) concerned
group by status, currency order by status, currency;

-- name: concerned_people
select count(distinct email_key) from orders o
where o.status in ('pending', 'paid', 'partially_refunded')
  and exists (select 1 from order_lines l where l.order_id = o.id and l.show_id = $1);

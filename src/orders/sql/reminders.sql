-- name: find_reminder
select done_at from show_reminders where show_id = $1 and starts_at = $2;

-- name: insert_reminder
insert into show_reminders (show_id, starts_at, done_at) values ($1, $2, $3)
on conflict (show_id, starts_at) do nothing;

-- name: orders_to_remind
select o.id, o.customer_email from orders o
where o.id > $2 and o.status in ('paid', 'partially_refunded')
  and exists (select 1 from order_lines l
    where l.order_id = o.id and l.show_id = $1 and l.refunded_at is null)
order by o.id limit $3;

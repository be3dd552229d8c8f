-- name: find_reminder
select done_at from show_reminders where show_id = $1 and starts_at = $2;

-- name: insert_reminder
insert into show_reminders (show_id, starts_at, done_at) values ($1, $2, $3)
on conflict (show_id, starts_at) do nothing;

-- name: orders_to_remind
select id, customer_email from orders
where show_id = $1 and id > $2 and status in ('paid', 'partially_refunded')
order by id limit $3;

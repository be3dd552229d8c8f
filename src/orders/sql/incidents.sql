-- name: insert_incident
insert into order_incidents (id, order_id, kind, subject, detail, at)
values ($1, $2, $3, $4, $5, $6)
on conflict do nothing;

-- name: open_incidents
select id, kind, subject, detail, at from order_incidents
where order_id = $1 and cleared_at is null order by id;

-- name: clear_incident
update order_incidents set cleared_at = $3
where order_id = $1 and id = $2 and cleared_at is null;

-- name: settle_incident
update order_incidents set cleared_at = $4
where order_id = $1 and kind = $2 and (subject = $3 or subject = '') and cleared_at is null;

-- The newest is the one that lists show.
-- name: show_newest_incident
update orders set incident = coalesce((
  select i.kind from order_incidents i where i.order_id = orders.id and i.cleared_at is null
  order by i.id desc limit 1), '')
where id = $1;

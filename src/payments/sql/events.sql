-- name: keep_event
insert into provider_events (event_id, event_type, received_at) values ($1, $2, $3)
on conflict (event_id) do nothing;

-- name: count_event
select count(*) from provider_events where event_id = $1;

-- name: forget_events
delete from provider_events where received_at < $1;

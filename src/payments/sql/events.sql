-- name: keep_event
INSERT INTO provider_events (event_id, event_type, received_at) VALUES ($1, $2, $3)
ON CONFLICT (event_id) DO NOTHING;

-- name: count_event
SELECT count(*) FROM provider_events WHERE event_id = $1;

-- name: forget_events
DELETE FROM provider_events WHERE received_at < $1;

-- name: find_clock
SELECT session_key, show_id, expires_at, extended FROM hold_clocks
WHERE session_key = $1 AND show_id = $2 AND expires_at > $3;

-- name: keep_clock
INSERT INTO hold_clocks (session_key, show_id, expires_at, extended) VALUES ($1, $2, $3, $4)
ON CONFLICT (session_key, show_id) DO UPDATE
SET expires_at = excluded.expires_at, extended = excluded.extended;

-- name: end_clock
DELETE FROM hold_clocks WHERE session_key = $1 AND show_id = $2;

-- name: forget_clocks
DELETE FROM hold_clocks WHERE expires_at < $1;

-- name: delete_clocks_of_show
DELETE FROM hold_clocks WHERE show_id = $1;

-- name: count_claims_of_network
SELECT count(*) FROM (
  SELECT 1 FROM seat_claims
  WHERE show_id = $1 AND network = $2 AND expires_at > $3 AND holder_kind <> 'ticket'
  LIMIT $4) counted;

-- name: insert_hold
INSERT INTO holds (id, show_id, session_key, status, expires_at, extended, seats, currency,
  terms_version)
VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8);

-- name: find_hold
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM holds WHERE id = $1;

-- name: find_active_hold
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM holds WHERE session_key = $1 AND show_id = $2 AND status = 'active';

-- name: list_holds_of_session
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM holds WHERE session_key = $1 AND status = 'active' AND expires_at > $2
ORDER BY expires_at, id;

-- name: end_hold
UPDATE holds SET status = $2 WHERE id = $1 AND status = 'active';

-- name: extend_hold
UPDATE holds SET expires_at = $2, extended = 1 WHERE id = $1 AND status = 'active';

-- name: list_active_holds
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM holds WHERE show_id = $1 AND status = 'active';

-- name: list_due_shows
SELECT DISTINCT show_id FROM holds WHERE status = 'active' AND expires_at <= $1;

-- name: list_due_holds_of_show
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM holds WHERE show_id = $1 AND status = 'active' AND expires_at <= $2
ORDER BY expires_at LIMIT $3;

-- name: find_next_due
SELECT min(expires_at) FROM holds WHERE status = 'active';

-- name: forget_holds
DELETE FROM holds WHERE id IN (
  SELECT id FROM holds WHERE status <> 'active' AND expires_at < $1 LIMIT $2);

-- name: delete_holds_of_show
DELETE FROM holds WHERE show_id = $1;

-- name: list_all_active_holds
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM holds WHERE status = 'active';

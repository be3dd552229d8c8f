-- name: insert_session
INSERT INTO user_sessions (id, token_hash, user_id, created_at, last_seen_at, address, user_agent)
VALUES ($1, $2, $3, $4, $4, $5, $6);

-- name: find_session
SELECT s.id, s.created_at, s.last_seen_at, u.id, u.role, u.email
FROM user_sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_hash = $1 AND u.status = 'active';

-- name: touch_session
UPDATE user_sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2;

-- name: list_sessions
SELECT id, user_id, created_at, last_seen_at, address, user_agent FROM user_sessions
WHERE user_id = $1 AND created_at > $2 AND last_seen_at > $3 ORDER BY id DESC;

-- name: delete_session
DELETE FROM user_sessions WHERE id = $1 AND user_id = $2;

-- name: delete_session_by_token
DELETE FROM user_sessions WHERE token_hash = $1 RETURNING user_id;

-- name: delete_sessions_of_user
DELETE FROM user_sessions WHERE user_id = $1;

-- name: delete_oldest_sessions
DELETE FROM user_sessions WHERE user_id = $1 AND id IN
  (SELECT id FROM user_sessions WHERE user_id = $1 ORDER BY id DESC LIMIT 1000 OFFSET $2);

-- name: delete_ended_sessions
DELETE FROM user_sessions WHERE id IN
  (SELECT id FROM user_sessions WHERE created_at <= $1 OR last_seen_at <= $2 LIMIT $3);

-- name: insert_token
INSERT INTO api_tokens (id, name, token_hash, role, created_by, created_at, expires_at,
                        last_used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL);

-- name: find_token
SELECT t.id, t.role, t.expires_at, t.last_used_at, u.id, u.role, u.email
FROM api_tokens t JOIN users u ON u.id = t.created_by
WHERE t.token_hash = $1 AND u.status = 'active';

-- name: touch_token
UPDATE api_tokens SET last_used_at = $2 WHERE id = $1;

-- name: list_tokens
SELECT id, name, role, created_by, created_at, expires_at, last_used_at FROM api_tokens
WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: count_tokens
SELECT count(*) FROM api_tokens;

-- name: find_token_by_id
SELECT id, name, role, created_by, created_at, expires_at, last_used_at FROM api_tokens
WHERE id = $1;

-- name: delete_token
DELETE FROM api_tokens WHERE id = $1;

-- name: delete_tokens_of_user
DELETE FROM api_tokens WHERE created_by = $1;

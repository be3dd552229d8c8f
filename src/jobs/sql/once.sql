-- name: find_answer
SELECT body_hash, answer FROM idempotency_keys WHERE key_hash = $1 AND created_at > $2;

-- name: keep_answer
INSERT INTO idempotency_keys (key_hash, body_hash, answer, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (key_hash) DO UPDATE
SET body_hash = excluded.body_hash, answer = excluded.answer, created_at = excluded.created_at
WHERE idempotency_keys.created_at <= $5;

-- name: forget_old_answers
DELETE FROM idempotency_keys WHERE key_hash IN
  (SELECT key_hash FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT $2);

-- name: find_attempts
SELECT failed_1, failed_2, blocked_until FROM attempt_limits WHERE key = $1;

-- name: lock_attempts
INSERT INTO attempt_limits (key, failed_1, failed_2, blocked_until, updated_at)
VALUES ($1, 0, 0, 0, $2)
ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at
RETURNING failed_1, failed_2, blocked_until;

-- name: update_attempts
UPDATE attempt_limits SET failed_1 = $2, failed_2 = $3, blocked_until = $4 WHERE key = $1;

-- name: delete_attempts
DELETE FROM attempt_limits WHERE key = $1;

-- name: forget_old_attempts
DELETE FROM attempt_limits WHERE key IN
  (SELECT key FROM attempt_limits WHERE updated_at <= $1 AND blocked_until <= $2
   ORDER BY updated_at LIMIT $3);

-- name: insert_secret
INSERT INTO house_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING;

-- name: find_secret
SELECT value FROM house_secrets WHERE name = $1;

-- name: find_subject_failures
SELECT failures, last_failed_at FROM subject_failures WHERE key = $1;

-- name: count_subject_failure
INSERT INTO subject_failures (key, failures, last_failed_at) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN subject_failures.last_failed_at > $3
    THEN subject_failures.failures + 1 ELSE 1 END,
  last_failed_at = excluded.last_failed_at;

-- name: forget_old_subjects
DELETE FROM subject_failures WHERE key IN
  (SELECT key FROM subject_failures WHERE last_failed_at <= $1 ORDER BY last_failed_at LIMIT $2);

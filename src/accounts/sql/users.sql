-- name: insert_user
INSERT INTO users (id, email, email_key, name, role, status, password_hash, totp_secret,
                   totp_pending, totp_last_step, version, created_at, last_login_at)
VALUES ($1, $2, $3, $4, $5, 'active', $6, NULL, NULL, 0, 1, $7, NULL)
ON CONFLICT (email_key) DO NOTHING;

-- name: find_user
SELECT id, email, name, role, status, password_hash, totp_secret, totp_pending, totp_last_step,
       version, created_at, last_login_at
FROM users WHERE id = $1 AND status <> 'deleted';

-- name: find_user_by_email
SELECT id, email, name, role, status, password_hash, totp_secret, totp_pending, totp_last_step,
       version, created_at, last_login_at
FROM users WHERE email_key = $1 AND status <> 'deleted';

-- name: update_user
UPDATE users SET email = $2, email_key = $3, name = $4, role = $5, status = $6, password_hash = $7,
                 totp_secret = $8, totp_pending = $9, totp_last_step = $10, version = version + 1
WHERE id = $1;

-- name: find_other_with_email
SELECT id FROM users WHERE email_key = $1 AND id <> $2;

-- name: erase_user
UPDATE users SET email = '', email_key = $2, name = '', status = 'deleted', password_hash = '',
                 totp_secret = NULL, totp_pending = NULL, version = version + 1
WHERE id = $1;

-- name: record_login
UPDATE users SET last_login_at = $2, totp_last_step = $3 WHERE id = $1;

-- name: lock_admins
UPDATE users SET role = role WHERE role = 'admin' AND status = 'active';

-- name: count_admins
SELECT count(*) FROM users WHERE role = 'admin' AND status = 'active';

-- name: list_users_by_email
SELECT id, email, name, role, status, password_hash, totp_secret, totp_pending, totp_last_step,
       version, created_at, last_login_at
FROM users
WHERE status <> 'deleted' AND (CAST($1 AS text) IS NULL OR role = $1)
  AND (CAST($2 AS text) IS NULL OR status = $2) AND email_key > $3
ORDER BY email_key LIMIT $4;

-- name: list_users_newest_first
SELECT id, email, name, role, status, password_hash, totp_secret, totp_pending, totp_last_step,
       version, created_at, last_login_at
FROM users
WHERE status <> 'deleted' AND (CAST($1 AS text) IS NULL OR role = $1)
  AND (CAST($2 AS text) IS NULL OR status = $2) AND id < $3
ORDER BY id DESC LIMIT $4;

-- name: count_users
SELECT count(*) FROM users
WHERE status <> 'deleted' AND (CAST($1 AS text) IS NULL OR role = $1)
  AND (CAST($2 AS text) IS NULL OR status = $2);

-- name: insert_key
INSERT INTO signing_keys (number, seed, public_key, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (number) DO NOTHING;

-- name: all_keys
SELECT number, seed, public_key, created_at FROM signing_keys ORDER BY number;

-- name: find_terms
SELECT version, body FROM show_terms WHERE show_id = $1 AND version = $2;

-- name: find_newest_terms
SELECT version, body FROM show_terms WHERE show_id = $1 ORDER BY version DESC LIMIT 1;

-- name: find_terms_version
SELECT max(version) FROM show_terms WHERE show_id = $1;

-- name: insert_terms
INSERT INTO show_terms (show_id, version, body, written_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;

-- name: delete_terms_of_show
DELETE FROM show_terms WHERE show_id = $1;

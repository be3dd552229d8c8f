-- name: make_head
INSERT INTO audit_head (id, last_id, hash) VALUES (1, 0, $1) ON CONFLICT (id) DO NOTHING;

-- name: take_turn
UPDATE audit_head SET last_id = last_id + 1 WHERE id = 1 RETURNING last_id, hash;

-- name: insert_row
INSERT INTO audit_log (id, at, actor, actor_role, action, subject, subject_id, before_json,
                       after_json, address, request_id, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: move_head
UPDATE audit_head SET hash = $1 WHERE id = 1;

-- name: find_head
SELECT last_id, hash FROM audit_head WHERE id = 1;

-- name: all_rows
SELECT id, at, actor, actor_role, action, subject, subject_id, before_json, after_json, address,
       request_id, hash
FROM audit_log ORDER BY id;

-- name: list_newest_first
SELECT id, at, actor, actor_role, action, subject, subject_id, before_json, after_json, address,
       request_id, hash
FROM audit_log
WHERE (CAST($1 AS text) IS NULL OR actor = $1) AND (CAST($2 AS text) IS NULL OR action = $2)
  AND (CAST($3 AS text) IS NULL OR subject = $3) AND (CAST($4 AS text) IS NULL OR subject_id = $4)
  AND at >= $5 AND at < $6 AND id < $7
ORDER BY id DESC LIMIT $8;

-- name: list_oldest_first
SELECT id, at, actor, actor_role, action, subject, subject_id, before_json, after_json, address,
       request_id, hash
FROM audit_log
WHERE (CAST($1 AS text) IS NULL OR actor = $1) AND (CAST($2 AS text) IS NULL OR action = $2)
  AND (CAST($3 AS text) IS NULL OR subject = $3) AND (CAST($4 AS text) IS NULL OR subject_id = $4)
  AND at >= $5 AND at < $6 AND id > $7
ORDER BY id LIMIT $8;

-- name: count_rows
SELECT count(*) FROM audit_log
WHERE (CAST($1 AS text) IS NULL OR actor = $1) AND (CAST($2 AS text) IS NULL OR action = $2)
  AND (CAST($3 AS text) IS NULL OR subject = $3) AND (CAST($4 AS text) IS NULL OR subject_id = $4)
  AND at >= $5 AND at < $6;

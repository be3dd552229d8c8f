-- name: insert_scan
INSERT INTO scans (id, ticket_id, show_id, scan_id, request_hash, result, gate, scanned_at,
  recorded_at, scanned_by, first_at, first_gate, direction, passed, offline, conflict)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (scan_id) DO NOTHING;

-- name: find_scan
SELECT id, ticket_id, request_hash, direction, result, passed, first_at, first_gate
FROM scans WHERE scan_id = $1;

-- name: pass_scan
UPDATE scans SET passed = 1, offline = 1, result = 'admitted', scanned_at = $2, gate = $3,
  conflict = $4
WHERE id = $1;

-- name: first_admission
SELECT scanned_at, gate FROM scans
WHERE ticket_id = $1 AND passed = 1 AND direction = 'entry' AND undone_at IS NULL
  AND show_id = (SELECT show_id FROM tickets WHERE id = $1)
ORDER BY scanned_at, coalesce(scan_id, ''), id LIMIT 1;

-- name: passages_of_ticket
SELECT id, coalesce(scan_id, ''), direction, scanned_at, gate, offline, recorded_at, conflict
FROM scans
WHERE ticket_id = $1 AND show_id = $2 AND passed = 1 AND undone_at IS NULL
ORDER BY scanned_at, coalesce(scan_id, ''), id;

-- name: set_conflict
UPDATE scans SET conflict = $2 WHERE id = $1;

-- name: undo_passages
UPDATE scans SET undone_at = $2, undone_by = $3, conflict = NULL
WHERE ticket_id = $1 AND passed = 1 AND undone_at IS NULL;

-- name: count_by_gate
SELECT gate,
  sum(CASE WHEN passed = 1 AND direction = 'entry' AND undone_at IS NULL THEN 1 ELSE 0 END),
  sum(CASE WHEN passed = 0 THEN 1 ELSE 0 END),
  sum(CASE WHEN passed = 1 AND direction = 'exit' AND undone_at IS NULL THEN 1 ELSE 0 END),
  max(scanned_at)
FROM scans WHERE show_id = $1 GROUP BY gate ORDER BY gate;

-- name: count_open_conflicts
SELECT count(*) FROM scans
WHERE show_id = $1 AND conflict IS NOT NULL AND conflict_seen_at IS NULL;

-- name: list_conflicts
SELECT id, ticket_id, show_id, direction, gate, scanned_at, recorded_at, offline, conflict,
  conflict_seen_at, conflict_seen_by, conflict_note
FROM scans
WHERE conflict IS NOT NULL AND id < $1
  AND (CAST($2 AS bigint) IS NULL OR show_id = $2)
  AND ($3 = 1 OR conflict_seen_at IS NULL)
  AND (CAST($4 AS text) IS NULL OR conflict = $4)
  AND (CAST($5 AS text) IS NULL OR gate = $5)
ORDER BY id DESC LIMIT $6;

-- name: count_listed_conflicts
SELECT count(*) FROM scans
WHERE conflict IS NOT NULL
  AND (CAST($1 AS bigint) IS NULL OR show_id = $1)
  AND ($2 = 1 OR conflict_seen_at IS NULL)
  AND (CAST($3 AS text) IS NULL OR conflict = $3)
  AND (CAST($4 AS text) IS NULL OR gate = $4);

-- name: find_conflict
SELECT id, ticket_id, show_id, direction, gate, scanned_at, recorded_at, offline, conflict,
  conflict_seen_at, conflict_seen_by, conflict_note
FROM scans WHERE id = $1 AND conflict IS NOT NULL;

-- name: list_scans
SELECT s.id, s.result, s.direction, s.gate, s.scanned_at, s.recorded_at, s.offline, s.scanned_by,
  s.undone_at, s.conflict, s.conflict_seen_at, t.id, t.ticket_number, t.order_id, t.holder_name,
  t.section, t.row_name, t.seat_number, t.status
FROM scans s LEFT JOIN tickets t ON t.id = s.ticket_id
WHERE s.show_id = $1
  AND (CAST($2 AS bigint) IS NULL OR s.scanned_at < $2 OR (s.scanned_at = $2 AND s.id < $3))
  AND (CAST($4 AS text) IS NULL OR s.gate = $4)
  AND (CAST($5 AS text) IS NULL OR s.result = $5)
  AND (CAST($6 AS text) IS NULL OR s.direction = $6)
  AND (CAST($7 AS bigint) IS NULL OR s.passed = $7)
  AND (CAST($8 AS bigint) IS NULL OR s.offline = $8)
  AND (CAST($9 AS text) IS NULL OR t.search_text LIKE $9 ESCAPE '!')
ORDER BY s.scanned_at DESC, s.id DESC LIMIT $10;

-- name: count_scans
SELECT count(*)
FROM scans s LEFT JOIN tickets t ON t.id = s.ticket_id
WHERE s.show_id = $1
  AND (CAST($2 AS text) IS NULL OR s.gate = $2)
  AND (CAST($3 AS text) IS NULL OR s.result = $3)
  AND (CAST($4 AS text) IS NULL OR s.direction = $4)
  AND (CAST($5 AS bigint) IS NULL OR s.passed = $5)
  AND (CAST($6 AS bigint) IS NULL OR s.offline = $6)
  AND (CAST($7 AS text) IS NULL OR t.search_text LIKE $7 ESCAPE '!');

-- name: conflict_of_scan
SELECT conflict FROM scans WHERE scan_id = $1;

-- name: mark_conflict_seen
UPDATE scans SET conflict_seen_at = $2, conflict_seen_by = $3, conflict_note = $4
WHERE id = $1 AND conflict IS NOT NULL AND conflict_seen_at IS NULL;

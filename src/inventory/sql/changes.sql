-- name: advance_sequence
INSERT INTO show_sequences (show_id, sequence, map_version, changes) VALUES ($1, $2, 0, $3)
ON CONFLICT (show_id) DO UPDATE
SET sequence = show_sequences.sequence + $2, changes = show_sequences.changes + $3
RETURNING sequence, changes;

-- name: count_change
UPDATE show_sequences SET changes = changes + $2 WHERE show_id = $1 RETURNING sequence, changes;

-- name: find_numbers
SELECT sequence, changes FROM show_sequences WHERE show_id = $1;

-- name: list_changes_of_shows
SELECT show_id, changes FROM show_sequences;

-- name: set_map_version
INSERT INTO show_sequences (show_id, sequence, map_version, changes) VALUES ($1, 0, $2, 0)
ON CONFLICT (show_id) DO UPDATE SET map_version = $2;

-- name: delete_sequence
DELETE FROM show_sequences WHERE show_id = $1;

-- name: list_shows_with_seats
SELECT show_id FROM show_sequences ORDER BY show_id DESC LIMIT 200;

-- name: write_change
INSERT INTO seat_changes (show_id, last_number, body, written_at) VALUES ($1, $2, $3, $4);

-- name: list_changes_since
SELECT body FROM seat_changes WHERE show_id = $1 AND last_number > $2 ORDER BY last_number;

-- name: forget_changes
DELETE FROM seat_changes WHERE written_at < $1;

-- name: delete_changes_of_show
DELETE FROM seat_changes WHERE show_id = $1;

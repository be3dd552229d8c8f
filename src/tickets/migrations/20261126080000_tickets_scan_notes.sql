-- What somebody of staff did about a conflict, in their words; "" when nothing is to be said.
ALTER TABLE scans ADD COLUMN conflict_note text NOT NULL DEFAULT '';
-- The log of a door, the newest first.
CREATE INDEX scans_by_time ON scans (show_id, scanned_at, id);

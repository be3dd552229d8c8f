-- Who is inside, and scans that were made without the network (rules 23, 48, 49).
ALTER TABLE tickets ADD COLUMN presence text NOT NULL DEFAULT 'outside'
  CHECK (presence IN ('inside', 'outside'));
UPDATE tickets SET presence = 'inside' WHERE status = 'used';

-- For leaving, `result` says 'admitted' of who left and 'already_used' of who was not inside.
ALTER TABLE scans ADD COLUMN direction text NOT NULL DEFAULT 'entry'
  CHECK (direction IN ('entry', 'exit'));
-- Whether somebody went through the door: the fact that is merged, whatever was right.
ALTER TABLE scans ADD COLUMN passed bigint NOT NULL DEFAULT 0;
UPDATE scans SET passed = 1 WHERE result = 'admitted';
-- Decided by the scanner alone.
ALTER TABLE scans ADD COLUMN offline bigint NOT NULL DEFAULT 0;
-- Why staff should look at it; worked out anew from all scans of the ticket at every merge.
ALTER TABLE scans ADD COLUMN conflict text
  CHECK (conflict IN ('admitted_twice', 'not_inside', 'void', 'wrong_show', 'not_found'));
ALTER TABLE scans ADD COLUMN conflict_seen_at bigint;
ALTER TABLE scans ADD COLUMN conflict_seen_by bigint;
CREATE INDEX scans_in_conflict ON scans (show_id, id) WHERE conflict IS NOT NULL;

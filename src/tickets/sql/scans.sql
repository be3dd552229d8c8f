-- name: insert_scan
insert into scans (id, ticket_id, show_id, scan_id, request_hash, result, gate, scanned_at,
  recorded_at, scanned_by, first_at, first_gate, direction, passed, offline, conflict)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (scan_id) do nothing;

-- name: find_scan
select id, ticket_id, request_hash, direction, result, passed, first_at, first_gate
from scans where scan_id = $1;

-- name: pass_scan
update scans set passed = 1, offline = 1, result = 'admitted', scanned_at = $2, gate = $3,
  conflict = $4
where id = $1;

-- name: first_admission
select scanned_at, gate from scans
where ticket_id = $1 and passed = 1 and direction = 'entry' and undone_at is null
  and show_id = (select show_id from tickets where id = $1)
order by scanned_at, coalesce(scan_id, ''), id limit 1;

-- name: passages_of_ticket
select id, coalesce(scan_id, ''), direction, scanned_at, gate, offline, recorded_at, conflict
from scans
where ticket_id = $1 and show_id = $2 and passed = 1 and undone_at is null
order by scanned_at, coalesce(scan_id, ''), id;

-- name: set_conflict
update scans set conflict = $2 where id = $1;

-- name: undo_passages
update scans set undone_at = $2, undone_by = $3, conflict = null
where ticket_id = $1 and passed = 1 and undone_at is null;

-- name: count_by_gate
select gate,
  sum(case when passed = 1 and direction = 'entry' and undone_at is null then 1 else 0 end),
  sum(case when passed = 0 then 1 else 0 end),
  sum(case when passed = 1 and direction = 'exit' and undone_at is null then 1 else 0 end),
  max(scanned_at)
from scans where show_id = $1 group by gate order by gate;

-- name: count_open_conflicts
select count(*) from scans
where show_id = $1 and conflict is not null and conflict_seen_at is null;

-- name: list_conflicts
select id, ticket_id, show_id, direction, gate, scanned_at, recorded_at, offline, conflict,
  conflict_seen_at, conflict_seen_by
from scans
where conflict is not null and id < $1
  and (cast($2 as bigint) is null or show_id = $2)
  and ($3 = 1 or conflict_seen_at is null)
order by id desc limit $4;

-- name: find_conflict
select id, ticket_id, show_id, direction, gate, scanned_at, recorded_at, offline, conflict,
  conflict_seen_at, conflict_seen_by
from scans where id = $1 and conflict is not null;

-- name: conflict_of_scan
select conflict from scans where scan_id = $1;

-- name: mark_conflict_seen
update scans set conflict_seen_at = $2, conflict_seen_by = $3
where id = $1 and conflict is not null and conflict_seen_at is null;

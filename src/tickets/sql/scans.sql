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
  conflict_seen_at, conflict_seen_by, conflict_note
from scans
where conflict is not null and id < $1
  and (cast($2 as bigint) is null or show_id = $2)
  and ($3 = 1 or conflict_seen_at is null)
  and (cast($4 as text) is null or conflict = $4)
  and (cast($5 as text) is null or gate = $5)
order by id desc limit $6;

-- name: count_listed_conflicts
select count(*) from scans
where conflict is not null
  and (cast($1 as bigint) is null or show_id = $1)
  and ($2 = 1 or conflict_seen_at is null)
  and (cast($3 as text) is null or conflict = $3)
  and (cast($4 as text) is null or gate = $4);

-- name: find_conflict
select id, ticket_id, show_id, direction, gate, scanned_at, recorded_at, offline, conflict,
  conflict_seen_at, conflict_seen_by, conflict_note
from scans where id = $1 and conflict is not null;

-- name: list_scans
select s.id, s.result, s.direction, s.gate, s.scanned_at, s.recorded_at, s.offline, s.scanned_by,
  s.undone_at, s.conflict, s.conflict_seen_at, t.id, t.ticket_number, t.order_id, t.holder_name,
  t.section, t.row_name, t.seat_number, t.status
from scans s left join tickets t on t.id = s.ticket_id
where s.show_id = $1
  and (cast($2 as bigint) is null or s.scanned_at < $2 or (s.scanned_at = $2 and s.id < $3))
  and (cast($4 as text) is null or s.gate = $4)
  and (cast($5 as text) is null or s.result = $5)
  and (cast($6 as text) is null or s.direction = $6)
  and (cast($7 as bigint) is null or s.passed = $7)
  and (cast($8 as bigint) is null or s.offline = $8)
  and (cast($9 as text) is null or t.search_text like $9 escape '!')
order by s.scanned_at desc, s.id desc limit $10;

-- name: count_scans
select count(*)
from scans s left join tickets t on t.id = s.ticket_id
where s.show_id = $1
  and (cast($2 as text) is null or s.gate = $2)
  and (cast($3 as text) is null or s.result = $3)
  and (cast($4 as text) is null or s.direction = $4)
  and (cast($5 as bigint) is null or s.passed = $5)
  and (cast($6 as bigint) is null or s.offline = $6)
  and (cast($7 as text) is null or t.search_text like $7 escape '!');

-- name: conflict_of_scan
select conflict from scans where scan_id = $1;

-- name: mark_conflict_seen
update scans set conflict_seen_at = $2, conflict_seen_by = $3, conflict_note = $4
where id = $1 and conflict is not null and conflict_seen_at is null;

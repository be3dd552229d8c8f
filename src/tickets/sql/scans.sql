-- name: insert_scan
insert into scans (id, ticket_id, show_id, scan_id, request_hash, result, gate, scanned_at,
  recorded_at, scanned_by, first_at, first_gate)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (scan_id) do nothing;

-- name: find_scan
select ticket_id, request_hash, result, first_at, first_gate from scans where scan_id = $1;

-- name: first_admission
select scanned_at, gate from scans
where ticket_id = $1 and result = 'admitted' and undone_at is null
order by scanned_at, id limit 1;

-- name: undo_admissions
update scans set undone_at = $2, undone_by = $3
where ticket_id = $1 and result = 'admitted' and undone_at is null;

-- name: count_by_gate
select gate,
  sum(case when result = 'admitted' and undone_at is null then 1 else 0 end),
  sum(case when result <> 'admitted' then 1 else 0 end),
  max(scanned_at)
from scans where show_id = $1 group by gate order by gate;

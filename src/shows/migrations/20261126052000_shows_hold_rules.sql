-- What a buyer's choice may do to its neighbours (rules 8, 9, 46, 47). accessible_release_logged is
-- the release time that the audit log knows of.
alter table ticket_configs add column orphan_seats text not null default 'warn'
  check (orphan_seats in ('warn', 'refuse'));
alter table ticket_configs add column accessible_release_at bigint;
alter table ticket_configs add column accessible_release_logged bigint;

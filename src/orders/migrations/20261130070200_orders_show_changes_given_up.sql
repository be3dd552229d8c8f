-- A change whose job failed for good makes room for the next one of its show, which deals with the
-- orders that are left.
alter table show_changes add column given_up integer not null default 0;

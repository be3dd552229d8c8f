-- Shows whose guests have been reminded, by the start that they were reminded of.
create table show_reminders (
  show_id bigint not null,
  starts_at bigint not null,
  done_at bigint not null,
  primary key (show_id, starts_at)
);

-- How often staff or a new generation changed what the seat is: sent as its ETag.
alter table show_seats add column version bigint not null default 1;

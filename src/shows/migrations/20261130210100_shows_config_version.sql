-- How often the configuration was saved: its ETag. A show without a row, which sells by the defaults,
-- is at version 1.
alter table ticket_configs add column version bigint not null default 1;

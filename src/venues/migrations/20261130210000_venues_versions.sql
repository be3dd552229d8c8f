-- How often a thing was changed that people edit on its own: sent as its ETag, asked for as If-Match.
alter table venue_sections add column version bigint not null default 1;
alter table price_zones add column version bigint not null default 1;
alter table seats add column version bigint not null default 1;

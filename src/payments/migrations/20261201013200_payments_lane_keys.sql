-- An order may be of several shows: a payment and a refund name every turn that news of them take,
-- as "12,77".
alter table payments add column lane_keys text not null default '0';
update payments set lane_keys = cast(show_id as text);
alter table payments drop column show_id;
alter table refunds add column lane_keys text not null default '0';
update refunds set lane_keys = cast(show_id as text);
alter table refunds drop column show_id;

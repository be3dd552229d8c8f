-- When the sale was ended for good; of shows that were cancelled before this was kept, the last
-- change is the nearest that is known.
alter table shows add column cancelled_at bigint;
update shows set cancelled_at = updated_at where status = 'cancelled';

-- name: find_show
select s.id, s.recital_id, s.venue_id, s.title, s.starts_at, s.time_zone, s.doors_at,
  s.sales_start, s.sales_end, s.status, s.layout_version, s.version, r.title, r.slug
from shows s join recitals r on r.id = s.recital_id
where s.id = $1;

-- name: find_show_status
select status from shows where id = $1;

-- name: list_cancelled_shows
select id, cancelled_at from shows where status = 'cancelled' and cancelled_at is not null;

-- name: list_shows
select s.id, s.recital_id, s.venue_id, s.title, s.starts_at, s.time_zone, s.doors_at,
  s.sales_start, s.sales_end, s.status, s.layout_version, s.version, r.title, r.slug
from shows s join recitals r on r.id = s.recital_id
where (cast($1 as bigint) is null or s.recital_id = $1)
  and (cast($2 as bigint) is null or s.venue_id = $2)
  and (cast($3 as bigint) is null or s.starts_at >= $3)
  and (cast($4 as bigint) is null or s.starts_at < $4)
order by s.starts_at, s.id;

-- name: insert_show
insert into shows (id, recital_id, venue_id, title, starts_at, time_zone, doors_at, sales_start,
  sales_end, status, layout_version, version, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1, $11, $11);

-- name: update_show
update shows set recital_id = $2, venue_id = $3, title = $4, starts_at = $5, time_zone = $6,
  doors_at = $7, sales_start = $8, sales_end = $9, status = $10, version = version + 1,
  updated_at = $11,
  cancelled_at = case when $10 = 'cancelled' then coalesce(cancelled_at, $11) end
where id = $1;

-- name: update_sale_window
update shows set sales_start = $2, sales_end = $3, version = version + 1, updated_at = $4
where id = $1;

-- name: advance_layout_version
update shows set layout_version = layout_version + 1 where id = $1 returning layout_version;

-- name: delete_show
delete from shows where id = $1;

-- name: shows_of_venue
select id from shows where venue_id = $1 order by id;

-- name: shows_of_recital
select id from shows where recital_id = $1 order by id;

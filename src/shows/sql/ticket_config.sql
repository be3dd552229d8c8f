-- name: find_config
select currency, max_tickets_per_order, hold_minutes, tax_name, tax_percent_milli, tax_inclusive,
  rounding, orphan_seats, accessible_release_at, version
from ticket_configs where show_id = $1;

-- name: list_config_zones
select price_zone_id, enabled, price from ticket_config_zones
where show_id = $1 order by price_zone_id;

-- name: list_ticket_types
select name, price_zone_id, price from ticket_types where show_id = $1 order by position;

-- name: list_fees
select name, kind, amount from ticket_fees where show_id = $1 order by position;

-- name: list_configs_to_come
select c.currency, c.max_tickets_per_order, c.hold_minutes, c.tax_name, c.tax_percent_milli,
  c.tax_inclusive, c.rounding, c.orphan_seats, c.accessible_release_at, c.version,
  c.show_id
from ticket_configs c join shows s on s.id = c.show_id where s.starts_at > $1;

-- name: list_config_zones_to_come
select c.price_zone_id, c.enabled, c.price, c.show_id
from ticket_config_zones c join shows s on s.id = c.show_id where s.starts_at > $1
order by c.price_zone_id;

-- name: list_ticket_types_to_come
select t.name, t.price_zone_id, t.price, t.show_id
from ticket_types t join shows s on s.id = t.show_id where s.starts_at > $1 order by t.position;

-- name: list_fees_to_come
select f.name, f.kind, f.amount, f.show_id
from ticket_fees f join shows s on s.id = f.show_id where s.starts_at > $1 order by f.position;

-- name: upsert_config
insert into ticket_configs (show_id, currency, max_tickets_per_order, hold_minutes, tax_name,
  tax_percent_milli, tax_inclusive, rounding, orphan_seats, accessible_release_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (show_id) do update set currency = excluded.currency,
  max_tickets_per_order = excluded.max_tickets_per_order, hold_minutes = excluded.hold_minutes,
  tax_name = excluded.tax_name, tax_percent_milli = excluded.tax_percent_milli,
  tax_inclusive = excluded.tax_inclusive, rounding = excluded.rounding,
  orphan_seats = excluded.orphan_seats, accessible_release_at = excluded.accessible_release_at,
  version = ticket_configs.version + 1;

-- name: touch_config
update ticket_configs set version = version + 1 where show_id = $1;

-- name: list_due_accessible_releases
select c.show_id from ticket_configs c join shows s on s.id = c.show_id
where c.accessible_release_at <= $1 and s.status in ('on_sale', 'paused', 'sold_out')
  and (c.accessible_release_logged is null or c.accessible_release_logged <> c.accessible_release_at)
order by c.accessible_release_at limit $2;

-- name: find_next_accessible_release
select min(accessible_release_at) from ticket_configs where accessible_release_at > $1;

-- name: log_accessible_release
update ticket_configs set accessible_release_logged = accessible_release_at
where show_id = $1 and accessible_release_at <= $2
  and (accessible_release_logged is null or accessible_release_logged <> accessible_release_at);

-- name: delete_config
delete from ticket_configs where show_id = $1;

-- name: delete_config_zones
delete from ticket_config_zones where show_id = $1;

-- name: insert_config_zone
insert into ticket_config_zones (show_id, price_zone_id, enabled, price) values ($1, $2, $3, $4);

-- name: delete_ticket_types
delete from ticket_types where show_id = $1;

-- name: insert_ticket_type
insert into ticket_types (show_id, position, name, price_zone_id, price)
values ($1, $2, $3, $4, $5);

-- name: delete_fees
delete from ticket_fees where show_id = $1;

-- name: insert_fee
insert into ticket_fees (show_id, position, name, kind, amount) values ($1, $2, $3, $4, $5);

-- name: count_ticket_types_of_zone
select count(*) from ticket_types where price_zone_id = $1;

-- name: shows_configuring_zone
select show_id from ticket_config_zones where price_zone_id = $1 order by show_id;

-- name: delete_zone_from_configs
delete from ticket_config_zones where price_zone_id = $1;

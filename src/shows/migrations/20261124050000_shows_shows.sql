create table recitals (
  id bigint primary key,
  title text not null,
  slug text not null unique,
  description text not null,
  image_url text,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);

-- One performance. The zone is the venue's when the time was set: what the wall clock there says.
create table shows (
  id bigint primary key,
  recital_id bigint not null references recitals (id),
  venue_id bigint not null references venues (id),
  title text not null,
  starts_at bigint not null,
  time_zone text not null,
  doors_at bigint,
  sales_start bigint,
  sales_end bigint,
  status text not null check (status in ('draft', 'on_sale', 'paused', 'sold_out', 'cancelled',
    'past')),
  layout_version bigint not null,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index shows_by_recital on shows (recital_id, starts_at);
create index shows_by_venue on shows (venue_id, starts_at);
create index shows_by_start on shows (starts_at);

-- How a show's tickets are sold; a show without a row sells by the defaults. Percentages are in
-- thousandths of a percent.
create table ticket_configs (
  show_id bigint primary key references shows (id),
  currency text not null,
  max_tickets_per_order bigint not null check (max_tickets_per_order >= 1),
  hold_minutes bigint not null check (hold_minutes >= 1),
  tax_name text not null,
  tax_percent_milli bigint not null check (tax_percent_milli >= 0),
  tax_inclusive integer not null,
  rounding text not null check (rounding in ('per_line', 'net_sum', 'keep_gross'))
);

create table ticket_config_zones (
  show_id bigint not null references shows (id),
  price_zone_id bigint not null references price_zones (id),
  enabled integer not null,
  price bigint check (price >= 0),
  primary key (show_id, price_zone_id)
);
create index ticket_config_zones_by_zone on ticket_config_zones (price_zone_id);

create table ticket_types (
  show_id bigint not null references shows (id),
  position bigint not null,
  name text not null,
  price_zone_id bigint references price_zones (id),
  price bigint not null check (price >= 0),
  primary key (show_id, position)
);
create index ticket_types_by_zone on ticket_types (price_zone_id);

-- `amount`: smallest units of the currency, or thousandths of a percent when kind is percent.
create table ticket_fees (
  show_id bigint not null references shows (id),
  position bigint not null,
  name text not null,
  kind text not null check (kind in ('per_ticket', 'per_order', 'percent',
    'percent_of_total')),
  amount bigint not null check (amount >= 0),
  primary key (show_id, position)
);

-- An order holds tickets of several shows: its lines say which. `lane_keys` are the turns that
-- whatever changes it takes. `tax_added` is the tax that is not in the prices.
alter table orders add column lane_keys text not null default '';
alter table orders add column tax_added bigint not null default 0;
alter table orders add column hold_ids text not null default '';
update orders set lane_keys = cast(show_id as text),
  tax_added = case when tax_inclusive = 1 then 0 else tax end,
  hold_ids = coalesce(cast(hold_id as text), '');
alter table orders drop constraint orders_check;
alter table orders drop constraint orders_status_check;
alter table orders drop column show_id;
alter table orders drop column hold_id;
alter table orders add constraint orders_totals
  check (total = subtotal - discount + fees + tax_added);
alter table orders add constraint orders_tax_added check (tax_added >= 0 and tax_added <= tax);
alter table orders add constraint orders_status check (status in ('pending', 'awaiting', 'paying',
  'paid', 'partially_refunded', 'refunded', 'cancelled', 'expired'));

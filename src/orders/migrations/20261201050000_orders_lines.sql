-- What an order is made of: one line for each thing, with its exact share of every total and, for a
-- ticket, the labels it was sold under (rules 12, 51, 62). `tax_rate` is in thousandths of a
-- percent; null where it was not written down. `refunded_at`: when it was given back.
create table order_lines (
  order_id bigint not null references orders (id),
  position bigint not null,
  id bigint not null,
  kind text not null check (kind in ('ticket', 'product', 'gift_card', 'donation')),
  show_id bigint references shows (id),
  title text not null,
  show_seat_id bigint,
  seat_id bigint,
  section text not null,
  row_name text not null,
  seat_number text not null,
  seat_type text not null,
  ticket_type text not null,
  list_price bigint not null check (list_price >= 0),
  discount bigint not null check (discount <= list_price),
  fees bigint not null,
  tax bigint not null,
  tax_rate bigint,
  tax_inclusive integer not null,
  total bigint not null check (total >= 0),
  refunded_at bigint,
  primary key (order_id, position),
  check (kind <> 'ticket' or (show_id is not null and show_seat_id is not null)),
  check (total = list_price - discount + fees
    + (case when tax_inclusive = 1 then 0 else tax end))
);
create index order_lines_by_show on order_lines (show_id, order_id);

insert into order_lines (order_id, position, id, kind, show_id, title, show_seat_id, seat_id,
  section, row_name, seat_number, seat_type, ticket_type, list_price, discount, fees, tax,
  tax_rate, tax_inclusive, total, refunded_at)
select i.order_id, i.position, i.id, 'ticket', o.show_id, '', i.show_seat_id, i.seat_id, i.section,
  i.row_name, i.seat_number, i.seat_type, i.ticket_type, i.price, i.discount, i.fees, i.tax,
  case when o.tax = 0 then 0 else null end, o.tax_inclusive, i.total, i.refunded_at
from order_items i join orders o on o.id = i.order_id;

-- Why a line costs less than its list price; what was written is never changed.
create table order_adjustments (
  order_id bigint not null,
  line_id bigint not null,
  position bigint not null,
  source text not null check (source in ('code', 'offer', 'package', 'group', 'exchange')),
  label text not null,
  amount bigint not null,
  primary key (order_id, line_id, position)
);

-- One leg of an order's payment each. `attempt` is the payment that counts, of a card.
create table order_tenders (
  order_id bigint not null references orders (id),
  position bigint not null,
  kind text not null check (kind in ('card', 'gift_card', 'points', 'cash', 'terminal', 'transfer',
    'comp')),
  label text not null,
  amount bigint not null check (amount > 0),
  captured bigint not null,
  refunded bigint not null,
  attempt bigint,
  primary key (order_id, position),
  check (captured >= 0 and captured <= amount),
  check (refunded >= 0 and refunded <= captured)
);

insert into order_tenders (order_id, position, kind, label, amount, captured, refunded, attempt)
select id, 0, 'card', '', total, case when paid_at is null then 0 else total end, refunded,
  paid_attempt
from orders where total > 0;

-- What was asked to be given back: which lines, and to which tender the money goes (rule 62). What
-- of it is no line's (a courtesy, or money given back at the provider before anybody has said what
-- for) has no line, but its part of each show.
create table order_refunds (
  order_id bigint not null references orders (id),
  number bigint not null,
  reason text not null,
  at bigint not null,
  primary key (order_id, number)
);
create table order_refund_lines (
  order_id bigint not null,
  number bigint not null,
  position bigint not null,
  line_id bigint,
  show_id bigint,
  amount bigint not null check (amount >= 0),
  fees bigint not null,
  tax bigint not null,
  primary key (order_id, number, position),
  foreign key (order_id, number) references order_refunds (order_id, number)
);
create table order_refund_legs (
  order_id bigint not null,
  number bigint not null,
  tender bigint not null,
  amount bigint not null check (amount > 0),
  payment_refund bigint,
  state text not null check (state in ('requested', 'completed', 'failed')),
  primary key (order_id, number, tender),
  foreign key (order_id, number) references order_refunds (order_id, number)
);
create index order_refund_legs_by_payment on order_refund_legs (order_id, payment_refund);

insert into order_refunds (order_id, number, reason, at)
select r.order_id, r.number, r.reason, r.requested_at
from refunds r join orders o on o.id = r.order_id
where r.attempt = o.paid_attempt;

insert into order_refund_legs (order_id, number, tender, amount, payment_refund, state)
select r.order_id, r.number, 0, r.amount, r.number, r.status
from refunds r join order_refunds f on f.order_id = r.order_id and f.number = r.number;

-- Each line's own share, or its part where less was given back than the lines had cost.
insert into order_refund_lines (order_id, number, position, line_id, show_id, amount, fees, tax)
select r.order_id, r.number,
  row_number() over (partition by r.order_id, r.number order by l.position), l.id, l.show_id,
  case when s.total <= r.amount then l.total else l.total * r.amount / s.total end,
  case when s.total <= r.amount then l.fees else l.fees * r.amount / s.total end,
  case when s.total <= r.amount then l.tax else l.tax * r.amount / s.total end
from refunds r
join order_refunds f on f.order_id = r.order_id and f.number = r.number
join order_refund_items i on i.order_id = r.order_id and i.number = r.number
join order_lines l on l.order_id = r.order_id and l.id = i.item_id
join (
  select i2.order_id, i2.number, sum(l2.total) as total
  from order_refund_items i2
  join order_lines l2 on l2.order_id = i2.order_id and l2.id = i2.item_id
  group by i2.order_id, i2.number
) s on s.order_id = r.order_id and s.number = r.number;

insert into order_refund_lines (order_id, number, position, line_id, show_id, amount, fees, tax)
select r.order_id, r.number, 0, null, o.show_id, r.amount - coalesce(s.amount, 0),
  r.fees - coalesce(s.fees, 0), r.tax - coalesce(s.tax, 0)
from refunds r
join orders o on o.id = r.order_id
join order_refunds f on f.order_id = r.order_id and f.number = r.number
left join (
  select order_id, number, sum(amount) as amount, sum(fees) as fees, sum(tax) as tax
  from order_refund_lines group by order_id, number
) s on s.order_id = r.order_id and s.number = r.number
where r.amount <> coalesce(s.amount, 0) or r.fees <> coalesce(s.fees, 0)
  or r.tax <> coalesce(s.tax, 0);

-- What was never paid for has nothing to give back, but tickets that are void.
drop table order_refund_items;
drop table order_items;
